"""What people chose: their language, and which email they get. What concerns the safety of their
account always comes."""

from tianhe_site import languages


def who_want(kind, people):
    """Return those of `people` who want email of a kind: a field of `Preferences`, such as
    `email_reviews`. Someone who never chose gets all."""
    return people.exclude(**{f"preferences__{kind}": False})


def language_of(person):
    """Return the language of the pages and the email that someone of staff gets. It may be one that
    the site no longer has, or that nobody chose."""
    return languages.known(getattr(getattr(person, "preferences", None), "language", ""))
