"""What drafts said each time they were saved, and what is typed but not saved yet."""

from copy import copy

from django.db import models
from django.utils.translation import gettext_lazy as _


class DraftVersion(models.Model):
    """What a draft said at one time. Only staff see it. It is no part of the audit log or of an
    export, and a redaction of its item deletes it."""

    class Kind(models.TextChoices):
        SAVED = "saved", _("Saved")
        # Typed, and neither saved nor taken up again.
        AUTOSAVED = "autosaved", _("Autosaved")
        # Replaced before there was a version of it: saved by a release before 0.8.0 or by a program
        # that doesn't use the verbs.
        KEPT = "kept", _("Kept before it was replaced")

    item = models.ForeignKey(
        "publishing.Publishable", models.CASCADE, related_name="draft_versions"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    # By field name, see `Publishable.kept_content`.
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    saved_at = models.DateTimeField()
    # Null for the command line, and where nobody is on record.
    saved_by_id = models.BigIntegerField(null=True)
    saved_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        indexes = [models.Index(fields=["item", "-id"], name="draft_version_idx")]

    def __str__(self):
        return f"{self.kind}: {self.item_id}"

    def as_draft(self, draft):
        """Return a copy of `draft`, its item, that says what this version says. It isn't saved."""
        found = copy(draft)
        found.copy_kept_content(self.content)
        return found


class Autosave(models.Model):
    """What someone typed into the form of a draft and hasn't saved: one row per person and draft,
    or per person and form if there is no draft yet."""

    # The section, see `Publishable.kind`.
    kind = models.CharField(max_length=60)
    item = models.ForeignKey(
        "publishing.Publishable", models.CASCADE, null=True, related_name="autosaves"
    )
    draft_key = models.UUIDField(null=True)
    user_id = models.BigIntegerField()
    # {name: [value, …]}, as a form sends it.
    data = models.JSONField()
    title = models.CharField(max_length=250, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "user_id"], name="one_autosave_per_draft"),
            models.UniqueConstraint(fields=["draft_key", "user_id"], name="one_autosave_per_form"),
        ]

    def __str__(self):
        return self.title
