"""The audit log: a record of all acts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..hashing import digest


class HistoryEntry(models.Model):
    """One act: who did what to which item, when and why. Rows form a chain of hashes.

    The actor is kept as plain values: with a foreign key, deleting a user would have to change
    the record. An account, a group, a category or a watched word is no item: such an entry has no
    `item_id`, its `kind` is the label of the model, `touched` has the row's id as `subject`, and
    its changes as `{field: [old, new]}`.
    """

    class Verb(models.TextChoices):
        WRITE = "write", _("Changed the draft")
        FREEZE = "freeze", _("Made an edition of the draft")
        SUBMIT = "submit", _("Submitted for review")
        TAKE_BACK = "take-back", _("Took back the submission")
        APPROVE = "approve", _("Approved")
        REQUEST_CHANGES = "request-changes", _("Asked for changes")
        PUBLISH = "publish", _("Published")
        SCHEDULE = "schedule", _("Scheduled")
        RESCHEDULE = "reschedule", _("Changed the times")
        CANCEL = "cancel", _("Cancelled the schedule")
        WITHDRAW = "withdraw", _("Withdrew")
        MOVE = "move", _("Changed the address or the order")
        # The values are kept by every record: these two were named otherwise when they were chosen.
        REVERT = "restore", _("Copied an edition into the draft")
        IMPORT = "import", _("Imported")
        SHARE = "share", _("Made a preview link")
        UNSHARE = "unshare", _("Revoked a preview link")
        TRASH = "trash", _("Put the draft in the trash")
        ARCHIVE = "archive", _("Archived")
        RESTORE = "bring-back", _("Brought back")
        DESTROY = "destroy", _("Emptied from the trash")
        ASK_REDACTION = "ask-redaction", _("Asked for a redaction")
        REDACT = "redact", _("Redacted")
        ADD = "add", _("Added")
        CHANGE = "change", _("Changed")
        DELETE = "delete", _("Deleted")
        SET_PASSWORD = "set-password", _("Set a password")
        INVITE = "invite", _("Made a link to set a password")
        ASK = "ask", _("Asked a second person")
        AGREE = "agree", _("Agreed to a request")
        DECLINE = "decline", _("Declined a request")
        DROP = "drop", _("Took back a request")
        TELL = "tell", _("Changed what readers are told")

    at = models.DateTimeField(_("when"))
    verb = models.CharField(_("act"), max_length=20, choices=Verb)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("who"), max_length=150)
    kind = models.CharField(_("kind"), max_length=60)
    item_id = models.BigIntegerField(null=True)
    item_title = models.CharField(_("item"), max_length=250)
    note = models.TextField(_("note"), blank=True)
    # The editions and addresses the act touched, with their hashes and times after it.
    touched = models.JSONField(default=dict)
    # The warnings that may stand, each with its reason. They quote what the edition says.
    passed = models.JSONField(default=list, blank=True)
    # How `hash` is made. Rows of release 0.1.0 have scheme 1.
    scheme = models.PositiveSmallIntegerField(default=1)
    # Digests of texts that had to be erased, by column, so that the chain still holds.
    erased = models.JSONField(default=dict, blank=True)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    CHANGEABLE = ()
    SCHEME = 2
    TEXTS = ("item_title", "note", "passed")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["item_id", "-id"], name="history_item_idx")]
        permissions = [
            ("walk_historyentry", _("Can walk the site as it was at a moment")),
            ("redact_historyentry", _("Can ask for a redaction, and carry out another's")),
        ]
        verbose_name = _("history entry")
        verbose_name_plural = _("history")

    def __str__(self):
        return f"{self.verb}: {self.item_title}"

    @classmethod
    def erasable(cls):
        return cls.TEXTS

    @classmethod
    def marker(cls):
        return "erased"

    def erase_texts(self):
        """Leave digests in place of the texts, without saving; the hash of the row stays."""
        self.erased = {name: digest({name: getattr(self, name)}) for name in self.TEXTS}
        for name in self.TEXTS:
            setattr(self, name, self._meta.get_field(name).get_default())

    def make_hash(self):
        """Return the hash over everything in this row but the hash itself.

        Texts count by their digest, so that one that had to be erased breaks nothing.
        """
        values = {
            field.attname: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if field.name not in ("hash", "erased")
        }
        if self.scheme == 1:
            return digest({k: v for k, v in values.items() if k not in ("id", "scheme")})
        texts = {name: self.erased.get(name) or digest({name: values[name]}) for name in self.TEXTS}
        return digest({**values, **texts})
