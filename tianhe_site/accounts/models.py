"""What an account has beside Django's user and allauth's factors and sessions."""

import re

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tianhe_site.names import COMMAND_LINE_NAME


class OneTimeLink(models.Model):
    """A link that lets one person in without a password, once.

    Only a hash of its secret is kept. `kind` says what the link is for, and so what it does.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("Invitation")
        PASSWORD = "password", _("Password link")
        # Also removes the second factors.
        RECOVERY = "recovery", _("Recovery link")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="one_time_links"
    )
    kind = models.CharField(max_length=16, choices=Kind)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=301)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"{self.get_kind_display()}: {self.user}"


class Preferences(models.Model):
    """What a person chose for themselves. Someone without a row has the defaults."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences"
    )
    # Of the pages for staff and of email to them; "" is the first of the site.
    language = models.CharField(_("language"), max_length=10, blank=True, default="", db_default="")
    email_reviews = models.BooleanField(_("Reviews"), default=True)
    email_publishing = models.BooleanField(_("Texts to publish"), default=True)
    email_live = models.BooleanField(_("Texts that are live"), default=True)
    email_requests = models.BooleanField(_("Requests for approval"), default=True)

    def __str__(self):
        return str(self.user)


class SecurityEvent(models.Model):
    """One entry of the security log: a log-in, a failure, a factor, a session that ended."""

    class Kind(models.TextChoices):
        LOG_IN = "log_in", _("Logged in")
        NEW_DEVICE = "new_device", _("Logged in from a new device")
        LOG_IN_FAILED = "log_in_failed", _("Log-in failed")
        LOG_IN_BLOCKED = "log_in_blocked", _("Blocked after too many tries")
        WARNED = "warned", _("Emailed about failed log-ins")
        LOG_OUT = "log_out", _("Logged out")
        SESSION_ENDED = "session_ended", _("Session ended")
        FACTOR_ADDED = "factor_added", _("Second factor added")
        FACTOR_REMOVED = "factor_removed", _("Second factor removed")
        FACTORS_RESET = "factors_reset", _("Second factors reset")
        FACTOR_FAILED = "factor_failed", _("Second factor failed")
        RECOVERY_CODES = "recovery_codes", _("Recovery codes created")
        RECOVERY_CODE_USED = "recovery_code_used", _("Recovery code used")
        CONFIRMED = "confirmed", _("Identity confirmed")
        CONFIRM_FAILED = "confirm_failed", _("Confirming identity failed")
        PASSWORD_CHANGED = "password_changed", _("Password changed")
        PASSWORD_CHOSEN = "password_chosen", _("First password chosen")
        PASSWORD_LINK_SENT = "password_link_sent", _("Password link sent")
        LINK_REFUSED = "link_refused", _("Link refused")
        SINGLE_SIGN_ON_LINKED = "single_sign_on_linked", _("Linked to single sign-on")

    at = models.DateTimeField(_("when"), db_index=True)
    kind = models.CharField(_("what"), max_length=32, choices=Kind)
    # Null if nobody has the name that was typed.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("person")
    )
    # The person's name then.
    name = models.CharField(_("name"), max_length=301)
    address = models.GenericIPAddressField(_("IP address"), null=True)
    device = models.CharField(_("device"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("security event")
        verbose_name_plural = _("security log")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["user", "-at"], name="security_event_of_user"),
            models.Index(fields=["kind", "-at"], name="security_event_of_kind"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.name}"

    def shown_note(self):
        """Return the note in the active language, as far as it consists of words of ours."""
        return " + ".join(map(_translated, self.note.split(" + "))) if self.note else ""


def _translated(part):
    """Return a part of a note, which is kept in English, in the active language."""
    if part == f"By {COMMAND_LINE_NAME}.":
        return gettext("By the server.")
    by = re.fullmatch(r"By (.+)\.", part)
    return gettext("By %s.") % by[1] if by else gettext(part)
