"""Which email people chose to get. What concerns the safety of their account always comes."""


def who_want(kind, people):
    """Return those of `people` who want email of a kind: `email_reviews` or `email_requests`.
    Someone who never chose gets all."""
    return people.exclude(**{f"preferences__{kind}": False})
