"""What happens to an item: the actions of the people who write, review and publish it.

They are the verbs of `workflow` without their questions and in memory, since a verb takes 20 ms.
Hashes, facts and entries come from the functions that verbs use.
"""

from dataclasses import dataclass
from datetime import timedelta

from pages.models.details import DEFAULT_SENTENCES
from tianhe_site import RELEASE
from tianhe_site.publishing.actor import COMMAND_LINE
from tianhe_site.publishing.hashing import digest
from tianhe_site.publishing.models import (
    FOREVER,
    Address,
    ChangeKind,
    DraftVersion,
    HistoryEntry,
    Review,
)
from tianhe_site.publishing.people import name_of
from tianhe_site.publishing.workflow.approval import set_review
from tianhe_site.publishing.workflow.freezing import marks_of
from tianhe_site.publishing.workflow.timing import set_times

Verb = HistoryEntry.Verb

# What the second version of a text adds.
ADDED = "It was announced in Jinan."
CORRECTION = "An earlier version named another place."
# How long an item that ends by itself is live, and within how many days the next ones begin.
LIVE_FOR = timedelta(hours=1)
DAYS_AHEAD = 60


@dataclass(frozen=True)
class People:
    """Who works on an item."""

    author: object
    reviewer: object
    publisher: object


class Story:
    """The actions of `people` on one `item` that isn't stored yet: one each `step` (a timedelta)
    after `begins`, all of them before `present`. `ledger` keeps their rows and entries. The
    functions of verbs take it for their `Action`."""

    def __init__(self, ledger, item, people, begins, step, present):
        self._ledger, self.people, self._step, self.present = ledger, people, step, present
        self.item, self.now, self.by = item, begins, people.author
        item.created_at = item.modified_at = begins
        # All editions and addresses of the item; then those that no entry has recorded yet.
        self.editions, self._addresses = [], []
        self._changed_editions, self._changed_addresses = {}, []

    def change(self, edition, fields):
        """Register an edition that has changed, as `Action.change` does."""
        self._changed_editions[edition.pk] = edition

    def turn(self, person):
        """Begin the next action, by this person."""
        self.now += self._step
        self.by = person

    def write(self):
        item = self.item
        self.save()
        self.record(Verb.WRITE, draft=item.content_hash, **marks_of(item))
        content = item.kept_content()
        self._ledger.add(
            DraftVersion,
            item_id=item.pk,
            kind=DraftVersion.Kind.SAVED,
            content=content,
            content_hash=digest(content),
            saved_at=self.now,
            saved_by_id=self.by.pk,
            saved_by_name=name_of(self.by),
        )

    def save(self):
        """Give the draft the values that saving it would."""
        item = self.item
        # Once, since it asks for pictures.
        self.content = item.content()
        item.modified_at = self.now
        item.content_hash = item.recorded_hash = digest(self.content)

    def freeze(self, correction=""):
        self.turn(self.people.author)
        edition = self.new_edition(correction=correction)
        self.record(Verb.FREEZE)
        return edition

    def new_edition(self, **values):
        """Return a new edition of the draft, with these values of its record."""
        item = self.item
        values |= {"change_kind": ChangeKind.CORRECTION} if values.get("correction") else {}
        edition = self._ledger.add(
            item.edition_model(),
            item=item,
            language=item.language,
            content_hash=item.content_hash,
            frozen_at=self.now,
            frozen_by_id=self.by.pk,
            frozen_by_name=name_of(self.by),
            release=RELEASE,
            needs_second_person=item.needs_second_person,
            medical=item.medical,
            first_path="" if self._addresses else item.path_for(item),
            **self.content,
            **values,
        )
        self.editions.append(edition)
        self.change(edition, [])
        return edition

    def review(self, edition, verb, review):
        """Submit an edition, or answer its submission."""
        answers = verb != Verb.SUBMIT
        self.turn(self.people.reviewer if answers else self.people.author)
        approved = review == Review.APPROVED
        set_review(self, edition, review, by_second_person=approved)
        self.record(verb, "Say where this happened." if review == Review.CHANGES else "")

    def publish(self, edition, *, at=None, until=FOREVER):
        self.turn(self.people.publisher)
        self.set_live(edition, at or self.now, until)
        self.record(Verb.SCHEDULE if at else Verb.PUBLISH)

    def set_live(self, edition, starts, ends=FOREVER):
        """Make an edition live in place of the earlier ones, and give the item its address."""
        for earlier in self.editions[:-1]:
            earlier.live_until = starts
            self.change(earlier, earlier.TIMES)
        set_times(self, edition, starts, ends)
        edition.live_until = ends
        if not self._addresses:
            path, position = self.item.path_for(edition), self.item.position
            values = {"item_id": self.item.pk, "path": path, "position": position}
            self._addresses = [self._ledger.add(Address, live_from=starts, **values)]
            self._changed_addresses = self._addresses

    def withdraw(self, edition):
        self.turn(self.people.publisher)
        edition.withdrawn, edition.withdrawal_reason = True, DEFAULT_SENTENCES["en"][0]
        set_times(self, edition, edition.live_from, self.now)
        edition.live_until = self.now
        self.record(Verb.WITHDRAW, "It was announced by mistake.")

    def put_away(self, verb):
        self.turn(self.people.publisher)
        self.item.trashed_at = self.now
        self.record(verb)

    def record(self, verb, note="", **facts):
        """Record an action and the rows that it changed."""
        self._ledger.record(
            at=self.now,
            by=self.by,
            verb=verb,
            item=self.item,
            note=note,
            editions=self._changed_editions.values(),
            addresses=self._changed_addresses,
            **{name: value for name, value in facts.items() if value},
        )
        self._changed_editions, self._changed_addresses = {}, []


def imported(story):
    """Bring the item in from an older system."""
    story.turn(COMMAND_LINE)
    story.save()
    edition = story.new_edition()
    set_review(story, edition, Review.IMPORTED)
    story.set_live(edition, story.now)
    story.record(Verb.IMPORT)


def published(story):
    """Publish the item; return its edition."""
    story.write()
    edition = story.freeze()
    story.publish(edition)
    return edition


def corrected(story):
    published(story)
    _rewrite(story)
    story.publish(story.freeze(CORRECTION))


def live_and_changed(story):
    published(story)
    _rewrite(story)


def withdrawn(story):
    story.withdraw(published(story))


def archived(story):
    withdrawn(story)
    story.put_away(Verb.ARCHIVE)


def expired(story):
    story.write()
    story.publish(story.freeze(), until=story.now + LIVE_FOR)


def approved(story):
    """Have the item approved; return its edition."""
    edition = in_review(story)
    story.review(edition, Verb.APPROVE, Review.APPROVED)
    return edition


def approved_and_published(story):
    story.publish(approved(story))


def drafted(story):
    story.write()


def saved_often(story):
    story.write()
    _rewrite(story)
    _rewrite(story)


def in_review(story):
    """Submit the item; return its edition."""
    story.write()
    edition = story.freeze()
    story.review(edition, Verb.SUBMIT, Review.WAITING)
    return edition


def changes_requested(story):
    story.review(in_review(story), Verb.REQUEST_CHANGES, Review.CHANGES)


def scheduled(story):
    edition = approved(story)
    days = 1 + story.item.pk % DAYS_AHEAD
    story.publish(edition, at=story.present + timedelta(days=days))


def scheduled_and_changed(story):
    scheduled(story)
    _rewrite(story)


def trashed(story):
    story.write()
    story.put_away(Verb.TRASH)


def _rewrite(story):
    story.turn(story.people.author)
    story.item.body += f"<p>{ADDED}</p>"
    story.write()


# How often each happens in an archive: of a hundred items that are done with, and of a hundred that
# are at work.
DONE = {
    imported: 50,
    published: 30,
    approved_and_published: 8,
    corrected: 4,
    live_and_changed: 2,
    withdrawn: 2,
    expired: 2,
    archived: 2,
}
AT_WORK = {
    drafted: 20,
    saved_often: 15,
    in_review: 20,
    changes_requested: 10,
    approved: 10,
    scheduled: 15,
    scheduled_and_changed: 5,
    trashed: 5,
}
