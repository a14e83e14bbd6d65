"""The errors that verbs raise."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError

from tianhe_site import busy
from tianhe_site.languages import with_label


class PublishingError(Exception):
    """A verb was refused; the message is for the editor. If several items were to go along, `item`
    is the one that it is about."""

    code = "refused"
    item = None

    def for_form(self):
        """Return the error for the form that asked for the verb."""
        message = str(self) if self.item is None else with_label(self.item, self)
        return ValidationError(message, code=self.code)


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


@contextmanager
def about(item):
    """Say of a `PublishingError` in this block which item it is about."""
    try:
        yield
    except PublishingError as error:
        error.item = item
        raise
