"""The errors that verbs raise."""

from django.core.exceptions import ValidationError

from tianhe_site import busy


class PublishingError(Exception):
    """A verb was refused; the message is for the editor."""

    code = "refused"

    def for_form(self):
        """Return the error for the form that asked for the verb."""
        return ValidationError(str(self), code=self.code)


class SecondPersonError(PublishingError):
    """A verb was refused because it needs a second approver."""


class ContentError(PublishingError):
    """A verb was refused because of the content; `findings` are in the way."""

    def __init__(self, findings):
        super().__init__(" ".join(str(finding.message) for finding in findings))
        self.findings = findings


class BusyError(PublishingError, busy.BusyError):
    """A verb couldn't get the lock in time; trying again may work."""

    code = busy.CODE
