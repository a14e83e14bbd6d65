"""What there is to do for pages, for the dashboard and for the filters of their list."""

from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages import contacts
from tianhe_site.editorial.dashboard import Reminder

SOON = timedelta(days=30)


def with_review_due(pages, at):
    """Narrow `pages` to those whose next review is overdue at `at`, or due within 30 days."""
    return pages.filter(next_review__lte=timezone.localdate(at) + SOON)


def with_something_missing(pages, at):
    """Narrow `pages` to those with a to-do note."""
    return pages.exclude(to_do="")


def _when_due(page, at):
    is_past = page.next_review < timezone.localdate(at)
    message = _("Was due on %s.") if is_past else _("Due on %s.")
    return message % date_format(page.next_review)


def _what_is_missing(page, at):
    return Truncator(page.to_do).words(20)


def with_contacts_missing(details, at):
    """Narrow site details to those that name no contact for one of the roles."""
    missing = [Q(**{f"{role}_phone": "", f"{role}_email": ""}) for role in contacts.ROLES]
    return details.filter(reduce(or_, missing))


def _who_has_no_contact(details, at):
    roles = ", ".join(map(str, contacts.roles_without_contact(details)))
    return _("No phone or email for: %s.") % roles


PAGE_REMINDERS = (
    Reminder(
        title=gettext_lazy("Pages to review within 30 days"),
        select=with_review_due,
        order="next_review",
        note=_when_due,
        filter="review=due",
    ),
    Reminder(
        title=gettext_lazy("Pages with a to-do note"),
        select=with_something_missing,
        order="title",
        note=_what_is_missing,
        filter="missing=yes",
    ),
)
SITE_DETAILS_REMINDERS = (
    Reminder(
        title=gettext_lazy("Contacts to add"),
        select=with_contacts_missing,
        order="language",
        note=_who_has_no_contact,
        # There is one row: its list opens the form.
        filter="",
    ),
)
