"""Preview links, for people without an account."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PreviewLink(models.Model):
    """A link that shows one edition for some days, without an account."""

    kind = models.CharField(max_length=60)
    item_id = models.BigIntegerField()
    edition_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    # Null for the command line, and for old links whose creator has no account any more.
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=150)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    note = models.CharField(_("for whom"), max_length=200)

    class Meta:
        indexes = [
            models.Index(fields=["item_id", "-id"], name="preview_item_idx"),
            models.Index(fields=["expires_at"], name="preview_expiry_idx"),
        ]
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")

    def __str__(self):
        return self.note

    @classmethod
    def open(cls, at):
        """Return the links that are open at `at`, as a queryset."""
        return cls.objects.filter(revoked_at=None, expires_at__gt=at)

    def is_open(self, at):
        """Whether the link is open at `at`."""
        return self.revoked_at is None and at < self.expires_at
