"""Withdrawing an item at once, by one person, and the message that readers get.

The message is one that the site has approved. Any other is as public as any text, and nobody has
read it: a second person has to agree.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site import languages

from .. import clock, history, review_policy, sections
from ..errors import PublishingError
from ..models import HistoryEntry
from ..people import permission_name
from . import requests
from .actions import Action, begin, row_of
from .locking import stop_if_dry_run
from .timing import cancel_pending, check_periods, set_times, update_ends

Verb = HistoryEntry.Verb


def withdrawal_reasons_for(item, at=None):
    """Return the approved messages for readers of `item` once it is withdrawn."""
    return withdrawal_reasons_in(item.language, at)


def withdrawal_reasons_in(language, at=None):
    """Return the approved messages for readers of withdrawn items in a language."""
    at = at or clock.now()
    return [
        reason
        for model in sections.edition_models()
        for reason in model.withdrawal_reasons(language, at)
    ]


def withdraw(item, *, by, reason="", own_words="", note=""):
    """Withdraw an item at once, and cancel its scheduled edition.

    This needs no approval. `reason` is the message at its address, one of
    `withdrawal_reasons_for(item)`. `own_words` replace it once a second person agrees. `note` is
    internal. One of the three is required. Returns the request for `own_words`, if any.
    """
    if not (reason.strip() or own_words.strip() or note.strip()):
        raise PublishingError(_("Say why, in a message to readers or an internal note."))
    if review_policy.is_off() and own_words.strip():
        reason, own_words = own_words, ""
    with begin(item, by, "publish") as action:
        edition = action.item.live_edition(action.now) or action.item.as_edition()
        action.check_transition(Verb.WITHDRAW, edition)
        _check_reason(action.item, reason.strip())
        cancel_pending(action, action.item.pending_editions(action.now), yielding=True)
        edition.withdrawn, edition.withdrawal_reason = True, reason.strip()
        # History times only increase, even if a clock was ahead; what is live follows the clock.
        ends = min(action.now, max(clock.now(), edition.live_from))
        set_times(action, edition, edition.live_from, ends)
        update_ends(action)
        check_periods(action)
        stop_if_dry_run()
        action.record(Verb.WITHDRAW, note)
        if own_words.strip():
            return _ask_for_own_words(action.item, edition, by, own_words.strip(), note)
        return None


def _check_reason(item, reason):
    if review_policy.is_off():
        return
    if reason and reason not in withdrawal_reasons_for(item):
        raise PublishingError(
            _(
                "Choose one of the approved messages. Your own message needs approval by someone "
                "else."
            )
        )


def _ask_for_own_words(item, edition, by, words, note):
    with languages.for_records():
        reason = note.strip() or _("None of the approved messages fits.")
    return requests.ask(
        TELL,
        item,
        by=by,
        reason=reason,
        edition=edition.pk,
        told=[edition.withdrawal_reason, words],
    )


def _carry_out(request, *, by):
    asks = request.touched["asks"]
    action = Action(row_of(request.kind, request.item_id), by, history.next_moment())
    edition = action.item.editions.get(pk=asks["edition"])
    latest = action.item.editions.filter(live_from__lte=action.now).order_by("-live_from").first()
    if edition != latest or edition.withdrawal_reason != asks["told"][0]:
        raise PublishingError(
            _(
                "This was published again, or the message to readers has changed since. Decline "
                "this request."
            )
        )
    stop_if_dry_run()
    edition.withdrawal_reason = asks["told"][1]
    action.change(edition, edition.TIMES)
    action.record(Verb.TELL, request.note, told=asks["told"], **history.request_facts(request))
    return edition


TELL = requests.register(
    requests.Kind(
        name="tell",
        title=gettext_lazy("Tell readers why it was withdrawn"),
        to_ask=lambda label: permission_name(label, "publish"),
        to_agree=lambda label: [permission_name(label, each) for each in ("approve", "publish")],
        carry_out=_carry_out,
    )
)
