"""Pinned results: what comes first for a query."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tianhe_site.languages import LanguageField
from tianhe_site.plain_text import ParagraphsField

from .addresses import Address

# The columns of the items, in the order in which readers get them.
PLACES = ("first", "second", "third")


class PinnedResult(models.Model):
    """Up to three items that come first in the results of some queries.

    Only the order of what is live depends on it, so it needs no review.
    """

    language = LanguageField(
        _("language"),
        default=settings.LANGUAGE_CODE,
    )
    queries = ParagraphsField(
        _("searches"),
        help_text=_(
            "One per line, for example: how much does it cost. Word order, upper and lower case "
            "and endings don't matter."
        ),
    )
    # An item with an address is never destroyed.
    first = models.ForeignKey(
        "publishing.Publishable", models.PROTECT, related_name="+", verbose_name=_("first result")
    )
    second = models.ForeignKey(
        "publishing.Publishable",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("second result"),
    )
    third = models.ForeignKey(
        "publishing.Publishable",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("third result"),
    )

    class Meta:
        ordering = ["language", "queries"]
        verbose_name = _("pinned result")
        verbose_name_plural = _("pinned results")

    def __str__(self):
        return self.lines()[0] if self.lines() else ""

    def lines(self):
        """Return the queries as a list."""
        return [line.strip() for line in self.queries.splitlines() if line.strip()]

    @property
    def item_ids(self):
        """The ids of the items, in order."""
        ids = (getattr(self, f"{name}_id") for name in PLACES)
        return [each for each in ids if each]

    @property
    def results(self):
        """The addresses of the items, one per line, for the audit log."""
        rows = Address.objects.filter(item__in=self.item_ids).order_by("id")
        paths = dict(rows.values_list("item_id", "path"))
        return "\n".join(paths.get(each, str(each)) for each in self.item_ids)
