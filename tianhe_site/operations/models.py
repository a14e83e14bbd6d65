"""What the operator's commands need to remember."""

from django.db import models

from tianhe_site.publishing.models import MAX_PATH, Publishable


class StaticExport(models.Model):
    """A folder that the site was exported to, so that a redaction can reach its copies."""

    # Several hosts may share the database: a folder missing here may be on another host.
    host = models.CharField(max_length=255)
    folder = models.TextField()
    moment = models.DateTimeField()
    made_at = models.DateTimeField()
    # The last history entry before the files were written. A number, since a clock can be set
    # back.
    last_entry_id = models.BigIntegerField()

    class Meta:
        # Operational data that nobody sees in the admin.
        default_permissions = ()

    def __str__(self):
        return self.folder


class ImportedItem(models.Model):
    """An item that came from another system, so that a second import doesn't double it. A draft
    that is destroyed is forgotten."""

    # What the other system calls it, such as the guid of a WordPress post.
    key = models.CharField(max_length=500, unique=True)
    item = models.ForeignKey(Publishable, models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.key


class OldAddress(models.Model):
    """A path at which an item was on another system. It leads to where the item is today."""

    # Without a slash at the end.
    path = models.CharField(max_length=MAX_PATH, unique=True)
    item = models.ForeignKey(Publishable, models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.path
