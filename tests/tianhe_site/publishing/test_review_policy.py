"""What needs a second approver, by content and by address."""

from datetime import timedelta

import pytest

from news.models import Category
from pages.models import Page, Term
from tests.factories import (
    approved,
    change,
    make_news_item,
    make_page,
    make_site_details,
    make_term,
    move_by_two,
    publish_approved,
    reasons_for,
)
from tianhe_site.publishing import review_policy, sections, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import WatchedWord
from tianhe_site.publishing.review_policy import Rule

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
ONLY_APPROVED = "needs approval by someone who didn't write it"
PRODUCT = "Stem Cell Educator"
CLAIM = '<p><mark data-sources="1">It lasts.</mark></p>'


@pytest.fixture
def product(db):
    return WatchedWord.objects.create(
        kind=WatchedWord.Kind.PRODUCT, word=PRODUCT, phrases="is not approved"
    )


def make_marked_item():
    category = Category.objects.create(name="Trial", slug="trial", needs_second_person=True)
    return make_news_item(category=category)


def make_page_below():
    return make_page("trial", parent=make_page("therapy", needs_second_person=True))


BOUND = {
    "marked": lambda: make_page(needs_second_person=True),
    "marked by its category": make_marked_item,
    "product in the text": lambda: make_page(body=f"<p>The {PRODUCT} is not approved.</p>"),
    "product in the title": lambda: make_news_item(title=f"{PRODUCT} in the news"),
    "product in another language": lambda: make_page(language="zh-hans", title=PRODUCT),
    "product in a source": lambda: make_news_item(sources=[{"title": PRODUCT}]),
    "product in the name of a category": lambda: make_news_item(
        category=Category.objects.create(name=f"{PRODUCT} news", slug="new")
    ),
    "product in the address": lambda: make_page("stem-cell-educator-approved"),
    "claim": lambda: make_page(body=CLAIM),
    "claim without a source": lambda: make_page(body="<p><mark>It lasts.</mark></p>"),
    "status": lambda: make_page(status="Approved by the FDA"),
    "approval": lambda: make_page(approval_statement="Approved by the FDA."),
    "reviewed by": lambda: make_page(reviewed_by="The FDA"),
    "home page": lambda: make_page("", layout="home"),
    "site details": make_site_details,
    "term": make_term,
    "page below a marked one": make_page_below,
}


@pytest.mark.parametrize("make", BOUND.values(), ids=BOUND)
def test_publisher_alone_cannot_publish(noon, product, publisher, make):
    draft = make()
    reasons = reasons_for(draft)
    with pytest.raises(PublishingError, match=ONLY_APPROVED):
        workflow.publish_draft(draft, by=publisher, reasons=reasons)
    with pytest.raises(PublishingError, match=ONLY_APPROVED):
        workflow.publish_draft(draft, by=publisher, at=noon + HOUR, reasons=reasons)
    assert not draft.editions.exists()


@pytest.mark.postgresql
def test_one_person_publishes_other_news_and_pages(noon, product, publisher):
    for draft in (make_news_item(), make_page()):
        edition = workflow.publish_draft(draft, by=publisher)
        assert (edition.bound_by, draft.editions.live().get()) == ([], edition)


def test_page_is_bound_by_the_live_text_of_the_page_above(noon, product, publisher):
    therapy = make_page("therapy", body=f"<p>The {PRODUCT} is not approved.</p>")
    publish_approved(therapy, by=publisher)
    trial = make_page("trial", parent=therapy)
    publish_approved(trial, by=publisher)
    for parent in (therapy, trial):
        child = make_page("results", parent=parent)
        with pytest.raises(PublishingError, match="below a page that needs a second approver"):
            workflow.publish_draft(child, by=publisher)


def test_page_is_bound_by_the_scheduled_text_of_the_page_above(noon, product, publisher):
    company = publish_approved(make_page("company"), by=publisher).item
    for body in (f"<p>The {PRODUCT} is not approved.</p>", "<p>Nothing.</p>"):
        company.body = body
        workflow.write(company, by=publisher)
        edition = approved(company, by=publisher, reasons=reasons_for(company))
        if PRODUCT in body:
            workflow.publish(edition, by=publisher, at=noon + HOUR)
    child = make_page("history", parent=company)
    with pytest.raises(PublishingError, match="below a page that needs a second approver"):
        workflow.publish_draft(child, by=publisher, at=noon + 2 * HOUR)


def test_draft_of_the_page_above_binds_nothing(noon, product, publisher):
    company = publish_approved(make_page("company"), by=publisher).item
    company.body = f"<p>The {PRODUCT} is not approved.</p>"
    company.save()
    child = make_page("history", parent=company)
    assert workflow.publish_draft(child, by=publisher).bound_by == []


def test_all_reasons_are_given(noon, product, publisher):
    page = make_page("", layout="home", status="For sale", body=CLAIM, needs_second_person=True)
    assert [str(reason) for reason in review_policy.binding_reasons(page)] == [
        "'Second approver' is turned on.",
        "It makes a claim.",
        "It's the home page.",
        "It has a status box.",
    ]


def test_edition_keeps_the_rules_that_bound_it_when_frozen(noon, product, publisher):
    item = make_news_item(title=f"{PRODUCT} in the news", body=CLAIM)
    edition = workflow.freeze(item, by=publisher)
    assert edition.bound_by == ["product", "claim"]
    product.delete()
    item.title, item.body = "Nothing in the news", "<p>Nothing.</p>"
    item.save()
    assert [str(each) for each in review_policy.binding_reasons(item)] == [
        str(review_policy.WAS_BOUND)
    ]


def test_text_without_its_claim_stays_bound_until_a_second_person_agrees(noon, publisher):
    item = make_news_item(body=CLAIM, sources=[{"title": "A paper"}])
    publish_approved(item, by=publisher)
    item.body = "<p>Nothing.</p>"
    item.save()
    with pytest.raises(PublishingError, match=ONLY_APPROVED):
        workflow.publish_draft(item, by=publisher, correction="")
    publish_approved(item, by=publisher, correction="")
    item.body = "<p>Nothing more.</p>"
    item.save()
    edition = workflow.publish_draft(item, by=publisher, correction="")
    assert item.editions.live().get() == edition


@pytest.mark.postgresql
def test_product_cannot_be_watched_while_an_unapproved_text_that_names_it_is_scheduled(
    client, noon, publisher
):
    item = make_news_item(title="Wonder is here")
    pending = workflow.publish_draft(item, by=publisher, at=noon + HOUR)
    client.force_login(publisher)
    form = {"language": "en", "kind": "product", "word": "Wonder", "phrases": "not approved"}
    page = client.post("/admin/publishing/watchedword/add/", form).content.decode()
    assert "is scheduled without a second approver. Cancel its schedule first." in page
    workflow.cancel_schedule(pending, by=publisher)
    client.post("/admin/publishing/watchedword/add/", form)
    assert workflow.needs_second_person(item)


# An address keeps its rule


def test_former_address_of_a_bound_item_needs_a_second_person(noon, publisher):
    therapy = make_page("therapy", needs_second_person=True)
    publish_approved(therapy, by=publisher)
    move_by_two({therapy: {"slug": "old-therapy"}}, by=publisher)
    with pytest.raises(PublishingError, match="Its address once belonged to"):
        workflow.publish_draft(make_page("therapy"), by=publisher)


def test_former_address_counts_even_if_the_edition_does_not_say_what_bound_it(
    noon, product, publisher, settings
):
    settings.REVIEW_POLICY = "marked"
    therapy = make_page("therapy", body=f"<p>The {PRODUCT} is not approved.</p>")
    workflow.import_edition(therapy, by=workflow.COMMAND_LINE, live_from=noon - HOUR)
    workflow.move({therapy: {"slug": "old-therapy"}}, by=publisher)
    settings.REVIEW_POLICY = "content"
    with pytest.raises(PublishingError, match="Its address once belonged to"):
        workflow.publish_draft(make_page("therapy"), by=publisher)


def test_former_address_of_an_unbound_item_is_free(noon, publisher):
    about = make_page("about")
    workflow.publish_draft(about, by=publisher)
    workflow.move({about: {"slug": "company"}}, by=publisher)
    assert workflow.publish_draft(make_page("about"), by=publisher).bound_by == []


@pytest.mark.postgresql
def test_page_may_have_the_former_address_of_a_page_below_it(noon, publisher):
    above, below = make_page("above"), make_page("below")
    for page in (above, below):
        workflow.publish_draft(page, by=publisher)
    # Whether one is bound depends on the other from then on.
    workflow.move({below: {"slug": "aside", "parent": above}}, by=publisher)
    above = Page.objects.get(pk=above.pk)
    workflow.move({above: {"slug": "below"}}, by=publisher)
    bound = [review_policy.binding_reasons(page) for page in Page.objects.all()]
    assert bound == [[], []]


def test_address_of_a_canceled_schedule_is_free(noon, publisher):
    therapy = make_page("therapy", needs_second_person=True)
    edition = publish_approved(therapy, by=publisher, at=noon + HOUR)
    workflow.cancel_schedule(edition, by=publisher)
    workflow.move({therapy: {"slug": "other"}}, by=publisher)
    assert workflow.publish_draft(make_page("therapy"), by=publisher).bound_by == []


# How strict


@pytest.mark.parametrize(
    ("policy", "bound"),
    [("all", {"news", "claim", "mark"}), ("content", {"claim", "mark"}), ("marked", {"mark"})],
)
def test_policy_decides_how_strict_the_site_is(noon, settings, policy, bound):
    settings.REVIEW_POLICY = policy
    drafts = {
        "news": make_news_item(),
        "claim": make_page("claim", body=CLAIM),
        "mark": make_page("mark", needs_second_person=True),
    }
    found = {name for name, draft in drafts.items() if workflow.needs_second_person(draft)}
    assert found == bound


@pytest.mark.postgresql
def test_policy_off_needs_no_second_person(noon, settings, publisher):
    settings.REVIEW_POLICY = "off"
    edition = workflow.publish_draft(make_term(needs_second_person=True), by=publisher)
    assert Term.objects.get().editions.live().get() == edition


# The table


def test_every_section_declares_its_review_rules():
    assert review_policy.check_rules(None) == []
    assert {model.__name__ for model in sections.draft_models()} == {
        "NewsItem",
        "Page",
        "SiteDetails",
        "Term",
    }


def test_section_without_review_rules_is_reported(monkeypatch):
    monkeypatch.setattr(Term, "review_rules", None)
    errors = review_policy.check_rules(None)
    assert [(error.id, error.obj) for error in errors] == [("publishing.E002", Term)]


def test_two_rules_with_the_same_code_are_reported(monkeypatch):
    monkeypatch.setattr(Page, "review_rules", (Rule("claim", "", lambda *_: False),))
    errors = review_policy.check_rules(None)
    assert [(error.id, error.obj) for error in errors] == [("publishing.E003", Page)]


# What the pages say


def test_form_explains_why_a_text_is_bound_and_who_could_approve_it(client, noon, author, person):
    page = make_page(status="A trial has been initiated")
    workflow.write(page, by=person("mia", "Reviewers", is_superuser=True))
    person("gone", "Reviewers", is_active=False)
    person("rita", "Reviewers")
    client.force_login(author)
    for verb in ("change", "submit"):
        text = client.get(change(page, verb)).content.decode()
        assert "<li>It has a status box.</li>" in text
        assert "These people can approve it: rita." in text


def test_first_administrator_is_told_how_to_add_a_second_person(client, noon, administrator):
    client.force_login(administrator)
    text = client.get(change(make_term())).content.decode()
    assert "No one else can approve it yet." in text
    assert "manage.py add_person NAME --role reviewer" in text
    assert '<a href="/admin/auth/user/">People</a>' in text


def test_form_mentions_no_second_person_if_none_is_needed(client, noon, publisher):
    client.force_login(publisher)
    text = client.get(change(make_news_item())).content.decode()
    assert "second-person" not in text
    assert 'name="_publish"' in text
