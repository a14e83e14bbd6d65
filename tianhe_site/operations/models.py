"""What the operator's commands remember."""

from django.db import models


class StaticExport(models.Model):
    """A folder that the site was exported to, so that a redaction reaches the copies in it."""

    # Several hosts may share the database: a folder that isn't here may lie on another one.
    host = models.CharField(max_length=255)
    folder = models.TextField()
    moment = models.DateTimeField()
    made_at = models.DateTimeField()
    # The last history entry before the files were written. A number: a clock can be set back.
    last_entry_id = models.BigIntegerField()

    class Meta:
        # A record of the machine, which nobody sees in the admin.
        default_permissions = ()

    def __str__(self):
        return self.folder
