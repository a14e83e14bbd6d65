"""What there is to do for pages and site details, for the dashboard and for filters of lists."""

from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages import contacts, press, privacy
from tianhe_site import languages
from tianhe_site.admin_pages import may, url_of
from tianhe_site.editorial.reminders import Alert, Reminder
from tianhe_site.publishing.people import name_of, staff_who_may

SOON = timedelta(days=30)
A_YEAR = timedelta(days=365)
# Names of colleagues to ask.
MAX_NAMED = 3


def with_review_due(pages, at):
    """Narrow `pages` to those whose next review is overdue at `at`, or due within 30 days."""
    return pages.filter(next_review__lte=timezone.localdate(at) + SOON)


def with_old_status(pages, at):
    """Narrow `pages` to those with a status that was true more than a year before `at`."""
    return pages.exclude(status="").filter(status_date__lt=timezone.localdate(at) - A_YEAR)


def with_something_missing(pages, at):
    """Narrow `pages` to those with a to-do note."""
    return pages.exclude(to_do="")


def _when_due(page, at):
    is_past = page.next_review < timezone.localdate(at)
    message = _("Was due on %s.") if is_past else _("Due on %s.")
    return message % date_format(page.next_review)


def _as_of(page, at):
    return _("As of %s.") % date_format(page.status_date)


def _what_is_missing(page, at):
    return Truncator(page.to_do).words(20)


def with_privacy_missing(pages, at):
    """Narrow `pages` to privacy pages that lack some of what the law asks for."""
    missing = reduce(or_, (Q(**{name: ""}) for name in privacy.HEADINGS))
    return pages.filter(missing, layout=privacy.LAYOUT)


def _what_privacy_lacks(page, at):
    missing = privacy.names_of(page, privacy.missing_in(page))
    return _("Still empty: %s.") % missing


def with_contacts_missing(details, at):
    """Narrow site details to those that name no contact for one of the roles."""
    missing = [Q(**{f"{role}_phone": "", f"{role}_email": ""}) for role in contacts.ROLES]
    return details.filter(reduce(or_, missing))


def _who_has_no_contact(details, at):
    roles = languages.listed(contacts.roles_without_contact(details))
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
        title=gettext_lazy("Statuses older than a year"),
        select=with_old_status,
        order="status_date",
        note=_as_of,
        filter="status_date=old",
    ),
    Reminder(
        title=gettext_lazy("Pages with a to-do note"),
        select=with_something_missing,
        order="title",
        note=_what_is_missing,
        filter="missing=yes",
    ),
    Reminder(
        title=gettext_lazy("Press pages to publish again"),
        select=press.with_other_pictures,
        order="title",
        note=press.picture_note,
        filter="layout=press",
    ),
    Reminder(
        title=gettext_lazy("Privacy pages to complete"),
        select=with_privacy_missing,
        order="title",
        note=_what_privacy_lacks,
        filter="layout=privacy",
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


def missing_approval_statement(model, user, at):
    """Return an alert while readers find no approval statement in the site details, whose draft has
    this `model`."""
    live = model.edition_model().objects.live(at)
    lacking = live.filter(approval_statement="").values("item")
    if live.exists() and not lacking.exists():
        return None
    message = _("The site doesn't say whether the therapy is approved, and by which authority.")
    # There is one per language.
    drafts = model.objects.filter(trashed_at=None).order_by("pk")
    draft = drafts.filter(pk__in=lacking).first() or drafts.first()
    if draft and draft.approval_statement:
        message = _("The approval statement isn't live yet. The site details need to be published.")
    if draft and may(user, "change", model):
        form = url_of(model, "change", draft.pk)
        return Alert(message, _("Go to the approval statement"), f"{form}#id_approval_statement")
    return Alert(f"{message} {_whom_to_ask(draft)}")


def _whom_to_ask(draft):
    """Return a sentence that names those who may do what the site details need next."""
    if not draft:
        return _("Ask an administrator to publish site details.")
    action, ask = "change", _("Ask someone who can change the site details: %s.")
    if draft.approval_statement:
        action, ask = "publish", _("Ask someone who can publish the site details: %s.")
    people = staff_who_may(action, draft).order_by("pk")[:MAX_NAMED]
    names = [name_of(person) for person in people]
    if not names:
        return _("Ask an administrator to publish site details.")
    return ask % languages.listed(names)


SITE_DETAILS_ALERTS = (missing_approval_statement,)
