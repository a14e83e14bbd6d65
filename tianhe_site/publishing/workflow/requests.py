"""Actions that need a second person: one person asks, another agrees, and then it is done.

A request is a history entry that says what should be done, and why. The entry of an answer closes
it; without an answer it lapses. A `Kind` is something that can be asked for.
"""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tianhe_site.prepared_queries import prepared

from .. import history, notifications
from ..errors import PublishingError
from ..models import HistoryEntry, Publishable
from .locking import is_dry_run, publishing_lock

Verb = HistoryEntry.Verb

LAPSES_AFTER = timedelta(days=14)
CLOSING = (Verb.AGREE, Verb.DECLINE, Verb.DROP)


@dataclass(frozen=True)
class Kind:
    """A kind of action that can be asked for.

    `to_ask(label)` is the permission needed to ask about a row of the model `label`.
    `to_agree(label)` are the permissions of which one is needed to agree. `carry_out(request, by=)`
    performs the action with the checks of its verb, or raises `PublishingError`. Its dry run raises
    what is known before it writes.
    """

    name: str
    title: str
    to_ask: Callable
    to_agree: Callable
    carry_out: Callable


_kinds = {}


def register(kind):
    """Register a kind of request; return it."""
    _kinds[kind.name] = kind
    return kind


def ask(kind, subject, *, by, reason, **facts):
    """Ask a second person for an action on `subject` (an item or another recorded row); return the
    entry.

    `facts` say what would change, as JSON values; `kind.carry_out` reads them from the entry.
    """
    with publishing_lock():
        _require_person(by, kind.to_ask(subject._meta.label_lower))
        if not reason.strip():
            raise PublishingError(_("Explain why. The approver sees this before deciding."))
        now = history.next_moment()
        asks = {"kind": kind.name, **facts}
        if any(_is_same(each, subject, asks) for each in open_requests(now)):
            raise PublishingError(
                _("This has already been requested. Wait for someone to approve it.")
            )
        facts = {"at": now, "by": by, "verb": Verb.ASK, "note": reason.strip(), "asks": asks}
        request = (
            history.append(item=subject, **facts)
            if isinstance(subject, Publishable)
            else history.append_about(subject, **facts)
        )
        notifications.notify_second_people(request, by, permissions_to_agree(request))
        return request


def agree(request, *, by, note=""):
    """Carry out what someone else asked for; return what the action returns. `request` is the
    entry."""
    with _answering(request, by):
        _check_asker(request)
        if not is_dry_run():
            _close(Verb.AGREE, request, by, note)
        return kind_of(request).carry_out(request, by=by)


def decline(request, *, by, note):
    """Close someone else's request without carrying it out."""
    if not note.strip():
        raise PublishingError(_("Say why you're declining. The person who asked will see it."))
    with _answering(request, by):
        _close(Verb.DECLINE, request, by, note)


def take_back_request(request, *, by, note=""):
    """Close one's own request."""
    with publishing_lock():
        if by.pk is None or request.actor_id != by.pk:
            raise PermissionDenied
        _check_open(request)
        _close(Verb.DROP, request, by, note)


def close_requests_of(asker, *, by, note):
    """Close all requests of someone who can't answer for them any more. `note` says why."""
    with publishing_lock():
        for request in open_requests(history.next_moment()):
            if request.actor_id == asker.pk:
                _close(Verb.DROP, request, by, note)


def open_requests(at):
    """Return the requests that are open at `at`, newest first."""
    entries = _asked_or_closed(since=at - LAPSES_AFTER, at=at)
    closed = {entry.touched["request"] for entry in entries if entry.verb in CLOSING}
    return [entry for entry in entries if entry.verb == Verb.ASK and entry.pk not in closed]


@prepared
def _asked_or_closed(*, since, at):
    return HistoryEntry.objects.filter(verb__in=(Verb.ASK, *CLOSING), at__gt=since, at__lte=at)


def kind_of(request):
    return _kinds[request.touched["asks"]["kind"]]


def asker_of(request):
    """Return the user who made a request, None if the account is deleted or deactivated."""
    return get_user_model().objects.filter(pk=request.actor_id, is_active=True).first()


def permissions_to_agree(request):
    """Return the permissions of which one is needed to answer a request."""
    return kind_of(request).to_agree(request.kind)


def may_answer(request, user):
    """Whether `user` may agree to a request or decline it."""
    is_other = user.pk is not None and user.pk != request.actor_id
    return is_other and any(user.has_perm(each) for each in permissions_to_agree(request))


@contextmanager
def _answering(request, by):
    with publishing_lock():
        _require_person(by, *permissions_to_agree(request))
        if request.actor_id == by.pk:
            raise PublishingError(_("You can't approve your own request. Ask someone else."))
        _check_open(request)
        yield


def _require_person(by, *permissions):
    """The command line doesn't count: the rule needs two people with names."""
    if by.pk is None or not any(by.has_perm(each) for each in permissions):
        raise PermissionDenied


def _is_same(request, subject, asks):
    number = request.touched.get("subject", request.item_id)
    named = (request.kind, number, request.touched["asks"])
    return named == (subject._meta.label_lower, subject.pk, asks)


def _check_open(request):
    if request not in open_requests(history.next_moment()):
        raise PublishingError(
            _("This request was answered or canceled, or no one approved it within 14 days.")
        )


def _check_asker(request):
    """The action is the asker's own, so they still need the permission for it."""
    asker = asker_of(request)
    if asker is None or not asker.has_perm(kind_of(request).to_ask(request.kind)):
        raise PublishingError(
            _("%s no longer has permission to do this. Decline the request, or make it yourself.")
            % request.actor_name
        )


def _close(verb, request, by, note):
    now = history.next_moment()
    history.append_answer(request, at=now, by=by, verb=verb, note=note.strip())
    if verb != Verb.DROP:
        notifications.notify_requester(request, verb.label, by, note)
