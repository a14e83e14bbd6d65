"""What all verbs share: the lock, the actor, the moment, and the entry in the history."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from tianhe_site import RELEASE
from tianhe_site.busy import SENTENCE, is_busy
from tianhe_site.media_library.media_snapshot import reference_of
from tianhe_site.media_library.models import Asset

from .. import addresses, cache_version, content_checks, history, review_policy, states
from ..errors import BusyError, ContentError, PublishingError
from ..media import public_media
from ..models import FOREVER, ChangeKind, HistoryEntry, MediaUse, Review
from ..search import edition_index

Verb = HistoryEntry.Verb

# What an edition has in common with the draft that it would be made of again.
SAME = ("content_hash", "needs_second_person", "medical")
# Any number will do, as long as nothing else in the database locks on it.
ADVISORY_LOCK = 0x7469616E
# After each of these the public folder is right; not after others, such as the saving of a draft.
FOLLOWED_BY_MEDIA = set(cache_version.PUBLIC_VERBS) - {Verb.MOVE, Verb.TELL}
# A rehearsal is undone in the database; files that it moved would stay where they are.
_is_rehearsal = ContextVar("is_rehearsal", default=False)


@contextmanager
def publishing_lock():
    """Hold the global lock: a transaction in which no other verb runs.

    SQLite takes its write lock as the transaction begins (`transaction_mode`). Without the lock
    eight publishers forked the history, and order of ids was not order of time. Raises `BusyError`
    where it, or a row that is needed within, is not to be had in time.
    """
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
            yield
    except OperationalError as error:
        if is_busy(error):
            raise BusyError(SENTENCE) from error
        raise


def dry_run(verb, *args, **kwargs):
    """Return what a verb would return, or raise what it would, and leave everything as it is."""
    before = _is_rehearsal.set(True)
    try:
        with publishing_lock():
            result = verb(*args, **kwargs)
            transaction.set_rollback(True)
            return result
    finally:
        _is_rehearsal.reset(before)


@contextmanager
def act(item, by, action, *, at=None, in_trash=False):
    """Begin a verb on `item` at the moment `at` (now if None), for whoever has the permission
    to do `action`; yields an `Act`. Refused where the item is in the trash, unless `in_trash`."""
    with publishing_lock():
        require(by, item, action)
        item = fresh(item)
        if not in_trash:
            check_not_archived(item)
        this = Act(item, by, at or history.next_moment())
        yield this
        this.follow_media()


def require(by, item, action):
    """Raise `PermissionDenied` if `by` may not do `action` with items of this kind."""
    if not may(by, item, action):
        raise PermissionDenied


def may(by, item, action):
    """Whether `by` may do `action` with items of this kind."""
    return by.has_perm(permission(item.kind, action))


def permission(label, action):
    """Return the name of the permission to do `action` with rows of the model `label`."""
    app, model = label.split(".")
    return f"{app}.{action}_{model}"


def row_of(model, pk):
    """Return the row of a model, or of the model of a label, that an entry names."""
    model = apps.get_model(model) if isinstance(model, str) else model
    row = model.objects.filter(pk=pk).first()
    if row is None:
        raise PublishingError(_("This was deleted meanwhile."))
    return row


def check_not_archived(item):
    if item.trashed_at:
        raise PublishingError(_("This was put away. Bring it back first."))


def note_of_place(before, draft):
    """Return what the history says of another address of a draft that was never public, "" if it
    has the same. Whoever chose the address has written part of what is approved."""
    old, new = before.first_path(), draft.first_path()
    return "" if old == new else _("Address: %(old)s → %(new)s.") % {"old": old, "new": new}


def fresh(item):
    """Return the item as it is now that the lock is held."""
    return row_of(type(item), item.pk)


class Act:
    """One verb at work on one item: its actor, its moment, and the rows it has written."""

    def __init__(self, item, by, now):
        self.item, self.by, self.now = item, by, now
        self.editions, self.addresses = {}, {}

    def check_move(self, verb, edition):
        states.check_move(verb, edition, self.now)

    # The draft

    def note_writer(self, note=""):
        """Record that the actor wrote what the draft says, unless the history has it already."""
        if note or self.item.content_hash != self.item.recorded_hash:
            self.record(Verb.WRITE, note, draft=self.item.content_hash, **self.marks_borne())
            self.keep_recorded()

    def marks_borne(self):
        """Return the marks of the draft as an entry about who wrote it holds them."""
        return {"marked": self.item.needs_second_person, "medical": self.item.medical}

    def keep_recorded(self):
        self.item.recorded_hash = self.item.content_hash
        type(self.item).objects.filter(pk=self.item.pk).update(recorded_hash=self.item.content_hash)

    # Freezing

    def frozen(self, correction=None):
        """Return the edition that says what the saved draft says, frozen now if there is none.

        A draft that says what its newest edition says gets that one, as long as it can still be
        published or is live: a second click makes no second edition. Editions that were only kept
        don't count. `correction` is what readers are told was corrected, "" for a typo, None where
        nobody was asked.
        """
        newest = usable_edition(self.item, self.now)
        if newest and _is_answered(newest, correction):
            return newest
        self.read_draft_anew()
        if correction:
            # Whoever writes what readers are told of the change has written part of it.
            self.note_writer(correction)
        self.note_writer()
        edition = self.freeze(correction)
        self.record(Verb.FREEZE, worded=worded_by(edition.media))
        return edition

    def read_draft_anew(self):
        """Save the draft again if it says something else by now: the sanitiser reads the saved text
        differently, or the media library has what the text named too early."""
        if self.item.as_edition().content_hash != self.item.content_hash:
            self.item.save()

    def freeze(self, correction=None):
        edition = self.item.as_edition()
        edition.change_kind, edition.correction = _answer(correction)
        edition.frozen_at, edition.release = self.now, RELEASE
        edition.bound_by = review_policy.codes_of(self.item, edition)
        edition.frozen_by_id, edition.frozen_by_name = self.by.pk, self.by.get_username()
        edition.save(force_insert=True)
        MediaUse.note(edition, edition.media)
        edition_index.note(edition)
        self.editions[edition.pk] = edition
        return edition

    # Reviewing

    def give_review(self, edition, review, *, by_second_person=False):
        edition.review, edition.by_second_person = review, by_second_person
        someone = (self.now, self.by.pk, self.by.get_username())
        nobody = (None, None, "")
        edition.reviewed_at, edition.reviewed_by_id, edition.reviewed_by_name = (
            someone if review else nobody
        )
        edition.save(update_fields=edition.REVIEW)
        self.editions[edition.pk] = edition

    def check_content(self, edition, at, reasons=None):
        """Return the warnings for which `reasons` are given now, each with its reason.

        Raises `ContentError` where the content must be mended first, or a warning has no reason,
        neither in `reasons` (by the key of the finding) nor from an earlier act on this edition.
        """
        known = {**history.passed(edition), **(reasons or {})}
        findings = content_checks.examine(edition, at)
        open_ones = [
            finding
            for finding in findings
            if finding.level == content_checks.Level.BLOCK or not known.get(finding.key, "").strip()
        ]
        if open_ones:
            raise ContentError(open_ones)
        return [
            {
                "edition": edition.pk,
                "key": each.key,
                "sentence": each.sentence,
                "reason": reasons[each.key].strip(),
            }
            for each in findings
            if each.key in (reasons or {})
        ]

    # Times and addresses

    def pending(self):
        return self.item.editions.pending(self.now)

    def checked_start(self, at):
        if at is not None and at <= self.now:
            raise PublishingError(_("This time is past. Choose one that is still ahead."))
        if at is not None and at >= FOREVER:
            raise PublishingError(_("This time is too far off. Check the year."))
        return at or self.now

    def checked_end(self, until, starts):
        if until is not None and not max(starts, self.now) < until < FOREVER:
            raise PublishingError(_("The end must come after the beginning, and be ahead."))
        return until or FOREVER

    def give_times(self, edition, starts, ends):
        edition.live_from, edition.asked_until = starts, ends
        self.keep_times(edition)

    def cancel(self, pending, *, yielding=False):
        for edition in pending:
            edition.live_until = FOREVER
            self.give_times(edition, FOREVER, FOREVER)
        self._note(addresses.forget_pending(self.item, self.now, yielding=yielding))

    def place(self, edition, starts):
        path = self.item.path_for(edition)
        if path is not None:
            self.item.check_path(path)
            self._note(addresses.place(self.item, path, starts=starts, now=self.now))

    def settle(self):
        """Let each edition end as asked, or where its successor begins."""
        published = self.item.editions.filter(live_from__lt=FOREVER)
        successor_begins = FOREVER
        for edition in published.order_by("-live_from", "-id"):
            edition = self.editions.get(edition.pk, edition)
            ends = min(edition.asked_until, successor_begins)
            if edition.live_until != ends:
                edition.live_until = ends
                self.keep_times(edition)
            successor_begins = edition.live_from

    def check_periods(self, since=None):
        self.item.check_periods(since or self.now)

    def follow_media(self):
        """Let readers have the files of what is live or to come, and no others: neither of this
        item, nor of those whose time ran out since the act before."""
        if _is_rehearsal.get():
            return
        acts = HistoryEntry.objects.filter(at__lt=self.now, verb__in=FOLLOWED_BY_MEDIA)
        before = acts.first()
        ended = public_media.files_ended(before.at, self.now) if before else []
        public_media.follow([*public_media.files_of(self.item), *ended], self.now)

    # The history

    def record(self, verb, note="", **facts):
        """Write the entry of this act, and return it; a further one of this act begins empty."""
        entry = history.append(
            at=self.now,
            by=self.by,
            verb=verb,
            item=self.item,
            note=note,
            editions=self.editions.values(),
            addresses=self.addresses.values(),
            **{name: value for name, value in facts.items() if value},
        )
        self.editions, self.addresses = {}, {}
        return entry

    def keep_times(self, edition):
        edition.save(update_fields=edition.TIMES)
        self.editions[edition.pk] = edition

    def _note(self, rows):
        self.addresses.update({row.pk: row for row in rows})


def worded_by(media):
    """Return who gave the pictures and documents in `media` their words and their files, as
    (id, name) by number."""
    numbers = [number for _kind, number in map(reference_of, media)]
    assets = Asset.objects.filter(pk__in=numbers).select_related("current") if numbers else []
    return {
        str(asset.pk): [
            [asset.worded_by_id, asset.worded_by_name],
            [asset.current.uploaded_by_id, asset.current.uploaded_by_name],
        ]
        for asset in assets
    }


def usable_edition(item, at):
    """Return the newest edition of `item` that says what the saved draft says, if it can still be
    published at the moment `at` or is live, and nothing but editions that were never reviewed or
    published came after it; else None."""
    wanted = item.as_edition()
    same = {name: getattr(wanted, name) for name in SAME}
    newest = item.editions.filter(**same, redaction_reason="").order_by("-id").first()
    if newest is None or newest.live_until <= at or review_policy.has_lapsed(newest, at):
        return None
    if not _is_to_stand_there(newest, wanted):
        return None
    later = item.editions.filter(pk__gt=newest.pk)
    return None if later.exclude(review=Review.NONE, live_from=FOREVER).exists() else newest


def _is_to_stand_there(newest, wanted):
    """Whether an edition is to be published first where the draft is to stand. Editions of releases
    before 0.5 don't say."""
    return wanted.first_path in ("", newest.first_path) or not newest.first_path


def _is_answered(edition, correction):
    if correction is None or edition.live_from < FOREVER:
        return True
    return _answer(correction) == _answer_of(edition)


def _answer(correction):
    if correction is None:
        return ChangeKind.NONE, ""
    return (ChangeKind.CORRECTION if correction else ChangeKind.TYPO), correction


def _answer_of(edition):
    return edition.change_kind, edition.correction
