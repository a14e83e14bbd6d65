"""Links under which somebody without an account reads what is not live."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PreviewLink(models.Model):
    """A link under which somebody without an account may read one edition for some days."""

    kind = models.CharField(max_length=60)
    item_id = models.BigIntegerField()
    edition_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    # Empty for the command line, and for older links whose maker's name no account has any more.
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=150)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    note = models.CharField(_("for whom"), max_length=200)

    class Meta:
        indexes = [models.Index(fields=["item_id", "-id"], name="preview_item_idx")]
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")

    def __str__(self):
        return self.note

    @classmethod
    def open(cls, at):
        """Return the links that still lead to their editions at the moment `at`, as a queryset."""
        return cls.objects.filter(revoked_at=None, expires_at__gt=at)

    def is_open(self, at):
        """Whether the link still leads to its edition at the moment `at`."""
        return self.revoked_at is None and at < self.expires_at
