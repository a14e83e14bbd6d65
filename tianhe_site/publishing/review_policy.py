"""Which texts need a second approver, and for how long an approval is valid.

`GENERAL` and the `review_rules` of each section are the rules. A rule is applied to the current
text; the result at the time of freezing is kept in the edition (`Edition.bound_by`), so that a
later change to a watched word or to a parent page releases nothing. `settings.REVIEW_POLICY` says
how strict the site is.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.checks import Error, Warning
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tianhe_site.prepared_queries import prepared
from tianhe_site.rich_text.claims import claims_in

from . import clock, content_checks, history, sections, translations
from .content_checks.watched_words import SearchableTexts
from .models import FOREVER, Address, Review, WatchedWord


class Policy(models.TextChoices):
    """How strict a site is."""

    ALL = "all", _("Everything needs a second approver")
    CONTENT = "content", _("Content that a rule applies to needs a second approver")
    MARKED = "marked", _("Only content with 'Second approver' turned on needs one")
    OFF = "off", _("Nothing needs a second approver")


@dataclass(frozen=True)
class Rule:
    """One reason why a text needs a second approver.

    `code` is stored in editions and never changes. `reason` is a sentence for the editor.
    `binds(item, content)` says whether the rule applies to `content`, which is the draft `item` or
    one of its editions.
    """

    code: str
    reason: str
    binds: Callable[[object, object], bool]


def is_marked(item, content):
    return item.needs_second_person or content.needs_second_person


def names_product(item, content):
    searchable = _searchable_texts(item, content)
    return any(searchable.occurrences(product) for product in _products())


@prepared
def _products():
    return WatchedWord.objects.filter(kind=WatchedWord.Kind.PRODUCT)


def _searchable_texts(item, content):
    """Return everything that readers see of `content`, including the name of its category, and its
    address, which is visible wherever someone links to it."""
    path = ("path", item.path_for(content) or "")
    return SearchableTexts(
        [*content_checks.texts_of(content), *content_checks.related_names_of(content), path]
    )


def has_claim(item, content):
    return any(claims_in(markup) for _name, markup in content_checks.markups_of(content))


def has_bound_address(item, content):
    """Whether an item that needs or needed a second approver ever had the address of `content`."""
    path = item.path_for(content)
    if path is None:
        return False
    return was_ever_bound(set(_holders(path=path, at=clock.now())) - {item.pk})


@prepared
def _holders(*, path, at):
    """Return the ids of the items that had a path by `at`."""
    held = Address.objects.filter(path=path, live_from__lte=at)
    # A canceled schedule never had an address.
    return held.exclude(live_until=F("live_from")).values_list("item_id", flat=True)


MARKED = Rule("marked", _("'Second approver' is turned on."), is_marked)
PRODUCT = Rule("product", _("It names a watched product."), names_product)
CLAIM = Rule("claim", _("It makes a claim."), has_claim)
ADDRESS = Rule(
    "address",
    _("Its address once belonged to something that needed a second approver."),
    has_bound_address,
)
# The marks of a draft, each with its name in history entries about writing.
MARK_FACTS = {"needs_second_person": "marked", "medical": "medical"}
GENERAL = (MARKED, PRODUCT, CLAIM, ADDRESS)
# The items of which `was_ever_bound` is finding out.
_asked_about = ContextVar("asked_about", default=frozenset())
# Reasons that no rule gives.
EVERYTHING_IS_BOUND = _("On this site, everything needs a second approver.")
WAS_BOUND = _(
    "An earlier version needed a second approver, so one must agree that this version doesn't."
)


def depends_on_content():
    """Whether rules about content apply on this site."""
    return settings.REVIEW_POLICY in (Policy.ALL, Policy.CONTENT)


def rules_of(model):
    """Return the rules for a section, by the model of its drafts."""
    return (*GENERAL, *model.review_rules)


def is_off():
    """Whether this site never needs a second approver."""
    return settings.REVIEW_POLICY == Policy.OFF


def binding_reasons(item, edition=None):
    """Return why `edition` of `item` (None: the current draft) needs a second approver, as
    sentences for the editor; an empty list if it doesn't."""
    policy = settings.REVIEW_POLICY
    if is_off():
        return []
    if policy == Policy.ALL:
        return [EVERYTHING_IS_BOUND]
    content = edition or item
    rules = [MARKED] if policy == Policy.MARKED else rules_of(type(item))
    reasons = [rule.reason for rule in rules if rule.binds(item, content)]
    return reasons or ([WAS_BOUND] if was_bound(item, edition) else [])


def binding_codes(item, content):
    """Return the codes of the rules, besides the mark, that apply to `content` now."""
    rules = [rule for rule in rules_of(type(item)) if rule is not MARKED]
    return [rule.code for rule in rules if rule.binds(item, content)]


def was_bound(item, edition=None):
    """Whether `item` needed a second approver at any time since the last edition (frozen before
    `edition`) that two people approved, that one included. So removing a mark, or the words that a
    rule is about, doesn't help until a second approver agrees."""
    since = last_approved_by_two(item, edition)
    editions = _editions_since(item, since)
    if _removed_marks(item, edition, since, editions):
        return True
    if settings.REVIEW_POLICY == Policy.MARKED:
        return False
    return any(each.bound_by for each in editions)


def _editions_since(item, since):
    """Return what bound each edition of `item` since the edition `since`, that one included."""
    first = since.pk if since else 0
    return _what_bound(item.edition_model(), item=item.pk, first=first)


@prepared
def _what_bound(edition_model, *, item, first):
    editions = edition_model.objects.filter(item=item, pk__gte=first)
    return editions.values_list("bound_by", *MARK_FACTS, named=True)


def removed_marks(item, edition=None):
    """Return the names of the marks that `item` had since the last edition that two people
    approved, that one included, and that `edition` (None: the current draft) doesn't have.

    Approving such an edition is the only way to remove a mark.
    """
    since = last_approved_by_two(item, edition)
    return _removed_marks(item, edition, since, _editions_since(item, since))


def _removed_marks(item, edition, since, editions):
    missing = [name for name in MARK_FACTS if not getattr(edition or item, name)]
    written = history.written(item.pk, since=since and since.frozen_at) if missing else ()
    return [
        name
        for name in missing
        if any(getattr(each, name) for each in editions)
        or any(facts.get(MARK_FACTS[name]) for _who, _name, facts in written)
    ]


def binds_descendants(item):
    """Whether items below `item` need a second approver because `item` does: because of its mark,
    its live or scheduled editions, or what was frozen since the last approval."""
    # A scheduled edition will be above them by then.
    public = item.editions.filter(live_from__lt=FOREVER, live_until__gt=clock.now())
    return (
        item.needs_second_person
        or was_bound(item)
        or any(binding_codes(item, edition) for edition in public)
    )


def was_ever_bound(ids):
    """Whether one of the items with these ids needs a second approver, or needed one when an
    edition of it was frozen."""
    # A page below another whose address it once had: each asks about the other forever.
    before = _asked_about.get()
    token = _asked_about.set(before | ids)
    try:
        return any(map(_is_or_was_bound, _drafts(ids - before)))
    finally:
        _asked_about.reset(token)


def _drafts(ids):
    models = sections.draft_models() if ids else []
    return (item for model in models for item in model.objects.filter(pk__in=ids))


def _is_or_was_bound(item):
    return (
        item.needs_second_person
        or item.editions.filter(_bound_when_frozen()).exists()
        or any(_binds_by_content(item, edition) for edition in item.editions.all())
    )


def _bound_when_frozen():
    marked = Q(needs_second_person=True)
    return marked if settings.REVIEW_POLICY == Policy.MARKED else marked | ~Q(bound_by=[])


def _binds_by_content(item, edition):
    """Whether the rules apply now to an edition that was frozen before editions stored `bound_by`.
    The address rule is left out: two items that had one address would ask each other forever."""
    rules = [rule for rule in rules_of(type(item)) if rule is not ADDRESS]
    return any(rule.binds(item, edition) for rule in rules)


# Two people


def is_approved_by_two(edition):
    """Whether a second approver approved `edition`, or it was imported, the only exception."""
    approved = edition.review == Review.APPROVED and edition.by_second_person
    return approved or edition.review == Review.IMPORTED


def last_approved_by_two(item, before=None):
    """Return the last edition (frozen before `before`) with a second approver, None if there is
    none."""
    editions = item.own(_approved_editions(item.edition_model(), item=item.pk))
    # What a dry run would freeze has no number, and comes after all others.
    if before and before.pk:
        editions = [each for each in editions if each.pk < before.pk]
    return next((each for each in editions if is_approved_by_two(each)), None)


@prepared
def _approved_editions(edition_model, *, item):
    """Return the editions of an item that were approved or imported, newest first."""
    approved = edition_model.objects.filter(review__in=(Review.APPROVED, Review.IMPORTED))
    return approved.filter(item=item).order_by("-id")


# How long an approval is valid


def approval_expires_at(edition):
    """Return when the approval of `edition` expires."""
    return edition.reviewed_at + timedelta(days=settings.APPROVAL_DAYS)


def was_superseded(edition, at):
    """Whether another edition of its item has gone live since `edition` was approved."""
    since = edition.item.editions.filter(live_from__gt=edition.reviewed_at, live_from__lte=at)
    return since.exclude(pk=edition.pk).exists()


def has_lapsed(edition, at):
    """Whether the approval of `edition`, which isn't published, has expired at `at`."""
    if edition.review != Review.APPROVED or edition.live_from < FOREVER:
        return False
    return has_expired(edition, at) or is_outdated_translation(edition, at)


def has_expired(edition, at):
    """Whether an approval is too old at `at`, or its item has gone live with another version
    since."""
    return at > approval_expires_at(edition) or was_superseded(edition, at)


def is_outdated_translation(edition, at):
    """Whether `edition` is a medical translation, and readers get at `at` another version of its
    source than the one it says: whoever approved it didn't compare it with that."""
    return edition.medical and translations.is_outdated(edition, at)


# System checks


def check_rules(app_configs, **kwargs):
    """System check: each section sets its review rules, and no two rules share a code."""
    return [error for model in sections.draft_models() for error in _rule_errors(model)]


def _rule_errors(model):
    if model.review_rules is None:
        yield Error(
            f"{model._meta.label} doesn't say which review rules apply to it.",
            hint="Set review_rules to a tuple of review_policy.Rule, or to () if only the general "
            "rules apply.",
            obj=model,
            id="publishing.E002",
        )
        return
    codes = [rule.code for rule in rules_of(model)]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield Error(
            f"Two review rules of {model._meta.label} have the code '{code}'.",
            hint="Editions keep the code. Give one of the rules a different code.",
            obj=model,
            id="publishing.E003",
        )


def check_old_setting(app_configs, **kwargs):
    """System check: a site that still uses the setting before REVIEW_POLICY stays as strict."""
    if not settings.SECOND_PERSON_FOR_ALL:
        return []
    return [
        Warning(
            "SECOND_PERSON_FOR_ALL is set, so everything needs a second approver, whatever "
            "REVIEW_POLICY says.",
            hint="Set REVIEW_POLICY=all instead, and remove SECOND_PERSON_FOR_ALL.",
            id="publishing.W001",
        )
    ]
