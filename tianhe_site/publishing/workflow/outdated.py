"""Medical translations whose source changes before they go live: their schedules are canceled."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site import languages
from tianhe_site.prepared_queries import prepared

from .. import history, notifications, review_policy, translations
from ..errors import PublishingError
from ..models import HistoryEntry
from .actions import Action
from .timing import cancel_pending, check_periods, update_ends

Verb = HistoryEntry.Verb

_OUTDATED = gettext_lazy(
    "The %(language)s version has changed since this was translated, and this is medical. Bring "
    "the translation up to date, or confirm that it needs no change. Then submit it for review "
    "again."
)


def outdated_message(edition):
    """Return what is wrong with a medical translation whose source changed."""
    source = translations.source_of(edition.item)
    return _OUTDATED % {"language": languages.name_of(source.language)}


def cancel_outdated(action):
    """Cancel what is scheduled of the medical translations of the item of `action` and was approved
    beside another version than the one that readers will get by then. The approval has lapsed."""
    if not languages.has_several():
        return
    for item in _translations(type(action.item), source=action.item.pk):
        for edition in item.pending_editions(action.now):
            starts = edition.live_from
            is_outdated = review_policy.is_outdated_translation(edition, starts)
            if is_outdated and review_policy.binding_reasons(item, edition):
                _cancel(item, edition, action.by)


@prepared
def _translations(model, *, source):
    return model.objects.filter(source=source, trashed_at=None)


def _cancel(item, edition, by):
    action = Action(item, by, history.next_moment())
    try:
        cancel_pending(action, [edition]).check_free()
        update_ends(action)
        check_periods(action)
    except PublishingError as error:
        message = _("This cancels the schedule of its translation '%(title)s'. %(reason)s")
        raise PublishingError(message % {"title": item, "reason": error}) from error
    with languages.for_records():
        action.record(Verb.CANCEL, outdated_message(edition))
    notifications.announce(item, action.timed_editions.values(), by, action.now)
    notifications.notify_of_canceled(item, edition, by, lambda: outdated_message(edition))
