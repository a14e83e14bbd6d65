"""What a verb says when it can't be done."""

from django.core.exceptions import ValidationError

from tianhe_site import busy


class PublishingError(Exception):
    """A verb was refused; the message is a sentence for the editor."""

    code = "refused"

    def for_form(self):
        """Return what a form says that asked for the verb."""
        return ValidationError(str(self), code=self.code)


class SecondPersonError(PublishingError):
    """A verb was refused to one person alone: a second one is to be asked."""


class ContentError(PublishingError):
    """A verb was refused for what the content says; `findings` are what stands in the way."""

    def __init__(self, findings):
        super().__init__(" ".join(str(finding.sentence) for finding in findings))
        self.findings = findings


class BusyError(PublishingError, busy.BusyError):
    """A verb could not have the lock in time; the same again may be done a moment later."""

    code = busy.CODE
