"""Columns that many sections need."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tianhe_site.languages import root

valid_slug = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
    _("Use lowercase letters, digits and single hyphens, for example: new-trial."),
)


class SlugMixin(models.Model):
    """A draft whose items are side by side below one path."""

    slug = models.CharField(
        _("address"),
        max_length=80,
        validators=[valid_slug],
        help_text=_(
            "The last part of the address, filled in from the title. After publication, use "
            "'Change address' to change it."
        ),
    )

    place_fields = ("slug",)
    # The path below the root of a language, as in urls.py, for example "trials/".
    folder = ""

    class Meta:
        abstract = True

    def path_for(self, content=None):
        return f"{root(self.language)}{self.folder}{self.slug}/"


class SecondPersonMixin(models.Model):
    """A draft with a mark that it needs a second approver."""

    needs_second_person = models.BooleanField(
        _("second approver"),
        default=False,
        help_text=_("Needs approval by someone who didn't write it. So does unchecking this box."),
    )

    class Meta:
        abstract = True


class MarkedMixin(SecondPersonMixin):
    """A draft with a second mark: that it is medical."""

    medical = models.BooleanField(
        _("medical"),
        default=False,
        help_text=_("Check this if it's about a therapy. Every claim in it then needs a source."),
    )

    class Meta:
        abstract = True


class PicturedMixin(models.Model):
    """A draft with a main picture. In editions it is the entry of `media` marked `lead`."""

    picture = models.ForeignKey(
        "media_library.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("Appears at the top of the page and in lists, cropped around its focal point."),
    )

    class Meta:
        abstract = True

    def copy_content_from(self, edition):
        super().copy_content_from(edition)
        lead = next((each for each in edition.media if each.get("lead")), {})
        self.picture_id = lead.get("image")


class AttachedMixin(models.Model):
    """A draft with a document for download. In editions it is the entry of `media` marked
    `attached`."""

    document = models.ForeignKey(
        "media_library.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document"),
        help_text=_("Readers can download it from the page."),
    )

    class Meta:
        abstract = True

    def copy_content_from(self, edition):
        super().copy_content_from(edition)
        attached = next((each for each in edition.media if each.get("attached")), {})
        self.document_id = attached.get("document")
