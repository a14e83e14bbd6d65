"""What is examined in a page besides what is examined everywhere."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tianhe_site.publishing.checks import Finding, Level


def review(content, at):
    """A page that nobody has looked at when somebody meant to."""
    due = content.next_review
    if due and due < timezone.localdate(at):
        sentence = _("Review was due on %s. Review this page or set a new date.") % date_format(due)
        yield Finding(Level.WARN, "next_review", sentence, "review-due", due.isoformat())


def last_review(content, at):
    """A review that nobody can have made yet."""
    day = content.last_reviewed
    if day and day > timezone.localdate(at):
        sentence = _("Check the date of the last review: %s is still to come.") % date_format(day)
        yield Finding(Level.BLOCK, "last_reviewed", sentence, "review-to-come")


OWN = (review, last_review)
