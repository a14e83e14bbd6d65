"""Redaction: two people erase what the law requires, without breaking the chain.

The content of the editions becomes a tombstone with the old hash and the reason. The history keeps
digests instead of the texts about them. Files that nothing else uses are erased. What a copy of the
item says now stays, and what it said before goes. `signals.redacted` tells others that hold copies.
"""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from tianhe_site.media_library import library
from tianhe_site.media_library.models import File
from tianhe_site.prepared_queries import prepared

from .. import history, notifications, signals
from ..errors import PublishingError
from ..media import public_media
from ..models import (
    REMOVED,
    Autosave,
    DraftVersion,
    HistoryEntry,
    MediaUse,
    PreviewLink,
)
from ..search import edition_index
from .actions import Action, fresh, row_of
from .copies import copies_of
from .locking import publishing_lock, stop_if_dry_run

Verb = HistoryEntry.Verb

PERMISSION = "publishing.redact_historyentry"
# How long a request stays open.
LAPSES_AFTER = timedelta(days=14)


def ask_redaction(editions, *, by, reason):
    """Ask for the redaction of `editions` of one item; return the entry of the request."""
    if not reason.strip():
        raise PublishingError(_("Explain why it must be erased. Your reason is recorded."))
    if not editions:
        raise PublishingError(_("Choose at least one version."))
    with _redaction(editions[0].item, by) as action:
        _check_redactable(action, editions)
        facts = [{"kind": each._meta.label_lower, "id": each.pk} for each in editions]
        return action.record(Verb.ASK_REDACTION, redaction=facts, reason=reason.strip())


def redact(request, *, by, note=""):
    """Carry out a redaction that someone else asked for; return the editions. `request` is the
    entry."""
    with _redaction(row_of(request.kind, request.item_id), by) as action:
        _check_request(action, request)
        editions = [
            action.item.editions.get(pk=each["id"]) for each in request.touched["redaction"]
        ]
        _check_redactable(action, editions)
        stop_if_dry_run()
        copies = copied_since(editions)
        entries = [*_erase_texts(action.item, editions), *_erase_in_copies(copies, editions)]
        files = files_to_erase(editions)
        MediaUse.objects.filter(**_uses_of(editions)).delete()
        edition_index.remove(editions)
        for edition in editions:
            edition.become_tombstone(request.touched["reason"])
            edition.save(update_fields=[*edition.erasable(), *edition.REDACTION])
            action.change(edition, [])
        _remove_copies(action, editions)
        _delete_versions({action.item.pk, *copies})
        notifications.forget(type(action.item), {action.item.pk, *copies})
        media = [file.key for file in files]
        action.record(Verb.REDACT, note, request=request.pk, entries=entries, media=media)
        public_media.sync_item(action.item, action.now)
        _clear_log(library.remove_files(files), app_label="media_library")
        transaction.on_commit(lambda: signals.redacted.send(type(editions[0]), editions=editions))
        return editions


def files_to_erase(editions):
    """Return the files to erase with these editions of one item: those that no draft and no other
    edition uses."""
    shown = MediaUse.objects.filter(**_uses_of(editions)).values("file")
    others = MediaUse.objects.exclude(pk__in=MediaUse.objects.filter(**_uses_of(editions)))
    files = File.objects.filter(pk__in=shown).exclude(pk__in=others.values("file"))
    return list(files.prefetch_related("renditions"))


def _uses_of(editions):
    kind = editions[0]._meta.label_lower
    return {"kind": kind, "edition_id__in": [edition.pk for edition in editions]}


def open_redactions(at):
    """Return the requests for redaction that are open at `at`, newest first."""
    entries = _asked_or_done(since=at - LAPSES_AFTER)
    done = {entry.touched["request"] for entry in entries if entry.verb == Verb.REDACT}
    return [each for each in entries if each.verb == Verb.ASK_REDACTION and each.pk not in done]


@prepared
def _asked_or_done(*, since):
    return HistoryEntry.objects.filter(verb__in=(Verb.ASK_REDACTION, Verb.REDACT), at__gt=since)


@contextmanager
def _redaction(item, by):
    with publishing_lock():
        # The command line doesn't count: the rule needs two people with names.
        if by.pk is None or not by.has_perm(PERMISSION):
            raise PermissionDenied
        yield Action(fresh(item), by, history.next_moment())


def _check_request(action, request):
    if request not in open_redactions(action.now):
        raise PublishingError(
            _("This request is already complete, or no one approved it within 14 days.")
        )
    if request.actor_id == action.by.pk:
        raise PublishingError(_("You can't approve your own request. Ask someone else."))


def _check_redactable(action, editions):
    for edition in editions:
        action.refresh(edition)
        if edition.redaction_reason:
            raise PublishingError(_("This version is already redacted."))
        action.check_transition(Verb.REDACT, edition)
        if edition.content_hash == action.item.content_hash:
            raise PublishingError(
                _("The draft still contains this text. Remove it from the draft and save first.")
            )


def _erase_texts(item, editions):
    """Erase the texts of history entries about these editions; return the ids of the entries.

    These are entries with their title, entries that touched them, and entries from when they were
    written. Entries of release 0.1.0 (scheme 1) keep theirs: erasing them would break the chain.
    """
    ids, titles = {edition.pk for edition in editions}, {str(edition) for edition in editions}
    written = [(_began(edition), edition.frozen_at) for edition in editions]
    found = []
    for entry in HistoryEntry.objects.filter(item_id=item.pk, erased={}).exclude(scheme=1):
        touched = {facts["id"] for facts in entry.touched["editions"]}
        of_that_time = any(begins < entry.at <= ends for begins, ends in written)
        if entry.item_title in titles or touched & ids or of_that_time:
            entry.erase_texts()
            entry.save(update_fields=[*entry.TEXTS, "erased"])
            found.append(entry.pk)
    return found


def copied_since(editions):
    """Return the ids of the copies of their item that may have the texts of `editions`, and of its
    translations: these follow it, whenever they were made."""
    item, began = editions[0].item, min(_began(edition) for edition in editions)
    return copies_of(item, began) | {*item.translations.values_list("pk", flat=True)}


def _erase_in_copies(copies, editions):
    """Erase the texts of history entries about copies that name these editions; return the ids of
    the entries."""
    titles, found = [str(edition) for edition in editions], []
    for entry in HistoryEntry.objects.filter(item_id__in=copies, erased={}):
        if any(title in text for title in titles for text in (entry.item_title, entry.note)):
            entry.erase_texts()
            entry.save(update_fields=[*entry.TEXTS, "erased"])
            found.append(entry.pk)
    return found


def _began(edition):
    """Return when the previous edition was frozen: what was written after that is in this one."""
    before = edition.item.editions.filter(pk__lt=edition.pk).order_by("-id").first()
    return before.frozen_at if before else datetime.min.replace(tzinfo=UTC)


def _remove_copies(action, editions):
    """Revoke preview links, erase for whom they were, and clear the titles in Django's own log."""
    ids = [edition.pk for edition in editions]
    links = PreviewLink.objects.filter(item_id=action.item.pk, edition_id__in=ids)
    links.filter(revoked_at=None).update(revoked_at=action.now)
    links.update(note=REMOVED)
    _clear_log([action.item.pk], model=action.item._meta.model_name)


def _delete_versions(ids):
    """Delete what the drafts with these ids said before and what is typed and not saved. Any of it
    may hold the erased words, and nothing of it is on record."""
    DraftVersion.objects.filter(item__in=ids).delete()
    Autosave.objects.filter(item__in=ids).delete()


def _clear_log(ids, **kind):
    """Clear the titles of these rows in Django's own log."""
    log = LogEntry.objects.filter(
        object_id__in=[str(each) for each in ids],
        **{f"content_type__{name}": value for name, value in kind.items()},
    )
    log.update(object_repr=REMOVED)
