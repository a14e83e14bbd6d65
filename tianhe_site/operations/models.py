"""What the operator's commands need to remember."""

from django.db import models


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
