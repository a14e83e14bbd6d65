"""Random verbs by random people at random times, compared with a small model: the permitted
succeed, the others are refused, and readers always get what the model says."""

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, note
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from news.models import Category, NewsEdition
from pages.models import PageEdition
from tests.factories import make_news_item, make_page
from tests.model import HOLDS, PRODUCT, Item, World, only_if
from tests.rows import all_rows, rows_of
from tianhe_site.publishing import clock, history, links, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import FOREVER, Address, WatchedWord
from tianhe_site.publishing.states import Stage
from tianhe_site.publishing.workflow import requests

BEGINNING = datetime(2026, 3, 2, 12, tzinfo=UTC)
A_DAY = timedelta(days=1)
LAPSES_AFTER = timedelta(hours=20)
# An action with several entries takes microseconds.
A_LITTLE = timedelta(milliseconds=1)

GROUPS = {"ann": "Authors", "abe": "Authors", "rita": "Reviewers", "rob": "Reviewers"}
GROUPS |= {"paul": "Publishers", "root": None}
WRITERS = ["ann", "abe", "paul", "root"]
MAY = {
    "change": WRITERS,
    "delete": WRITERS,
    "approve": ["rita", "rob", "root"],
    "publish": ["paul", "root"],
}

# What each group may do; deactivated users may do nothing.
ROLES = {
    "Authors": {"change", "delete"},
    "Reviewers": {"approve"},
    "Publishers": {"change", "delete", "publish"},
    None: set(MAY),
    "deactivated": set(),
}

# News "a" has a category that needs a second approver. Page "q" starts below page "p".
NEWS, PAGES = "ab", "pqr"
NAMES = "aaabppqr"
ANY, FROZEN, WAITING, APPROVED = set(Stage), Stage.FROZEN, Stage.WAITING, Stage.APPROVED
SCHEDULED, LIVE = Stage.SCHEDULED, Stage.LIVE


def ahead(dice):
    return timedelta(minutes=dice.randint(1, 500))


def maybe_ahead(dice):
    return dice.choice([None, ahead(dice)])


def times(dice):
    return maybe_ahead(dice), maybe_ahead(dice)


def two(dice):
    return dice.sample(NEWS + PAGES, 2)


# What may happen: how often, mostly by whom, mostly to editions at which stages, and with what:
# one of several, or what the dice give. A number picks one of the editions.
ACTIONS = {
    "publish_draft": (5, "publish", None, NAMES, times),
    "let_time_go_by": (2, "change", ANY, ahead),
    "save_past_the_verbs": (1, "change", None, NAMES),
    "write": (4, "change", None, NAMES),
    "mark": (1, "change", None, NEWS + PAGES),
    "submit": (4, "change", None, NAMES),
    "take_back": (1, "change", {WAITING}, range(99)),
    "approve": (6, "approve", {WAITING}, range(99)),
    "request_changes": (1, "approve", {WAITING, APPROVED}, range(99)),
    "publish": (6, "publish", {FROZEN, APPROVED}, range(99), times),
    "publish_many": (2, "publish", ANY, two, maybe_ahead),
    "reschedule": (2, "publish", {SCHEDULED, LIVE}, range(99), times),
    "cancel": (1, "publish", {SCHEDULED}, range(99)),
    "withdraw": (2, "publish", {LIVE}, range(99)),
    "revert_draft_to": (1, "change", ANY, range(99)),
    "restore_version": (2, "change", None, range(99)),
    "move": (1, "publish", None, NAMES, ["red", "green", "blue"]),
    "move_below": (2, "publish", None, PAGES, PAGES + "-"),
    "swap": (1, "publish", None, ["ab", "pr", "qr", "pq"]),
    "ask_move": (4, "publish", None, "aaapqr", ["red", "green", "blue"]),
    "ask_swap": (2, "publish", None, ["ab", "pr", "qr", "pq"]),
    "ask_to_watch_less": (1, "publish", None),
    "watch_again": (1, "publish", None),
    "agree": (4, "approve", None, range(99)),
    "decline": (1, "approve", None, range(99)),
    "archive": (2, "delete", None, range(99)),
    "restore": (2, "delete", None, range(99)),
    "change_account": (1, "change", None, ["abe", "rob"], list(filter(None, ROLES))),
}


class Publishing(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = BEGINNING
        self.clock = clock.set_to(lambda: self.now)
        self.clock.__enter__()
        self.people = {name: self.make_person(name) for name in GROUPS}
        self.roles = dict(GROUPS)
        self.word = self.product()
        self.word.save()
        self.items = self.make_items()
        self.model = World()
        self.model |= {name: Item(name, "/news/2026/", self.model) for name in NEWS}
        self.model |= {name: Item(name, "/", self.model) for name in PAGES}
        self.model["a"].marked, self.model["q"].above = True, self.model["p"]
        for name in NEWS:
            self.model[name].is_marked_by_content = True
        self.requests = []
        self.steps, self.edges, self.paths, self.first_seen = 0, set(), set(), {}

    def product(self):
        return WatchedWord(kind=WatchedWord.Kind.PRODUCT, word=PRODUCT, phrases=PRODUCT)

    def make_person(self, name):
        user = get_user_model().objects.create_user(name, is_superuser=not GROUPS[name])
        user.groups.set(Group.objects.filter(name=GROUPS[name]))
        return user

    def make_items(self):
        trials = Category.objects.create(name="Trial", slug="trial", needs_second_person=True)
        values = {"date": date(2026, 1, 1)}
        items = {"a": make_news_item("a", title="Text a", category=trials, **values)}
        items["b"] = make_news_item("b", title="Text b", **values)
        items["p"] = make_page("p", title="Text p")
        items["q"] = make_page("q", title="Text q", parent=items["p"])
        items["r"] = make_page("r", title="Text r")
        return items

    def teardown(self):
        try:
            self.readers_got_what_the_model_says_all_the_time()
            assert history.verify() == []
        finally:
            self.clock.__exit__(None, None, None)
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # Comparing a verb with the model

    def check_verb(self, predict, verb, *args, **kwargs):
        """Run a verb, and let the model predict it: both succeed, or both refuse with no change."""
        rows, model = all_rows(), deepcopy(self.model)
        predicted = self.outcome(lambda: (predict(), only_if(self.is_legal())))
        happened = self.outcome(lambda: verb(*args, by=self.people[self.by], **kwargs))
        assert happened == predicted
        if predicted:
            self.model = model
            assert all_rows() == rows
        else:
            self.compare_reviews()
            self.compare_versions()

    def outcome(self, act):
        try:
            act()
        except PermissionDenied:
            return "denied"
        except PublishingError as error:
            note(f"refused: {error}")
            return "refused"
        return None

    def check_item_verb(self, name, action, predict, verb, **kwargs):
        if name:
            item = self.model[name]
            self.check_verb(
                lambda: (self.may(action), predict(item)), verb, self.item(name), **kwargs
            )

    def check_edition_verb(self, chosen, action, predict, verb, **kwargs):
        if chosen:
            item, edition = self.model[chosen[0]], self.edition(*chosen)
            told = (item, chosen[1])
            self.check_verb(lambda: (self.may(action), predict(*told)), verb, edition, **kwargs)

    def may(self, action):
        if action not in ROLES[self.roles[self.by]]:
            raise PermissionDenied

    def publishes(self):
        return "publish" in ROLES[self.roles[self.by]]

    def is_legal(self):
        """Whether no two items have the same path, and every page is public only while its parent
        is."""
        items = self.model.values()
        standing = [item.places.spans[-1][0] for item in items if item.places.spans]
        return len(set(standing)) == len(standing) and all(
            any(begins <= begin and end <= ends for begins, ends in above)
            for item in items
            if item.above
            for above in [item.above.texts.periods(self.now)]
            for begin, end in item.texts.periods(self.now)
        )

    # Choosing the items

    def item(self, name):
        return type(self.items[name]).objects.get(pk=self.items[name].pk)

    def edition(self, name, number):
        return self.items[name].editions.order_by("id")[number]

    def item_of(self, pick, is_meant):
        """Return the name of an item, usually one to which the verb applies."""
        return self.one_of(self.model, pick, lambda name: is_meant(self.model[name]))

    def editions(self):
        return [(name, n) for name, item in self.model.items() for n in range(len(item.said))]

    def edition_for(self, act, pick):
        """Return (name, number) of an edition, usually one to which the action applies."""
        stages = ACTIONS[act][2]
        return self.one_of(self.editions(), pick, lambda each: self.stage(*each) in stages)

    def stage(self, name, number):
        return self.model[name].stage(number, self.now)

    def one_of(self, every, pick, is_meant):
        pool = [each for each in every if is_meant(each) or pick % 4 == 3]
        return pool[pick % len(pool)] if pool else None

    # Actions

    @rule(seed=st.integers(0, 2**32))
    def someone_acts(self, seed):
        # With a rule per action, hypothesis leaves half of them out of each sequence. It also
        # repeats what it draws so often that few sequences reach an approval.
        self.steps += 1
        dice = Random(f"{self.steps} {seed}")
        name = dice.choice(self.possible_actions())
        _weight, action, _stages, *values = ACTIONS[name]
        values = [value(dice) if callable(value) else dice.choice(value) for value in values]
        # Only the superuser may both write and approve.
        self.by = dice.choice([*GROUPS, *MAY[action] * 3, *["root"] * 4])
        self.now += timedelta(seconds=1)
        note(f"{self.now:%d %H:%M:%S} {self.by}: {name} {values}")
        getattr(self, name)(*values)

    def possible_actions(self):
        there = {self.stage(*each) for each in self.editions()}
        return [
            name
            for name, (weight, _action, stages, *_values) in ACTIONS.items()
            if stages is None or stages & there
            for _time in range(weight)
        ]

    def change_account(self, name, role):
        """Change a user's role, deactivate the account, or reactivate it."""
        # Loaded again, because a user object caches its permissions.
        user = get_user_model().objects.get(username=name)
        user.is_active = role != "deactivated"
        user.save()
        user.groups.set(Group.objects.filter(name=role))
        self.people[name] = get_user_model().objects.get(pk=user.pk)
        self.roles[name] = role

    def let_time_go_by(self, ahead):
        self.now += ahead

    def save_past_the_verbs(self, name):
        draft = self.changed(name)
        draft.save()
        self.model[name].draft, self.model[name].unsigned = draft.title, True

    def changed(self, name):
        draft = self.item(name)
        names_product = self.steps % 5 == 0
        draft.title = f"{PRODUCT if names_product else 'Text'} {self.steps}"
        return draft

    def write(self, name):
        item, draft = self.model[name], self.changed(name)
        self.check_verb(
            lambda: (self.may("change"), item.write(draft.title, self.by, self.now)),
            workflow.write,
            draft,
        )

    def mark(self, name):
        """Turn the mark on or off, with the checkbox or by another category."""
        item, draft = self.model[name], self.item(name)
        marked = not item.marked
        if name in NEWS:
            draft.category = Category.objects.get(needs_second_person=marked)
        else:
            draft.needs_second_person = marked

        def predict():
            self.may("change")
            item.mark(marked, self.by, self.now)

        self.check_verb(predict, workflow.write, draft)

    def submit(self, name):
        def predict(item):
            item.submit(self.by, self.now)

        self.check_item_verb(name, "change", predict, workflow.submit, correction="")

    def take_back(self, pick):
        def predict(item, number):
            item.take_back(number, self.by, self.publishes(), self.now)

        chosen = self.edition_for("take_back", pick)
        self.check_edition_verb(chosen, "change", predict, workflow.withdraw_submission)

    def approve(self, pick):
        def predict(item, number):
            item.approve(number, self.by, self.now)

        chosen = self.edition_for("approve", pick)
        self.check_edition_verb(chosen, "approve", predict, workflow.approve)

    def request_changes(self, pick):
        def predict(item, number):
            item.request_changes(number, self.now)

        chosen = self.edition_for("request_changes", pick)
        self.check_edition_verb(chosen, "approve", predict, workflow.request_changes, note="x")

    def publish(self, pick, times):
        times = self.times(*times)

        def predict(item, number):
            item.publish(number, **times, now=self.now)
            item.check_scheduled(self.now)

        chosen = self.edition_for("publish", pick)
        self.check_edition_verb(chosen, "publish", predict, workflow.publish, **times)

    def times(self, at, until, starts=None):
        """Return when an edition that begins at `starts` if at no other time is to be live."""
        at = at and self.now + at
        return {"at": at, "until": until and (at or starts or self.now) + until}

    def publish_draft(self, name, times):
        times = self.times(*times)

        def predict(item):
            number = item.freeze(self.by, self.now)
            self.may("publish")
            item.publish(number, **times, now=self.now)
            item.check_scheduled(self.now)

        self.check_item_verb(
            name, "change", predict, workflow.publish_draft, correction="", **times
        )

    def publish_many(self, names, at):
        chosen = [(name, len(self.model[name].said) - 1) for name in names]
        chosen = [each for each in chosen if each[1] >= 0][:2]
        times = self.times(at, None)

        def predict():
            self.may("publish")
            for name, number in chosen:
                until = self.model[name].end_asked(times["at"] or self.now, self.now)
                self.model[name].publish(number, times["at"], until, self.now)
            for name, _number in chosen:
                self.model[name].check_scheduled(self.now)

        if chosen:
            editions = [self.edition(*each) for each in chosen]
            self.check_verb(predict, workflow.publish_many, editions, at=times["at"])

    def reschedule(self, pick, times):
        chosen = self.edition_for("reschedule", pick)
        spans = self.model[chosen[0]].texts.spans if chosen else []
        begins = [begin for number, begin, _ends in spans if number == chosen[1]]
        times = self.times(*times, starts=max([self.now, *begins]))

        def predict(item, number):
            item.reschedule(number, **times, now=self.now)

        self.check_edition_verb(chosen, "publish", predict, workflow.reschedule, **times)

    def cancel(self, pick):
        def predict(item, number):
            item.cancel(number, self.now)

        chosen = self.edition_for("cancel", pick)
        self.check_edition_verb(chosen, "publish", predict, workflow.cancel_schedule)

    def withdraw(self, pick):
        def predict(item):
            item.withdraw(self.now)

        name = self.item_of(pick, lambda item: item.texts.at(self.now) is not None)
        self.check_item_verb(name, "publish", predict, workflow.withdraw, note="x")

    def revert_draft_to(self, pick):
        def predict(item, number):
            item.revert_draft_to(number, self.by, self.now)

        edition = self.edition_for("revert_draft_to", pick)
        self.check_edition_verb(edition, "change", predict, workflow.revert_draft_to)

    def restore_version(self, pick):
        every = [(name, n) for name, item in self.model.items() for n in range(len(item.versions))]
        if every:
            name, number = every[pick % len(every)]

            def predict(item):
                item.restore_version(number, self.by, self.now)

            version = self.items[name].draft_versions.order_by("id")[number]
            self.check_item_verb(name, "change", predict, workflow.restore_version, version=version)

    def move(self, name, slug):
        self.move_to({name: {"slug": slug}})

    def move_below(self, name, above):
        self.move_to({name: {"above": self.model.get(above)}})

    def swap(self, pair):
        self.move_to(self.swapped(*pair))

    def swapped(self, one, other):
        slugs = self.model[one].slug, self.model[other].slug
        return {one: {"slug": slugs[1]}, other: {"slug": slugs[0]}}

    def move_to(self, changes):
        def predict():
            bound_before = self.bound()
            moved = self.move_in_model(changes, self.by, self.may)
            only_if(not self.binds(moved, bound_before))

        self.check_verb(predict, workflow.move, self.places(changes))

    def move_in_model(self, changes, by, may=lambda action: None):
        """Move items in the model; return (old paths, new paths) of each whose address changed, by
        name."""
        stood = {name: each.stands(self.now) for name, each in self.model.items()}
        for name, change in changes.items():
            branch = self.branch(self.model[name])
            may("publish" if any(each.places.spans for each in branch) else "change")
            only_if(not self.model[name].is_away and change.get("above") not in branch)
            path = self.model[name].path()
            vars(self.model[name]).update(change)
            if not self.model[name].places.spans and self.model[name].path() != path:
                # Choosing the first address counts as writing.
                self.model[name].sign(by)
        for each in self.model.values():
            each.follow_place(self.now)
        for name in changes:
            self.model[name].check_scheduled(self.now)
        stands = {name: each.stands(self.now) for name, each in self.model.items()}
        moved = [name for name, paths in stood.items() if paths and stands[name] != paths]
        return {name: (stood[name], stands[name]) for name in moved}

    def bound(self):
        return {name for name, item in self.model.items() if item.is_bound(self.now)}

    def binds(self, moved, bound_before):
        """Whether a rule binds a moved item, by its old place or by its new one."""
        return bool(moved.keys() & (bound_before | self.bound()))

    def places(self, changes):
        return {self.item(name): self.place(**change) for name, change in changes.items()}

    def ask_move(self, name, slug):
        self.ask({name: {"slug": slug}})

    def ask_swap(self, pair):
        self.ask(self.swapped(*pair))

    def ask(self, changes):
        """Ask a second person for a move. Nothing moves before someone agrees."""
        before = deepcopy(self.model)
        asks = {}

        def predict():
            bound_before = self.bound()
            moved = self.move_in_model(changes, self.by, self.may)
            only_if(self.is_legal() and self.binds(moved, bound_before))
            asks.update(changes=changes, moved=moved)
            only_if(asks not in self.asked())
            self.model = before

        def verb(places, by):
            self.keep_request(workflow.ask_move(places, by=by, reason="x"), asks)

        self.check_verb(predict, verb, self.places(changes))

    def ask_to_watch_less(self):
        """Ask a second person to stop watching the product."""
        asks = {"word": self.word.pk}

        def predict():
            self.may("publish")
            only_if(asks not in self.asked())

        def verb(word, by):
            self.keep_request(workflow.ask_to_remove_word(word, by=by, reason="x"), asks)

        if self.model.is_watched:
            self.check_verb(predict, verb, self.word)

    def watch_again(self):
        """Watch the product, which one person may do."""

        def predict():
            self.model.is_watched = True
            for item in self.model.values():
                item.check_scheduled(self.now)

        def verb(word, by):
            workflow.check_product(word)
            word.save()
            self.word = word

        if not self.model.is_watched:
            self.check_verb(predict, verb, self.product())

    def keep_request(self, entry, asks):
        self.requests.append({"entry": entry, "by": self.by, "asks": asks, "at": self.now})

    def is_open(self, request):
        return self.now - request["at"] < LAPSES_AFTER

    def asked(self):
        return [request["asks"] for request in self.requests if self.is_open(request)]

    def agree(self, pick):
        """Let someone agree to a request: then exactly that is done."""

        def predict(request):
            asks = request["asks"]
            only_if("publish" in ROLES[self.roles[request["by"]]])
            if "word" in asks:
                only_if(self.model.is_watched and self.word.pk == asks["word"])
                self.model.is_watched = False
            else:
                only_if(self.move_in_model(asks["changes"], request["by"]) == asks["moved"])

        self.answer(pick, predict, workflow.agree)

    def decline(self, pick):
        self.answer(pick, lambda request: None, workflow.decline, note="x")

    def answer(self, pick, predict, verb, **kwargs):
        if not self.requests:
            return
        request = self.requests[pick % len(self.requests)]

        def predict_answer():
            if not ROLES[self.roles[self.by]] & {"approve", "publish"}:
                raise PermissionDenied
            only_if(self.by != request["by"] and self.is_open(request))
            predict(request)

        def answer(entry, by):
            verb(entry, by=by, **kwargs)
            self.requests.remove(request)

        self.check_verb(predict_answer, answer, request["entry"])

    def branch(self, item):
        return [each for each in self.model.values() if item in each.line()]

    def place(self, **change):
        if "above" in change:
            names = [name for name, item in self.model.items() if item is change["above"]]
            return {"parent": self.item(names[0]) if names else None}
        return change

    def archive(self, pick):
        name = self.item_of(pick, lambda item: not item.is_away and item.texts.at(self.now) is None)

        def predict(item):
            children = [each for each in self.model.values() if each.above is item]
            item.archive(children, self.by, self.publishes(), self.now)

        self.check_item_verb(name, self.action_of_trash(name), predict, workflow.archive)

    def restore(self, pick):
        name = self.item_of(pick, lambda item: item.is_away)
        self.check_item_verb(name, self.action_of_trash(name), Item.restore, workflow.restore)

    def action_of_trash(self, name):
        return "publish" if name and self.model[name].texts.spans else "delete"

    @initialize(imported=st.booleans())
    def begin(self, imported):
        """Import the marked item as public from before this system."""
        if imported:
            item, begins = self.model["a"], self.now - A_DAY
            workflow.import_edition(self.items["a"], by=workflow.COMMAND_LINE, live_from=begins)
            item.freeze(None, begins)
            item.log, item.reviews, item.by_two = [0], {0: "imported"}, {0}
            item.put(0, begins, FOREVER, begins)

    # Invariants

    @invariant()
    def readers_get_what_the_model_says(self):
        spans = [
            span
            for item in self.model.values()
            for timeline in (item.texts, item.places)
            for span in timeline.held()
        ]
        self.paths |= {value for value, *_times in spans if isinstance(value, str)}
        # Including canceled ones: they must not go live.
        self.edges |= {edge for span in spans for edge in span[1:] if edge < FOREVER}
        ahead = sorted(edge for edge in self.edges if edge > self.now)[:1]
        for moment in [self.now, *ahead]:
            self.compare_readers(moment + A_LITTLE)

    @invariant()
    def no_edition_ever_changes(self):
        for model in (NewsEdition, PageEdition):
            fields = model._meta.concrete_fields
            fixed = [field for field in fields if field.name not in model.CHANGEABLE]
            for row in rows_of(model, fixed):
                assert self.first_seen.setdefault((model, row[0]), row) == row

    def readers_got_what_the_model_says_all_the_time(self):
        for number, edge in enumerate(sorted(self.edges)):
            self.compare_readers(edge - A_LITTLE)
            self.compare_readers(edge + A_LITTLE)
            if number % 3 == 0:
                self.compare_redirects(edge + A_LITTLE)
        self.compare_redirects(self.now + A_LITTLE)

    def compare_reviews(self):
        """Compare the reviews of all editions, and whether by a second person, with the model."""
        for model, names in ((NewsEdition, NEWS), (PageEdition, PAGES)):
            rows = model.objects.order_by("item_id", "id")
            reviews = [
                (self.items[name].pk, *self.model[name].review(number))
                for name in names
                for number in range(len(self.model[name].said))
            ]
            columns = ("item_id", "title", "review", "by_second_person")
            assert list(rows.values_list(*columns)) == reviews

    def compare_versions(self):
        """Compare what every version of a draft says with the model."""
        for name, item in self.model.items():
            found = self.items[name].draft_versions.order_by("id")
            texts = found.values_list("content__title", flat=True)
            assert list(texts) == [text for (text, _marked), _logged in item.versions]

    def compare_readers(self, moment):
        """Compare what readers get at `moment` with the model: texts and addresses."""
        for edition_model, names in ((NewsEdition, NEWS), (PageEdition, PAGES)):
            live = edition_model.objects.live(moment).values_list("item_id", "title")
            says = {
                self.items[name].pk: self.model[name].says(moment)
                for name in names
                if self.model[name].says(moment)
            }
            assert sorted(live) == sorted(says.items())
        stand = Address.objects.live(moment).values_list("item_id", "path")
        places = {self.items[name].pk: item.places.at(moment) for name, item in self.model.items()}
        assert sorted(stand) == sorted(place for place in places.items() if place[1])
        assert len({path for _item, path in stand}) == len(stand)

    def compare_redirects(self, moment):
        """Compare where each former path leads at `moment` with the model."""
        for path in self.paths:
            assert self.found(path, moment) == self.leads_to(path, moment), path

    def found(self, path, moment):
        edition_model = NewsEdition if path.startswith("/news/") else PageEdition
        found = links.find(path, edition_model, moment)
        return found and (found.edition and found.edition.title, found.moved_to, found.gone)

    def leads_to(self, path, moment):
        """Return what a reader gets at a path: (text, redirect, whether it is gone)."""
        items = self.model.values()
        for item in items:
            if item.places.at(moment) == path:
                return item.says(moment), "", not item.says(moment)
        left = [(item.left(path, moment), item) for item in items if item.left(path, moment)]
        left.sort(key=lambda pair: pair[0], reverse=True)
        for _ended, item in left:
            if item.says(moment):
                return None, item.places.at(moment), False
        return (None, "", True) if left else None


@pytest.mark.django_db
def test_any_sequence_of_verbs_matches_the_model(settings, monkeypatch):
    settings.APPROVAL_DAYS = HOLDS.days
    monkeypatch.setattr(requests, "LAPSES_AFTER", LAPSES_AFTER)
    run_state_machine_as_test(
        Publishing,
        settings=hypothesis_settings(
            # The same sequences in each run. To search wider, remove this and raise the number.
            derandomize=True,
            max_examples=16,
            stateful_step_count=60,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
