"""Acts that a second person confirms: one person asks, another agrees, and then it is done.

A request is an entry of the history that says what is to be done, and why. The entry of an answer
closes it; one without an answer lapses. What may be asked for is a `Kind`.
"""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from .. import history, notifications
from ..errors import PublishingError
from ..models import HistoryEntry, Publishable
from .locking import is_dry_run, publishing_lock

Verb = HistoryEntry.Verb

LAPSES_AFTER = timedelta(days=14)
CLOSING = (Verb.AGREE, Verb.DECLINE, Verb.DROP)


@dataclass(frozen=True)
class Kind:
    """One kind of act that is asked for.

    `to_ask(label)` is the permission that asking takes, for a subject of the model `label`;
    `to_agree(label)` are those of which one is enough to agree. `carry_out(request, by=)` does the
    act with the checks of its verb, or raises `PublishingError`; a dry run of it says before it
    writes what it can.
    """

    name: str
    title: str
    to_ask: Callable
    to_agree: Callable
    carry_out: Callable


_kinds = {}


def register(kind):
    """Let acts of this kind be asked for; return the kind."""
    _kinds[kind.name] = kind
    return kind


def ask(kind, subject, *, by, reason, **facts):
    """Ask a second person for an act on `subject`, an item or another row of the record; return
    the entry of the request.

    `facts` say what it would change, as JSON has it; `kind.carry_out` finds them in the entry.
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
    """Carry out what somebody else asked for, by the entry of the request; return what the act
    returns."""
    with _answering(request, by):
        _check_asker(request)
        if not is_dry_run():
            _close(Verb.AGREE, request, by, note)
        return kind_of(request).carry_out(request, by=by)


def decline(request, *, by, note):
    """Close a request of somebody else; what it asks for is not done."""
    if not note.strip():
        raise PublishingError(_("Say why you're declining. The person who asked will see it."))
    with _answering(request, by):
        _close(Verb.DECLINE, request, by, note)


def take_back_request(request, *, by, note=""):
    """Close a request of one's own."""
    with publishing_lock():
        if by.pk is None or request.actor_id != by.pk:
            raise PermissionDenied
        _check_open(request)
        _close(Verb.DROP, request, by, note)


def open_requests(at):
    """Return the requests that wait for a second person at the moment `at`, newest first."""
    since = HistoryEntry.objects.filter(at__gt=at - LAPSES_AFTER, at__lte=at)
    closed = {entry.touched["request"] for entry in since.filter(verb__in=CLOSING)}
    return [entry for entry in since.filter(verb=Verb.ASK) if entry.pk not in closed]


def kind_of(request):
    return _kinds[request.touched["asks"]["kind"]]


def asker_of(request):
    """Return who made a request, None if that account is gone or deactivated."""
    return get_user_model().objects.filter(pk=request.actor_id, is_active=True).first()


def permissions_to_agree(request):
    """Return the permissions of which one is enough to answer a request."""
    return kind_of(request).to_agree(request.kind)


def may_answer(request, user):
    """Whether `user` may agree to a request, or decline it."""
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
    """The operator of the server is not somebody: two people are, by name."""
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
    """The act is that of the person who asked: they must still be allowed to do it."""
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
