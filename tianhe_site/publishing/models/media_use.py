"""Which drafts and editions use which files of the media library."""

from django.db import models

from tianhe_site.media_library.models import File
from tianhe_site.prepared_queries import prepared

from .editions import Edition


class MediaUse(models.Model):
    """A draft or an edition uses a file of the media library.

    Drafts and editions list what they use; this table answers the reverse question.
    """

    item = models.ForeignKey("publishing.Publishable", models.CASCADE, related_name="media_uses")
    # The model of the edition and its id; empty for the draft.
    kind = models.CharField(max_length=60, blank=True, default="")
    edition_id = models.BigIntegerField(null=True)
    asset = models.ForeignKey("media_library.Asset", models.PROTECT, related_name="uses")
    file = models.ForeignKey("media_library.File", models.PROTECT, related_name="uses")

    class Meta:
        indexes = [models.Index(fields=["kind", "edition_id"], name="media_use_edition_idx")]

    def __str__(self):
        return f"{self.item_id}: {self.asset_id}"

    @classmethod
    def record(cls, content, entries):
        """Record that a draft or an edition uses exactly these entries."""
        edition = {}
        if isinstance(content, Edition):
            edition = {"kind": content._meta.label_lower, "edition_id": content.pk}
        item_id = content.item_id if edition else content.pk
        keys = {each["key"] for each in entries}
        if set(_known_keys(item=item_id, **edition)) != keys:
            _uses(item_id, **edition).delete()
            files = File.objects.filter(key__in=keys)
            cls.objects.bulk_create(
                cls(item_id=item_id, **edition, asset_id=file.asset_id, file=file) for file in files
            )


def _uses(item, **edition):
    """Return the uses by an edition of an item, by its draft if no edition is given."""
    return MediaUse.objects.filter(item=item, **(edition or {"kind": ""}))


@prepared
def _known_keys(*, item, **edition):
    return _uses(item, **edition).values_list("file__key", flat=True)
