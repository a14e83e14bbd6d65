"""How the chassis reads what a section says: by kind of column, never by its name."""

from django.db import models
from django.utils.text import Truncator

from tianhe_site.rich_text import reading
from tianhe_site.rich_text.fields import RichTextField

# Characters of a formatted text that stand for it where a sentence is expected.
MAX_DESCRIPTION = 160


class ContentMixin(models.Model):
    """What a draft and an edition have in common. A section names its columns in the class that
    its draft and its edition share."""

    # The column that is the title, and the one that says what it is about: a line or a formatted
    # text.
    titled_by = ""
    described_by = ""
    # Whether readers find it at an address of its own, and by searching.
    has_page = True

    class Meta:
        abstract = True

    def __str__(self):
        return str(getattr(self, self.titled_by)) if self.titled_by else str(self.pk)

    @classmethod
    def rich_text_fields(cls):
        """Return the names of the fields that hold formatted text."""
        return [each.name for each in cls._meta.concrete_fields if isinstance(each, RichTextField)]

    def page_text(self):
        """Return the formatted texts as one, in the order of their fields."""
        return "".join(getattr(self, name) or "" for name in self.rich_text_fields())

    def page_description(self):
        """Return what this is about, as plain text: for search engines, and for anyone who links
        here."""
        said = getattr(self, self.described_by, "")
        if self.described_by in self.rich_text_fields():
            words = " ".join(reading.read(said).text.split())
            return Truncator(words).chars(MAX_DESCRIPTION)
        return said
