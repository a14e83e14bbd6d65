"""Which texts go live only when a second person has approved them, and for how long an approval
holds.

`GENERAL` and the `review_rules` of each section are the table of rules. A rule is asked of a text
as it is now, and what it said when the text was frozen stays with the edition
(`Edition.bound_by`): a watched word or a page above that changes later unbinds nothing.
`settings.REVIEW_POLICY` says how strict the site is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.checks import Error, Warning
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tianhe_site.rich_text.claims import claims_in

from . import clock, content_checks, sections
from .content_checks.watched_words import Words
from .models import FOREVER, Address, HistoryEntry, Review, WatchedWord


class Policy(models.TextChoices):
    """How strict a site is."""

    ALL = "all", _("Everything needs a second person")
    CONTENT = "content", _("What a rule binds needs a second person")
    MARKED = "marked", _("What is marked needs a second person")
    OFF = "off", _("Nothing needs a second person")


@dataclass(frozen=True)
class Rule:
    """One reason why a text needs a second person.

    `code` is kept in editions and never changes. `reason` is a sentence for the editor.
    `binds(item, content)` says whether the rule holds for `content`, the draft `item` or one of
    its editions.
    """

    code: str
    reason: str
    binds: Callable[[object, object], bool]


def is_marked(item, content):
    return item.needs_second_person or content.needs_second_person


def names_product(item, content):
    products = WatchedWord.objects.filter(kind=WatchedWord.Kind.PRODUCT)
    words = _words_of(item, content)
    return any(words.places(product) for product in products)


def _words_of(item, content):
    """Return all that readers read of `content`: also the name of its category, and its address,
    which stands wherever somebody links to it."""
    path = ("path", item.path_for(content) or "")
    return Words(
        [*content_checks.texts(content), *content_checks.names_from_elsewhere(content), path]
    )


def has_claim(item, content):
    return any(claims_in(markup) for _name, markup in content_checks.markups(content))


def has_bound_address(item, content):
    """Whether an item that a rule binds, or bound, ever stood where `content` is to stand."""
    path = item.path_for(content)
    if path is None:
        return False
    held = Address.objects.filter(path=path, live_from__lte=clock.now())
    # What was scheduled and cancelled never stood anywhere.
    really_held = held.exclude(live_until=F("live_from")).exclude(item=item.pk)
    return was_ever_bound(set(really_held.values_list("item_id", flat=True)))


MARKED = Rule("marked", _("It is marked: a second person approves it."), is_marked)
PRODUCT = Rule("product", _("It names a watched product."), names_product)
CLAIM = Rule("claim", _("It makes a claim."), has_claim)
ADDRESS = Rule(
    "address",
    _("Its address belonged to something that needed a second person."),
    has_bound_address,
)
# The marks of a draft, with the fact that the entry of its writer holds of each.
MARK_FACTS = {"needs_second_person": "marked", "medical": "medical"}
GENERAL = (MARKED, PRODUCT, CLAIM, ADDRESS)
# Reasons that no rule gives.
EVERYTHING = _("On this site, everything needs a second person.")
EARLIER = _(
    "An earlier version needed a second person. One must agree that this one no longer does."
)


def follows_content():
    """Whether what a text says can bind it."""
    return settings.REVIEW_POLICY in (Policy.ALL, Policy.CONTENT)


def rules_of(model):
    """Return the rules that may bind the items of a section, by the model of its drafts."""
    return (*GENERAL, *model.review_rules)


def asks_nobody():
    """Whether on this site one person does everything alone."""
    return settings.REVIEW_POLICY == Policy.OFF


def binding_reasons(item, edition=None):
    """Return the reasons why `edition` of `item` (None: what the draft says now) goes live only
    when a second person has approved it, as sentences for the editor; none if it may go live
    without."""
    policy = settings.REVIEW_POLICY
    if asks_nobody():
        return []
    if policy == Policy.ALL:
        return [EVERYTHING]
    content = edition or item
    rules = [MARKED] if policy == Policy.MARKED else rules_of(type(item))
    reasons = [rule.reason for rule in rules if rule.binds(item, content)]
    return reasons or ([EARLIER] if was_bound(item, edition) else [])


def codes_of(item, content):
    """Return the codes of the rules, besides the mark, that bind `content` now."""
    rules = [rule for rule in rules_of(type(item)) if rule is not MARKED]
    return [rule.code for rule in rules if rule.binds(item, content)]


def was_bound(item, edition=None):
    """Whether `item` was bound at any time since the last edition (frozen before `edition`) that
    two people stood behind, that one included: so that taking a mark off, or the words that a rule
    is about, doesn't help before a second person has agreed to it."""
    if marks_taken_off(item, edition):
        return True
    if settings.REVIEW_POLICY == Policy.MARKED:
        return False
    since = last_by_two(item, edition)
    editions = item.editions.exclude(bound_by=[])
    return (editions.filter(pk__gte=since.pk) if since else editions).exists()


def marks_taken_off(item, edition=None):
    """Return the names of the marks that `item` bore since the last edition that two people stood
    behind, that one included, and that `edition` (None: what the draft says now) doesn't bear.

    Two people take a mark off by agreeing on such an edition, and in no other way.
    """
    since = last_by_two(item, edition)
    content = edition or item
    return [
        name for name in MARK_FACTS if not getattr(content, name) and _was_borne(item, name, since)
    ]


def _was_borne(item, name, since):
    facts = {f"touched__{MARK_FACTS[name]}": True}
    editions = item.editions.filter(**{name: True})
    verbs = (HistoryEntry.Verb.WRITE, HistoryEntry.Verb.REVERT)
    written = HistoryEntry.objects.filter(item_id=item.pk, verb__in=verbs, **facts)
    if since:
        editions = editions.filter(pk__gte=since.pk)
        written = written.filter(at__gt=since.frozen_at)
    return editions.exists() or written.exists()


def binds_those_below(item):
    """Whether what stands below `item` is bound because `item` is: by its mark, by what readers
    see of it or are to see, or by what was frozen of it since the last approval."""
    # What is scheduled will be above by then.
    public = item.editions.filter(live_from__lt=FOREVER, live_until__gt=clock.now())
    return (
        item.needs_second_person
        or was_bound(item)
        or any(codes_of(item, edition) for edition in public)
    )


def was_ever_bound(ids):
    """Whether one of the items with these ids is bound, or was when an edition of it was frozen."""
    return bool(ids) and any(
        item.needs_second_person
        or item.editions.filter(_bound_when_frozen()).exists()
        or any(_binds_by_content(item, edition) for edition in item.editions.all())
        for model in sections.draft_models()
        for item in model.objects.filter(pk__in=ids)
    )


def _bound_when_frozen():
    marked = Q(needs_second_person=True)
    return marked if settings.REVIEW_POLICY == Policy.MARKED else marked | ~Q(bound_by=[])


def _binds_by_content(item, edition):
    """Whether an edition that was frozen before editions kept what bound them would be bound now.
    Its address is not asked about: two items that stood at one address would ask each other."""
    rules = [rule for rule in rules_of(type(item)) if rule is not ADDRESS]
    return any(rule.binds(item, edition) for rule in rules)


# Two people


def is_approved_by_two(edition):
    """Whether two people stand behind `edition`, or it was imported, which is the one exception."""
    approved = edition.review == Review.APPROVED and edition.by_second_person
    return approved or edition.review == Review.IMPORTED


def last_by_two(item, before=None):
    """Return the last edition (frozen before `before`) that two people stood behind, None if
    there is none."""
    editions = item.editions.filter(review__in=(Review.APPROVED, Review.IMPORTED))
    # What a dry run would freeze has no number, and comes after all others.
    if before and before.pk:
        editions = editions.filter(pk__lt=before.pk)
    return next((each for each in editions.order_by("-id") if is_approved_by_two(each)), None)


# How long an approval holds


def holds_until(edition):
    """Return the moment from which on the approval of `edition` is too old to publish it."""
    return edition.reviewed_at + timedelta(days=settings.APPROVAL_DAYS)


def was_overtaken(edition, at):
    """Whether something else of its item has gone live since `edition` was approved."""
    since = edition.item.editions.filter(live_from__gt=edition.reviewed_at, live_from__lte=at)
    return since.exclude(pk=edition.pk).exists()


def has_lapsed(edition, at):
    """Whether the approval of `edition`, which is not published, is too old at the moment `at`."""
    if edition.review != Review.APPROVED or edition.live_from < FOREVER:
        return False
    return at > holds_until(edition) or was_overtaken(edition, at)


# System checks


def check_rules(app_configs, **kwargs):
    """System check: each section says which rules bind it, and no two rules share a code."""
    return [error for model in sections.draft_models() for error in _rule_errors(model)]


def _rule_errors(model):
    if model.review_rules is None:
        yield Error(
            f"{model._meta.label} does not say which rules of review bind it.",
            hint="Set review_rules to a tuple of review_policy.Rule; () if the general ones do.",
            obj=model,
            id="publishing.E002",
        )
        return
    codes = [rule.code for rule in rules_of(model)]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield Error(
            f"Two rules of review of {model._meta.label} have the code '{code}'.",
            hint="Editions keep the code. Give one of the two rules another one.",
            obj=model,
            id="publishing.E003",
        )


def check_old_setting(app_configs, **kwargs):
    """System check: a site that still sets what REVIEW_POLICY replaced is as strict as it was."""
    if not settings.SECOND_PERSON_FOR_ALL:
        return []
    return [
        Warning(
            "SECOND_PERSON_FOR_ALL is set: everything needs a second person, whatever "
            "REVIEW_POLICY says.",
            hint="Set REVIEW_POLICY=all instead, and take SECOND_PERSON_FOR_ALL out.",
            id="publishing.W001",
        )
    ]
