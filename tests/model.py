"""The model of publishing: what each verb leads to and when it is refused, without a database."""

from datetime import timedelta

from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import FOREVER
from tianhe_site.publishing.states import Stage

# What a text that names a watched product begins with, and how long an approval holds.
PRODUCT = "Wonder"
HOLDS = timedelta(days=1)
# Stands for the number of an edition that is made only now.
AFTER_ALL = 1_000_000


def only_if(condition):
    if not condition:
        raise PublishingError


class Timeline:
    """What was asked for, in order; the last that has begun is what counts."""

    def __init__(self):
        self.spans = []

    def drop_pending(self, now):
        self.spans = [span for span in self.spans if span[1] <= now]

    def put(self, value, begins, ends, now):
        self.drop_pending(now)
        self.spans.append([value, begins, ends])

    def held(self):
        """Return (value, begins, ends), each ended where the next begins."""
        nexts = [begins for _value, begins, _ends in self.spans[1:]] + [FOREVER]
        pairs = zip(self.spans, nexts, strict=False)
        return [(value, begins, min(ends, following)) for (value, begins, ends), following in pairs]

    def at(self, moment):
        return next((v for v, begins, ends in self.held() if begins <= moment < ends), None)

    def periods(self, now):
        joined = []
        for _value, begins, ends in self.held():
            if joined and joined[-1][1] == begins:
                begins = joined.pop()[0]
            joined.append((begins, ends))
        return [(max(begins, now), ends) for begins, ends in joined if begins < ends > now]


class World(dict):
    """All items by name, and whether the product is watched."""

    is_watched = True

    def __init__(self):
        # The items that `was_ever_bound` is asked about.
        self.asked_about = []

    def names_product(self, text):
        return self.is_watched and PRODUCT in text


class Item:
    """The model of one item: its editions by number, when each is live, and who agreed to it."""

    def __init__(self, slug, root, world):
        self.slug, self.root, self.above = slug, root, None
        self.world = world
        self.texts, self.places = Timeline(), Timeline()
        # Nobody has signed what the draft says as long as no verb has seen it.
        self.draft, self.unsigned, self.is_away = f"Text {slug}", True, False
        # Whether the draft wants a second person, and whether each edition did.
        self.marked, self.marks = False, []
        # A category is part of what an edition says, and copied with it; a tick is not.
        self.is_marked_by_content = False
        # Whether another rule bound each edition as it was made, and where it was to stand first.
        self.bound, self.first_paths = [], []
        # Where in the log the draft was written while it bore the mark.
        self.bore = []
        # What each edition said; and who wrote and which editions were made, as they came.
        self.said, self.log = [], []
        # What the draft said each time it was saved, and how far the log was then.
        self.versions = []
        self.reviews, self.agreed, self.by_two = {}, {}, set()
        self.approved_at = {}
        self.submitted_by = None

    def path(self):
        return f"{self.above.path() if self.above else self.root}{self.slug}/"

    def line(self):
        """Return this item and all above it."""
        return [self, *(self.above.line() if self.above else [])]

    def says(self, moment):
        number = self.texts.at(moment)
        return None if number is None else self.said[number]

    def left(self, path, moment):
        """Return when this item last left a path before `moment`, None if it never did."""
        ends = [e for place, begins, e in self.places.held() if place == path and begins < e]
        return max((end for end in ends if end <= moment), default=None)

    def stage(self, number, now):
        for value, begins, ends in self.texts.held():
            if value == number:
                return Stage.SCHEDULED if now < begins else Stage(["ended", "live"][now < ends])
        review = self.reviews.get(number)
        return Stage(review) if review in Stage else Stage.FROZEN

    def review(self, number):
        """Return what an edition said, how it was reviewed, and if by a second person."""
        is_by_two = number in self.by_two and self.reviews[number] == "approved"
        return self.said[number], self.reviews.get(number, ""), is_by_two

    def base(self, number=AFTER_ALL):
        """Return the last edition before this one that two people stood behind, None if none."""
        return max((each for each in self.by_two if each < number), default=None)

    def writers(self, number):
        """Return who wrote what an edition says since its base."""
        base = self.base(number)
        since = 0 if base is None else self.log.index(base)
        return {who for who in self.log[since : self.log.index(number)] if isinstance(who, str)}

    def needs_two(self, now, number=AFTER_ALL):
        text = self.draft if number == AFTER_ALL else self.said[number]
        return self.marked or self.was_bound(number) or self.rules_bind(text, now)

    def was_bound(self, number=AFTER_ALL):
        """Whether it was since the last edition before this one that two people stood behind."""
        base = self.base(number)
        since = -1 if base is None else self.log.index(base)
        bore_it = any(place > since for place in self.bore)
        return bore_it or any(self.marks[base or 0 :]) or any(self.bound[base or 0 :])

    def rules_bind(self, text, now):
        by_text = self.world.names_product(text)
        return by_text or self.is_below_bound(now) or self.is_where_bound_stood(now)

    def is_below_bound(self, now):
        return self.above is not None and self.above.binds_below(now)

    def binds_below(self, now):
        public = [number for number, _begins, ends in self.texts.held() if ends > now]
        seen = any(self.rules_bind(self.said[number], now) for number in public)
        return self.marked or self.was_bound() or seen

    def is_where_bound_stood(self, now):
        others = [item for item in self.world.values() if item is not self]
        return any(item.stood_at(self.path(), now) and item.was_ever_bound(now) for item in others)

    def stood_at(self, path, now):
        return any(
            place == path and begins <= now and begins < ends
            for place, begins, ends in self.places.held()
        )

    def was_ever_bound(self, now):
        # A page and one below it that had each other's address would ask each other forever.
        if self in self.world.asked_about:
            return False
        self.world.asked_about.append(self)
        kept = self.marked or any(self.marks) or any(self.bound)
        bound = kept or any(
            self.world.names_product(text) or self.is_below_bound(now) for text in self.said
        )
        self.world.asked_about.remove(self)
        return bound

    def is_bound(self, now):
        """Whether the rule binds the address: for the draft, or for what is live or scheduled."""
        public = [number for number, _begins, ends in self.texts.held() if ends > now]
        return self.needs_two(now) or any(self.needs_two(now, number) for number in public)

    def branch(self):
        return [item for item in self.world.values() if self in item.line()]

    def check_scheduled(self, now):
        """Refuse what lets something scheduled go live past a rule."""
        only_if(
            not any(
                begins > now and number not in part.by_two and part.needs_two(now, number)
                for part in self.branch()
                for number, begins, _ends in part.texts.held()
            )
        )

    def has_lapsed(self, number, starts, now):
        """Whether an approval is too old to go live at `starts`."""
        if self.reviews.get(number) != "approved":
            return False
        approved_at = self.approved_at[number]
        others = [begins for each, begins, _ends in self.texts.spans if each != number]
        overtaken = any(approved_at < begins <= now for begins in others)
        return overtaken or starts > approved_at + HOLDS

    def check_approval(self, number, starts, now):
        if self.needs_two(now, number) and self.reviews.get(number) != "imported":
            only_if(number in self.by_two and not self.has_lapsed(number, starts, now))
            only_if(self.is_to_stand_there(number))

    def is_to_stand_there(self, number):
        """Whether what was never public is to stand where it was meant to as it was frozen."""
        first_path = self.first_paths[number]
        return bool(self.places.spans) or not first_path or first_path == self.path()

    def stands(self, now):
        """Return where this item stands and is to stand after `now`, in order."""
        return [path for path, begins, ends in self.places.held() if begins < ends > now]

    def write(self, text, by, now, before=None):
        before = before or self.says_now()
        self.set_draft(text, now)
        signed_at = len(self.log)
        self.sign(by)
        if self.says_now() != before:
            self.keep(before, signed_at)
        self.keep(self.says_now(), len(self.log))

    def set_draft(self, text, now):
        only_if(not self.is_away)
        if self.marked:
            self.check_scheduled(now)
        self.draft = text

    def says_now(self):
        """Return what a version of the draft would keep."""
        return self.draft, self.is_marked_by_content and self.marked

    def keep(self, said, logged):
        if not self.versions or self.versions[-1][0] != said:
            self.versions.append((said, logged))

    def sign(self, by):
        self.unsigned = False
        self.bore += [len(self.log)] if self.marked else []
        self.log.append(by)

    def freeze(self, by, now):
        only_if(not self.is_away)
        usable = self.usable(now)
        return self.make_edition(by, now) if usable is None else usable

    def usable(self, now):
        """Return the number of the edition that freezing takes again, None if it makes one."""
        for number in reversed(range(len(self.said))):
            stage = self.stage(number, now)
            if (self.said[number], self.marks[number]) == (self.draft, self.marked):
                lapsed = stage == Stage.APPROVED and self.has_lapsed(number, now, now)
                is_usable = stage != Stage.ENDED and not lapsed and self.is_to_stand_there(number)
                return number if is_usable else None
            if stage != Stage.FROZEN:
                return None
        return None

    def make_edition(self, by, now):
        self.log += [by] if self.unsigned else []
        self.unsigned = False
        self.said.append(self.draft)
        self.marks.append(self.marked)
        self.bound.append(self.rules_bind(self.draft, now))
        self.first_paths.append("" if self.places.spans else self.path())
        self.log.append(len(self.said) - 1)
        return len(self.said) - 1

    def submit(self, by, now):
        number = self.freeze(by, now)
        only_if(self.stage(number, now) in (Stage.FROZEN, Stage.CHANGES))
        self.stop_waiting()
        self.reviews[number], self.submitted_by = "waiting", by

    def stop_waiting(self):
        self.reviews = {n: review for n, review in self.reviews.items() if review != "waiting"}

    def take_back(self, number, by, publishes, now):
        only_if(not self.is_away and self.stage(number, now) == Stage.WAITING)
        only_if(publishes or self.submitted_by == by)
        self.stop_waiting()

    def approve(self, number, by, now):
        only_if(not self.is_away and self.stage(number, now) == Stage.WAITING)
        is_second = by not in self.writers(number)
        only_if(is_second or not self.needs_two(now, number))
        self.reviews[number], self.agreed[number] = "approved", by
        self.approved_at[number] = now
        self.by_two |= {number} if is_second else set()

    def request_changes(self, number, now):
        stage = self.stage(number, now)
        only_if(not self.is_away and stage in (Stage.WAITING, Stage.APPROVED))
        # An approval that others were built on stays.
        later = {n for n, review in self.reviews.items() if n > number and review == "approved"}
        only_if(not (later and stage == Stage.APPROVED))
        self.reviews[number] = "changes"
        self.by_two.discard(number)
        self.check_scheduled(now)

    def publish(self, number, at, until, now):
        stage = self.stage(number, now)
        ready = (Stage.FROZEN, Stage.WAITING, Stage.APPROVED, Stage.SCHEDULED)
        only_if(not self.is_away and (stage in ready or (stage == Stage.LIVE and not at)))
        if stage == Stage.LIVE:
            self.texts.drop_pending(now)
            self.texts.spans[-1][2] = until or FOREVER
        else:
            self.check_approval(number, at or now, now)
            self.put(number, at or now, until or FOREVER, now)
        if stage == Stage.WAITING:
            self.stop_waiting()

    def put(self, number, begins, ends, now):
        self.texts.put(number, begins, ends, now)
        self.places.drop_pending(now)
        if not self.places.spans:
            self.places.put(self.path(), begins, FOREVER, now)

    def reschedule(self, number, at, until, now):
        stage = self.stage(number, now)
        live = stage == Stage.LIVE and not at
        only_if(not self.is_away and (live or stage == Stage.SCHEDULED))
        (span,) = [span for span in self.texts.spans if span[0] == number]
        if (at or span[1], until or FOREVER) == (span[1], span[2]):
            return
        if live:
            span[2] = until or FOREVER
        else:
            self.check_approval(number, at or span[1], now)
            self.put(number, at or span[1], until or FOREVER, now)

    def cancel(self, number, now):
        only_if(not self.is_away and self.stage(number, now) == Stage.SCHEDULED)
        self.texts.drop_pending(now)
        self.places.drop_pending(now)

    def withdraw(self, now):
        only_if(not self.is_away and self.texts.at(now) is not None)
        self.texts.drop_pending(now)
        self.places.drop_pending(now)
        self.texts.spans[-1][2] = now

    def revert_draft_to(self, number, by, now):
        only_if(not self.is_away)
        others = set() if number in self.by_two else self.writers(number)
        self.copy_into_draft((self.said[number], self.marks[number]), others, by, now)

    def restore_version(self, number, by, now):
        only_if(not self.is_away)
        said, logged = self.versions[number]
        bases = [each for each in self.by_two if self.log.index(each) < logged]
        since = self.log.index(max(bases)) if bases else 0
        others = {who for who in self.log[since:logged] if isinstance(who, str)}
        self.copy_into_draft(said, others, by, now)

    def copy_into_draft(self, said, others, by, now):
        """Say again what was said, which `others` wrote; first keep what is replaced."""
        text, marked = said
        before = self.says_now()
        if self.is_marked_by_content:
            self.marked = marked
        self.set_draft(text, now)
        self.keep(before, len(self.log))
        self.sign(by)
        self.log += sorted(others)
        self.keep(self.says_now(), len(self.log))

    def mark(self, marked, by, now):
        before = self.says_now()
        self.marked = marked
        self.write(self.draft, by, now, before)

    def end_asked(self, starts, now):
        """Return the end asked for what is live, if it is still ahead at `starts`."""
        live = self.texts.at(now)
        ends = [span[2] for span in self.texts.spans if span[0] == live and live is not None]
        return next((end for end in ends[-1:] if starts < end < FOREVER), None)

    def archive(self, children, by, publishes, now):
        only_if(not self.is_away and not self.texts.periods(now))
        only_if(publishes or {who for who in self.log if isinstance(who, str)} == {by})
        only_if(all(child.is_away for child in children))
        self.is_away = True
        self.stop_waiting()

    def restore(self):
        only_if(self.is_away)
        self.is_away = False

    def follow_place(self, now):
        """Stand where the place in the tree says, if it stands anywhere."""
        path = self.path()
        for span in self.places.spans:
            if span[1] > now:
                span[0] = path
        if self.places.at(now) not in (None, path):
            self.places.put(path, now, FOREVER, now)
