"""What the operator's commands need to remember."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from tianhe_site.publishing.models import MAX_PATH, Publishable

# A link is broken once it failed twice with as long between them: servers restart, hosts move.
BROKEN_AFTER = timedelta(hours=20)


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


class Mirror(models.Model):
    """A folder that `export_site` writes to, to be named when a redaction is in its copies."""

    host = models.CharField(max_length=255)
    folder = models.TextField()

    class Meta:
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


class OutsideLink(models.Model):
    """An address of another site that the live text of an item leads to, and what came of asking
    for it last."""

    class Fault(models.TextChoices):
        NOT_FOUND = "not-found", _("Page not found")
        SERVER_ERROR = "server-error", _("Server error")
        NO_ANSWER = "no-answer", _("Server doesn't answer")
        NO_HOST = "no-host", _("Server not found")
        CERTIFICATE = "certificate", _("Browsers don't trust the server's certificate")
        TOO_MANY_REDIRECTS = "redirects", _("Redirects in a loop")
        INNER = "inner", _("Not a public address")

    item = models.ForeignKey(Publishable, models.CASCADE, related_name="+")
    url = models.TextField()
    # None until it was asked.
    checked_at = models.DateTimeField(null=True)
    # The last fault, and the time of the first one in a row.
    fault = models.CharField(max_length=20, choices=Fault, blank=True)
    failing_since = models.DateTimeField(null=True, db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.url

    @property
    def is_broken(self):
        """Whether it has failed for long enough that it isn't just an outage."""
        return self.failing_since is not None and (
            self.checked_at - self.failing_since >= BROKEN_AFTER
        )
