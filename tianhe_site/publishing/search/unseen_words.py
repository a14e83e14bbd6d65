"""Words that find an edition and that readers don't see: other names for what it is about."""

from tianhe_site.plain_text import LineField


class UnseenWordsField(LineField):
    """A column for such words. In a migration it is a plain CharField."""


def unseen_columns(model):
    """Return the names of the columns for such words of a draft or an edition."""
    fields = model._meta.concrete_fields
    return [each.name for each in fields if isinstance(each, UnseenWordsField)]


def unseen_words(edition):
    """Return the words of an edition that readers don't see, as one text; "" if there are none."""
    words = (getattr(edition, name) for name in unseen_columns(type(edition)))
    return "\n".join(filter(None, words))
