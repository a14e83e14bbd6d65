"""The glossary: terms in plain words, each a draft with editions and a page of its own."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from pages import content_checks, review_rules
from tianhe_site.plain_text import LineField
from tianhe_site.publishing.models import (
    PERMISSIONS,
    Edition,
    HidesContactsMixin,
    MarkedMixin,
    Publishable,
    SlugMixin,
    index_of_ends,
    valid_slug,
)
from tianhe_site.publishing.sources import SourcedMixin
from tianhe_site.rich_text.fields import RichTextField


class TermContent(SourcedMixin, HidesContactsMixin):
    """What the glossary says of a term: the same columns in the draft and in its editions."""

    title = LineField(
        _("term"),
        max_length=90,
        help_text=_("As a heading, for example: Islet cells."),
    )
    other_forms = LineField(
        _("other forms"),
        max_length=200,
        blank=True,
        help_text=_(
            "Other ways to write it, separated by commas, for example: islet cell, pancreatic "
            "islets. The first time one of them appears on a page, it links to this term."
        ),
    )
    summary = LineField(
        _("meaning"),
        max_length=300,
        help_text=_(
            "What it means, in one or two plain sentences, up to 300 characters. Write for "
            "someone who has never heard the word."
        ),
    )
    body = RichTextField(
        _("more information"),
        blank=True,
        help_text=_(
            "Only if one or two sentences aren't enough. It appears on the term's own page."
        ),
    )

    titled_by = "title"
    described_by = "summary"

    class Meta:
        abstract = True

    def forms(self):
        """Return the term and its other forms."""
        return [form for each in self._parts() if (form := each.strip())]

    def _parts(self):
        return [self.title, *re.split("[,，、;；]", self.other_forms)]


class Term(TermContent, SlugMixin, MarkedMixin, Publishable):
    """The draft of a term."""

    slug = models.CharField(
        _("address"),
        max_length=80,
        validators=[valid_slug],
        help_text=_(
            "The last part of the address, filled in from the term. After publication, use "
            "'Change address' to change it."
        ),
    )

    # The page at it, if there is one, lists the terms.
    folder = "glossary/"
    content_checks = content_checks.TERM_CHECKS
    review_rules = review_rules.TERM_RULES

    class Meta:
        default_permissions = PERMISSIONS
        ordering = ["title"]
        verbose_name = _("term")
        verbose_name_plural = _("glossary")


class TermEdition(TermContent, Edition):
    """A frozen version of a term. Public views read only these."""

    item = models.ForeignKey(Term, models.PROTECT, related_name="editions")

    class Meta:
        indexes = [
            models.Index(fields=["item", "live_from"], name="term_item_idx"),
            models.Index(fields=["live_from", "review"], name="term_from_idx"),
            index_of_ends("term_ends_idx"),
            models.Index(fields=["language", "live_from", "live_until"], name="term_live_idx"),
        ]
        verbose_name = _("version of a term")
        verbose_name_plural = _("versions of terms")

    def search_title(self):
        return "\n".join(self.forms())

    @classmethod
    def search_synonyms(cls, language, at):
        live = cls.objects.live(at).filter(language=language, redaction_reason="")
        terms = live.only("title", "other_forms").order_by("item_id")
        return [forms for term in terms if len(forms := term.forms()) > 1]

    def search_texts(self):
        """Leave out the other forms, which belong to the title: "T1D" says nothing as a result."""
        return (pair for pair in super().search_texts() if pair[0] != "other_forms")
