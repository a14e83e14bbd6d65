"""What the site keeps about how people work: views of lists that they saved, and templates."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tianhe_site.languages import LanguageField
from tianhe_site.plain_text import LineField
from tianhe_site.rich_text.fields import RichTextField

MAX_QUERY = 500


class SavedFilter(models.Model):
    """A view of a list that one person saved: the filters, search and order in its address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # The label of the model whose list it is about.
    kind = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=40)
    # The query string, with the names of the list's own filters only, in a fixed order.
    query = models.CharField(max_length=MAX_QUERY)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "name"], name="one_filter_per_name")
        ]
        default_permissions = ()

    def __str__(self):
        return self.name


class DraftTemplate(models.Model):
    """What a new draft may begin as: structure, and hints in double square brackets. A check
    refuses to publish a hint that nobody replaced."""

    # The label of the model of the drafts.
    kind = models.CharField(_("for"), max_length=60, default="news.newsitem")
    language = LanguageField(
        _("language"), default=settings.LANGUAGE_CODE, db_default=settings.LANGUAGE_CODE
    )
    name = LineField(_("name"), max_length=60, help_text=_("For example: Press release."))
    position = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Lower numbers come first.")
    )
    title = LineField(_("title"), max_length=90, blank=True)
    summary = LineField(_("summary"), max_length=160, blank=True)
    body = RichTextField(
        _("text"),
        blank=True,
        help_text=_(
            "Put hints in double square brackets, for example: [[Who said it, and where]]. Nobody "
            "can publish a draft with a hint in it."
        ),
    )

    class Meta:
        ordering = ["kind", "language", "position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "name"], name="one_template_per_name"
            )
        ]
        verbose_name = _("template")
        verbose_name_plural = _("templates")

    def __str__(self):
        return self.name
