"""Email about submissions, reviews, publications and approval requests."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _

from tianhe_site import outbox
from tianhe_site.admin_pages import url_of
from tianhe_site.languages import with_label
from tianhe_site.prepared_queries import prepared

from . import clock, history
from .models import FOREVER, kind_of_change
from .people import name_of, permission_name, staff_with_permission

# What people can choose not to get: fields of their preferences.
REVIEWS, REQUESTS = "email_reviews", "email_requests"
PUBLISHING, LIVE = "email_publishing", "email_live"


def notify_reviewers(item, edition, by, note, at=None):
    """Notify the people who may approve `item` that `by` submitted `edition` for review, to go live
    at `at`."""

    def write():
        return _("For review: %s") % edition, _text(item, edition, by, note, at)

    _send(REVIEWS, _staff_who_may("approve", item), by, write, item.pk)


def notify_submitter(item, edition, by, note):
    """Notify the person who submitted `edition`, or took it over, of the review by `by`."""

    def write():
        return with_label(edition.get_review_display(), edition), _text(item, edition, by, note)

    responsible = {*history.responsible_for([edition]).values()}
    _send(REVIEWS, _people(responsible), by, write, item.pk)


def notify_publishers(item, edition, by, note):
    """Notify the people who may publish `item` that `by` approved `edition`."""

    def write():
        text = _text(item, edition, by, note, history.go_live_wish(edition))
        return _("To publish: %s") % edition, text

    _send(PUBLISHING, _staff_who_may("publish", item), by, write, item.pk)


def notify_of_canceled(item, edition, by, why):
    """Notify the authors of `edition` and the publishers that its schedule was canceled, because of
    what `by` did with another item. `why` returns the reason in the active language."""

    def write():
        return _("Schedule canceled: %s") % edition, _text(item, edition, by, why())

    people = [*_people(history.authors_of(edition)), *_staff_who_may("publish", item)]
    _send(PUBLISHING, people, by, write, item.pk)


def announce(item, editions, by, now):
    """Have the authors of these editions of `item`, whose times may have changed, notified when
    readers can see them. `by` knows it already if that is now."""
    for edition in editions:
        if edition.live_from < now:
            continue
        about = f"live {edition._meta.label_lower} {edition.pk}"
        outbox.cancel(about)
        if edition.live_from < FOREVER and edition.live_from < edition.live_until:
            _announce(item, edition, by, now, about)


def _announce(item, edition, by, now, about):
    is_now = edition.live_from == now
    outbox.send_later(
        _people(history.authors_of(edition) - ({by.pk} if is_now else set())),
        lambda: (_("Live: %s") % edition, _live_text(item, edition)),
        choice=LIVE,
        due=None if is_now else edition.live_from,
        item_id=item.pk,
        about=about,
    )


def _live_text(item, edition):
    path = item.path_for(edition)
    lines = [
        _("Readers can see this now: %s") % edition,
        _("Live from %s") % clock.describe(edition.live_from),
        settings.SITE_URL + path if path else "",
        settings.SITE_URL + _form_of(item),
    ]
    return "\n\n".join(line for line in lines if line)


def notify_second_people(request, by, permissions):
    """Notify the people who may approve a request that `by` made it."""

    def write():
        subject = _("Approval needed: %s") % request.item_title
        return subject, _request_text(subject, request, by, request.note)

    people = [person for permission in permissions for person in _staff(permission)]
    _send(REQUESTS, people, by, write, request.item_id)


def notify_requester(request, answer, by, note):
    """Notify the person who made the request of its outcome; `answer` is its label."""

    def write():
        subject = with_label(answer, request.item_title)
        return subject, _request_text(subject, request, by, note)

    _send(REQUESTS, _people({request.actor_id}), by, write, request.item_id)


def notify_receiver(items, giver, receiver, by):
    """Notify `receiver` that `by` handed over to them the items that `giver` had in progress."""

    def write():
        subject = _("Handed over to you by %s") % name_of(giver)
        lines = [f"{item}\n{settings.SITE_URL}{_form_of(item)}" for item in items]
        return subject, "\n\n".join([subject, *lines, _("From: %s") % name_of(by)])

    _send(REVIEWS, _people({receiver.pk}), by, write)


def forget(model, ids):
    """Delete email about the items of `model` with these ids that hasn't been sent."""
    for pk in ids:
        outbox.forget(pk, address=_form_of(model(pk=pk)))


def _form_of(item):
    return url_of(item, "change", item.pk)


def _request_text(subject, request, by, note):
    lines = [
        subject,
        "\n".join(history.describe(request)),
        _("From: %s") % name_of(by),
        _("Note: %s") % note if note else "",
        settings.SITE_URL + reverse("requests:answer", args=[request.pk]),
    ]
    return "\n\n".join(line for line in lines if line)


def _text(item, edition, by, note, at=None):
    page = url_of(item, "review", item.pk, edition.pk)
    lines = [
        with_label(edition.get_review_display(), edition),
        _("From: %s") % name_of(by),
        _("Kind of change: %s") % kind_of_change(edition.change_kind)
        if edition.change_kind
        else "",
        _("To go live at %s") % clock.describe(at) if at else "",
        _("Note: %s") % note if note else "",
        settings.SITE_URL + page,
    ]
    return "\n\n".join(line for line in lines if line)


def _send(choice, people, by, write, item_id=None):
    """Send a message to `people`, except to `by`, who knows."""
    others = [person for person in people if person.pk != by.pk]
    outbox.send_later(others, write, choice=choice, item_id=item_id)


def _staff_who_may(action, item):
    return _staff(permission_name(item.kind, action))


@prepared
def _staff(permission):
    return staff_with_permission(permission).select_related("preferences")


def _people(ids):
    """Return the users with these ids, with their preferences."""
    ids = tuple(ids - {None})
    return _users(ids=ids) if ids else []


@prepared
def _users(*, ids):
    return get_user_model().objects.filter(pk__in=ids).select_related("preferences")
