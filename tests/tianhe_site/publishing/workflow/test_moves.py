"""A bound item moves only when a second person agrees."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_page
from tianhe_site.publishing import links, workflow
from tianhe_site.publishing.errors import PublishingError, SecondPersonError
from tianhe_site.publishing.models import Address, HistoryEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish_by_two(noon, author, reviewer, publisher):
    """Return a function that publishes a draft with an author, a reviewer and a publisher."""

    def publish(draft):
        edition = workflow.submit(draft, by=author, correction="")
        workflow.approve(edition, by=reviewer)
        workflow.publish(edition, by=publisher)
        return draft

    return publish


@pytest.fixture
def pages(publish_by_two):
    """/about/; below it /about/therapy/, the only marked page; and /other/ beside them."""
    about = publish_by_two(make_page("about"))
    therapy = make_page("therapy", parent=about, needs_second_person=True)
    return {
        "about": about,
        "therapy": publish_by_two(therapy),
        "other": publish_by_two(make_page("other")),
    }


def public_paths(pages):
    """Return the public address of each page."""
    return {name: links.link(page) for name, page in pages.items()}


def recorded(pages):
    return public_paths(pages), list(Address.objects.values()), HistoryEntry.objects.count()


def move(places, by, pages):
    """Move as one person; return whether a second one is needed, in which case nothing changed."""
    before = recorded(pages)
    try:
        workflow.move(places, by=by)
    except SecondPersonError as error:
        assert recorded(pages) == before
        return str(error)
    return ""


NEEDED = "This needs a second approver. Request approval for: Page therapy."


def test_renaming_what_the_rule_binds_needs_a_second_person(pages, publisher):
    assert move({pages["therapy"]: {"slug": "archive"}}, publisher, pages) == NEEDED


def test_moving_what_the_rule_binds_needs_a_second_person(pages, publisher):
    assert move({pages["therapy"]: {"parent": pages["other"]}}, publisher, pages) == NEEDED


def test_renaming_a_page_above_needs_a_second_person(pages, publisher):
    assert move({pages["about"]: {"slug": "firm"}}, publisher, pages) == NEEDED


def test_swapping_with_what_the_rule_binds_needs_a_second_person(pages, publisher):
    therapy, other = pages["therapy"], pages["other"]
    swap = {
        other: {"slug": "therapy", "parent": pages["about"]},
        therapy: {"slug": "other", "parent": None},
    }
    # The other page is bound, too: by its new address.
    assert move(swap, publisher, pages) == NEEDED.replace("for: ", "for: Page other, ")


def test_administrator_alone_does_not_move_what_the_rule_binds(pages, administrator):
    assert move({pages["therapy"]: {"slug": "archive"}}, administrator, pages) == NEEDED


def test_removing_the_mark_from_the_draft_does_not_free_the_address(pages, publisher):
    pages["therapy"].needs_second_person = False
    workflow.write(pages["therapy"], by=publisher)
    assert move({pages["therapy"]: {"slug": "archive"}}, publisher, pages) == NEEDED


def test_live_text_binds_the_address_until_its_successor_is_published(
    pages, author, reviewer, publisher
):
    pages["therapy"].needs_second_person = False
    workflow.write(pages["therapy"], by=author)
    workflow.approve(workflow.submit(pages["therapy"], by=author, correction=""), by=reviewer)
    assert move({pages["therapy"]: {"slug": "archive"}}, publisher, pages) == NEEDED


def test_withdrawn_item_keeps_its_address_and_the_rule(pages, publisher):
    workflow.withdraw(pages["therapy"], by=publisher, note="x")
    assert move({pages["therapy"]: {"slug": "archive"}}, publisher, pages) == NEEDED


@pytest.mark.postgresql
def test_one_person_may_change_the_order_in_the_menu(pages, publisher):
    assert move({pages["therapy"]: {"position": 90}}, publisher, pages) == ""
    assert move({pages["about"]: {"position": 80}}, publisher, pages) == ""
    assert public_paths(pages) == {
        "about": "/about/",
        "therapy": "/about/therapy/",
        "other": "/other/",
    }


def test_one_person_moves_an_unbound_item(pages, publisher):
    assert move({pages["other"]: {"slug": "else"}}, publisher, pages) == ""
    assert links.link(pages["other"]) == "/else/"
    with pytest.raises(PublishingError, match="This doesn't need a second approver"):
        workflow.ask_move({pages["other"]: {"slug": "third"}}, by=publisher, reason="x")


def test_moving_out_from_below_a_bound_page_needs_a_second_person(pages, publish_by_two, publisher):
    below = publish_by_two(make_page("below", parent=pages["therapy"]))
    refused = move({below: {"parent": None}}, publisher, pages)
    assert refused == "This needs a second approver. Request approval for: Page below."


def test_moving_in_below_a_bound_page_needs_a_second_person(pages, publisher):
    refused = move({pages["other"]: {"parent": pages["therapy"]}}, publisher, pages)
    assert refused == "This needs a second approver. Request approval for: Page other."


def test_taking_the_former_address_of_a_bound_item_needs_a_second_person(
    pages, publisher, reviewer
):
    therapy, other = pages["therapy"], pages["other"]
    away = workflow.ask_move({therapy: {"slug": "archive"}}, by=publisher, reason="x")
    workflow.agree(away, by=reviewer)
    places = {other: {"slug": "therapy", "parent": pages["about"]}}
    refused = move(places, publisher, pages)
    assert refused == "This needs a second approver. Request approval for: Page other."


@pytest.mark.postgresql
def test_moving_along_to_a_former_address_of_a_bound_item_needs_a_second_person(
    pages, publish_by_two, publisher, reviewer
):
    therapy = pages["therapy"]
    gone = workflow.ask_move({therapy: {"parent": None}}, by=publisher, reason="x")
    workflow.agree(gone, by=reviewer)
    gone = workflow.ask_move({pages["therapy"]: {"slug": "gone"}}, by=publisher, reason="x")
    workflow.agree(gone, by=reviewer)
    page = publish_by_two(make_page("page"))
    along = publish_by_two(make_page("therapy", parent=page, title="Page along"))
    assert move({pages["about"]: {"slug": "firm"}}, publisher, pages) == ""
    refused = move({page: {"slug": "about"}}, publisher, {"page": page, "along": along})
    assert "Page along" in refused


@pytest.mark.parametrize("policy", ["all", "marked"])
def test_move_follows_the_policy_of_the_site(pages, publisher, settings, policy):
    settings.REVIEW_POLICY = policy
    refused = move({pages["other"]: {"slug": "else"}}, publisher, pages)
    assert bool(refused) == (policy == "all")


def test_one_person_moves_a_bound_item_if_the_policy_is_off(pages, publisher, settings):
    settings.REVIEW_POLICY = "off"
    assert move({pages["therapy"]: {"slug": "archive"}}, publisher, pages) == ""


@pytest.mark.postgresql
def test_unbound_branch_is_moved_in_few_queries(pages, publish_by_two, publisher):
    """The rules are checked once per page below."""
    counts = []
    for number in range(2):
        publish_by_two(make_page(f"below-{number}", parent=pages["other"]))
        with CaptureQueriesContext(connection) as queries:
            workflow.plan_move({pages["other"]: {"slug": "else"}}, by=publisher)
        counts.append(len(queries))
    assert counts[1] - counts[0] < 40


@pytest.mark.postgresql
def test_agreed_swap_is_carried_out_and_recorded_in_each_history(pages, publisher, reviewer):
    therapy, other = pages["therapy"], pages["other"]
    swap = {
        other: {"slug": "therapy", "parent": pages["about"]},
        therapy: {"slug": "other", "parent": None},
    }
    request = workflow.ask_move(swap, by=publisher, reason="A new page.")
    assert public_paths(pages) == {
        "about": "/about/",
        "therapy": "/about/therapy/",
        "other": "/other/",
    }
    workflow.agree(request, by=reviewer)
    assert public_paths(pages) == {
        "about": "/about/",
        "therapy": "/other/",
        "other": "/about/therapy/",
    }
    moved = HistoryEntry.objects.filter(verb="move", touched__request=request.pk)
    assert {entry.item_id for entry in moved} == {therapy.pk, other.pk}


def test_agreement_counts_only_for_what_was_shown(pages, publish_by_two, publisher, reviewer):
    places = {pages["about"]: {"slug": "firm"}}
    request = workflow.ask_move(places, by=publisher, reason="x")
    publish_by_two(make_page("people", parent=pages["about"]))
    with pytest.raises(PublishingError, match="other addresses would change"):
        workflow.agree(request, by=reviewer)
    assert public_paths(pages)["about"] == "/about/"
    assert workflow.open_requests(HistoryEntry.objects.first().at) == [request]


def test_address_taken_since_the_request_is_refused(pages, publish_by_two, publisher, reviewer):
    request = workflow.ask_move({pages["therapy"]: {"parent": None}}, by=publisher, reason="x")
    publish_by_two(make_page("therapy"))
    with pytest.raises(PublishingError, match="uses the address /therapy/"):
        workflow.agree(request, by=reviewer)


def test_user_who_may_not_move_may_not_ask(pages, author, reviewer):
    for by in (author, reviewer):
        with pytest.raises(PermissionDenied):
            workflow.ask_move({pages["therapy"]: {"slug": "archive"}}, by=by, reason="x")
