"""Words that find an edition and that readers don't see: other names for what it is about."""

from tianhe_site.plain_text import LineField


class UnseenWordsField(LineField):
    """A column for such words. In a migration it is a plain CharField."""


def unseen_words(edition):
    """Return the words of an edition that readers don't see, as one text; "" if there are none."""
    fields = type(edition)._meta.concrete_fields
    names = [each.name for each in fields if isinstance(each, UnseenWordsField)]
    return "\n".join(filter(None, (getattr(edition, name) for name in names)))
