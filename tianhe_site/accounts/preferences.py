"""Which email people chose to get. What concerns the safety of their account always comes."""


def who_want(kind, people):
    """Return those of `people` who want email of a kind: a field of `Preferences`, such as
    `email_reviews`. Someone who never chose gets all."""
    return people.exclude(**{f"preferences__{kind}": False})
