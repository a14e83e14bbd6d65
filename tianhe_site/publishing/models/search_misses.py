"""Searches that found nothing, counted by day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Characters of a query that are kept.
MAX_MISS_LENGTH = 100


class SearchMiss(models.Model):
    """How often a query found nothing on a day. Nothing says who asked, from where or when."""

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=10)
    # "" stands for all queries beyond the most that are kept of one day.
    text = models.CharField(_("search"), max_length=MAX_MISS_LENGTH, blank=True)
    count = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "language", "text"], name="one_miss_per_day")
        ]
        # Only the site itself writes them.
        default_permissions = ("view",)
        verbose_name = _("search without results")
        verbose_name_plural = _("searches without results")

    def __str__(self):
        return self.text
