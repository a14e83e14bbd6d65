"""The audit log: a record of all actions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tianhe_site.names import shown_name

from ..hashing import digest


class HistoryEntry(models.Model):
    """One action: who did what to which item, when and why. Rows form a chain of hashes.

    The actor is stored as plain values: with a foreign key, deleting a user would change the log.
    Accounts, groups, categories and watched words aren't items. Their entries have no `item_id`;
    `kind` is the label of the model, and `touched` has the row's id as `subject` and its changes as
    `{field: [old, new]}`.
    """

    class Verb(models.TextChoices):
        WRITE = "write", _("Changed the draft")
        FREEZE = "freeze", _("Created a version")
        SUBMIT = "submit", _("Submitted for review")
        TAKE_BACK = "take-back", _("Canceled the submission")
        APPROVE = "approve", _("Approved")
        REQUEST_CHANGES = "request-changes", _("Requested changes")
        PUBLISH = "publish", _("Published")
        SCHEDULE = "schedule", _("Scheduled")
        RESCHEDULE = "reschedule", _("Changed times")
        CANCEL = "cancel", _("Canceled the schedule")
        WITHDRAW = "withdraw", _("Withdrew")
        MOVE = "move", _("Changed the address or order")
        # Every entry keeps the value, so these two still have their old names there.
        REVERT = "restore", _("Restored a version")
        IMPORT = "import", _("Imported")
        SHARE = "share", _("Created a preview link")
        UNSHARE = "unshare", _("Closed a preview link")
        TRASH = "trash", _("Moved to trash")
        ARCHIVE = "archive", _("Archived")
        RESTORE = "bring-back", _("Restored from trash or archive")
        DESTROY = "destroy", _("Deleted from trash")
        ASK_REDACTION = "ask-redaction", _("Requested redaction")
        REDACT = "redact", _("Redacted")
        ADD = "add", _("Added")
        CHANGE = "change", _("Changed")
        DELETE = "delete", _("Deleted")
        SET_PASSWORD = "set-password", _("Set a password")
        INVITE = "invite", _("Created a link to set a password")
        ASK = "ask", _("Requested approval")
        AGREE = "agree", _("Approved a request")
        DECLINE = "decline", _("Declined a request")
        DROP = "drop", _("Canceled a request")
        TELL = "tell", _("Changed the message to readers")
        HAND_OVER = "hand-over", _("Handed over")
        RESET_FACTORS = "reset-factors", _("Removed the second factors")
        KEEP_TRANSLATION = "keep-translation", _("Confirmed the translation: no change needed")

    at = models.DateTimeField(_("when"))
    verb = models.CharField(_("action"), max_length=20, choices=Verb)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("who"), max_length=150)
    kind = models.CharField(_("kind"), max_length=60)
    item_id = models.BigIntegerField(null=True)
    item_title = models.CharField(_("item"), max_length=250)
    note = models.TextField(_("note"), blank=True)
    # The editions and addresses that the action touched, with their hashes and times after it.
    touched = models.JSONField(default=dict)
    # The acknowledged warnings with their reasons. They quote the edition.
    passed = models.JSONField(default=list, blank=True)
    # How `hash` is computed. Rows of release 0.1.0 have scheme 1.
    scheme = models.PositiveSmallIntegerField(default=1)
    # Digests of erased texts, by column, so that the chain stays valid.
    erased = models.JSONField(default=dict, blank=True)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    CHANGEABLE = ()
    SCHEME = 2
    TEXTS = ("item_title", "note", "passed")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["item_id", "-id"], name="history_item_idx"),
            models.Index(fields=["actor_id", "-id"], name="history_actor_idx"),
            # With the item, or SQLite would prefer it for the entries of some items, which are few.
            models.Index(fields=["verb", "item_id"], name="history_verb_idx"),
            models.Index(fields=["verb", "-id"], name="history_newest_idx"),
            models.Index(fields=["actor_name", "-id"], name="history_name_idx"),
            models.Index(fields=["at"], name="history_at_idx"),
        ]
        permissions = [
            ("walk_historyentry", _("Can view the site as of a date")),
            (
                "redact_historyentry",
                _("Can request redactions, and approve other people's requests"),
            ),
        ]
        verbose_name = _("audit log entry")
        verbose_name_plural = _("audit log")

    def __str__(self):
        return f"{self.verb}: {self.item_title}"

    @property
    def actor(self):
        """The name of who did it, for people to read."""
        return shown_name(self.actor_name)

    @classmethod
    def erasable(cls):
        return cls.TEXTS

    @classmethod
    def marker(cls):
        return "erased"

    def erase_texts(self):
        """Replace the texts with digests, without saving. The hash of the row stays the same."""
        self.erased = {name: digest({name: getattr(self, name)}) for name in self.TEXTS}
        for name in self.TEXTS:
            setattr(self, name, self._meta.get_field(name).get_default())

    def make_hash(self):
        """Return the hash of everything in this row except the hash itself.

        Texts are included as digests, so that erasing one breaks nothing.
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
