"""How the chassis reads the content of a section: by type of column, never by name."""

from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from tianhe_site.rich_text import reading
from tianhe_site.rich_text.fields import RichTextField
from tianhe_site.rich_text.presentation import lists_latest_news

from ..search.unseen_words import UnseenWordsField

# Characters of a formatted text in a description.
MAX_DESCRIPTION = 160


class ContentMixin(models.Model):
    """What drafts and editions have in common. A section sets these names in the class that its
    draft and edition share."""

    # The columns of the title and of the description: a line or a formatted text.
    titled_by = ""
    described_by = ""
    # The column for statements such as that a product isn't approved; "" if they are in the text.
    stated_by = ""
    # Which texts of the site details its page shows.
    details_shown = ("footer_note",)
    # Whether it has an address of its own, and can be searched.
    has_page = True
    # Whether its page leaves out the company's contacts; see `HidesContactsMixin`.
    hide_contacts = False

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

    def always_states_approval(self):
        """Whether readers of its page find the approval statement of the site even if it names no
        watched product."""
        return False

    def lists_news(self):
        """Whether its page lists the newest items."""
        return lists_latest_news(self.page_text())

    def page_parts(self):
        """Return the ids of the parts of its page that come after the text. With an underscore, so
        that no heading of the text has the same."""
        return []

    def page_description(self):
        """Return the description as plain text, for search engines and link previews."""
        description = getattr(self, self.described_by, "")
        if self.described_by in self.rich_text_fields():
            text = " ".join(reading.read(description).text.split())
            return Truncator(text).chars(MAX_DESCRIPTION)
        return description


class FoundByMixin(models.Model):
    """Content with words that readers search for and that aren't in its text."""

    also_found_by = UnseenWordsField(
        _("also found by"),
        max_length=300,
        blank=True,
        help_text=_(
            "Words people may search for that aren't in the text, separated by commas, for "
            "example: phone, price, side effects. Readers don't see them."
        ),
    )

    class Meta:
        abstract = True


class HidesContactsMixin(models.Model):
    """Content whose page can leave out whom to contact: in mainland China, information about
    health may not share a page with the address or the contacts of the company (Measures for the
    Administration of Internet Advertising, 2023)."""

    hide_contacts = models.BooleanField(
        _("hide contact details"),
        default=False,
        db_default=False,
        help_text=_(
            "For information about health that is read in mainland China. The page then shows no "
            "contacts, nothing about the company, and no links to contact and press pages, in the "
            "menu and the footer too."
        ),
    )

    class Meta:
        abstract = True
