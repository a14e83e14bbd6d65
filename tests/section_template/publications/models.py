"""Publications: papers, with an abstract and, where we may give it, the document."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tianhe_site.plain_text import LineField
from tianhe_site.publishing.models import (
    PERMISSIONS,
    AttachedMixin,
    Edition,
    MarkedMixin,
    Publishable,
    SlugMixin,
)
from tianhe_site.publishing.sources import SourcedMixin
from tianhe_site.rich_text.fields import RichTextField


class PublicationContent(SourcedMixin):
    """What a publication says: the same columns in the draft and in its editions."""

    title = LineField(_("title"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"))
    abstract = RichTextField(_("abstract"))

    titled_by = "title"
    described_by = "abstract"

    class Meta:
        abstract = True


class Publication(PublicationContent, SlugMixin, MarkedMixin, AttachedMixin, Publishable):
    """The draft of a publication."""

    folder = "publications/"
    review_rules = ()

    class Meta:
        default_permissions = PERMISSIONS
        ordering = ["-year", "title"]
        verbose_name = _("publication")
        verbose_name_plural = _("publications")


class PublicationEdition(PublicationContent, Edition):
    """A publication as it was frozen. Public views read these and nothing else."""

    item = models.ForeignKey(Publication, models.PROTECT, related_name="editions")

    dated_by = "year"

    class Meta:
        indexes = [models.Index(fields=["item", "live_from"], name="publication_item_idx")]
        verbose_name = _("edition of a publication")
        verbose_name_plural = _("editions of publications")
