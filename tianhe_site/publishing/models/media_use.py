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
        used_by = _used_by(content)
        if set(_known_keys(**used_by)) != {each["key"] for each in entries}:
            _uses(**used_by).delete()
            cls.record_new([(content, entries)])

    @classmethod
    def record_new(cls, contents):
        """Record what drafts and editions use that aren't known to use anything: pairs of one and
        its entries."""
        keys = {each["key"] for _content, entries in contents for each in entries}
        files = {file.key: file for file in File.objects.filter(key__in=keys)}
        cls.objects.bulk_create(
            cls(**_used_by(content), asset_id=files[key].asset_id, file=files[key])
            for content, entries in contents
            for key in dict.fromkeys(each["key"] for each in entries)
            if key in files
        )


def _used_by(content):
    """Return the names and values of the columns that say who uses a file."""
    if isinstance(content, Edition):
        edition = {"kind": content._meta.label_lower, "edition_id": content.pk}
        return {"item_id": content.item_id, **edition}
    return {"item_id": content.pk}


def _uses(item_id, **edition):
    """Return the uses by an edition of an item, by its draft if no edition is given."""
    return MediaUse.objects.filter(item=item_id, **(edition or {"kind": ""}))


@prepared
def _known_keys(**used_by):
    return _uses(**used_by).values_list("file__key", flat=True)
