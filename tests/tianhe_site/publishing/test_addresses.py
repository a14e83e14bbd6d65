"""Current and former addresses of items, and what readers get there."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from news.models import NewsEdition, NewsItem
from pages.models import Page
from tests.factories import (
    make_news_item,
    make_page,
    publish_approved,
)
from tianhe_site.publishing import clock, history, links, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import Address

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

HOUR = timedelta(hours=1)


def answer(client, path, at=None):
    """Return the status of `path` and its redirect."""
    with clock.set_to(at or clock.now()):
        response = client.get(path)
    return response.status_code, response.headers.get("Location")


@pytest.fixture
def branch(noon, publisher):
    """A live page with a live, a scheduled and a draft page below it, by slug."""
    about = make_page("about")
    pages = {"about": about}
    for slug in ("live", "scheduled", "draft"):
        pages[slug] = make_page(slug, parent=about)
    workflow.publish_draft(about, by=publisher)
    workflow.publish_draft(pages["live"], by=publisher)
    workflow.publish_draft(pages["scheduled"], by=publisher, at=noon + HOUR)
    return pages


def test_moved_item_redirects_from_its_old_address(client, noon, publisher):
    item = make_news_item("old")
    workflow.publish_draft(item, by=publisher)
    workflow.move({item: {"slug": "new"}}, by=publisher)
    assert answer(client, "/news/2026/old/") == (301, "/news/2026/new/")
    assert answer(client, "/news/2026/new/") == (200, None)


def test_redirect_is_cached_for_an_hour_at_most(client, noon, publisher):
    item = make_news_item("old")
    workflow.publish_draft(item, by=publisher)
    workflow.move({item: {"slug": "new"}}, by=publisher)
    assert client.get("/news/2026/old/").headers["Cache-Control"] == "max-age=3600"


def test_moving_back_and_forth_leaves_no_loop(client, noon, publisher):
    item = make_news_item("a")
    workflow.publish_draft(item, by=publisher)
    for slug in ("b", "a", "b", "a"):
        workflow.move({item: {"slug": slug}}, by=publisher)
    assert answer(client, "/news/2026/b/") == (301, "/news/2026/a/")
    assert answer(client, "/news/2026/a/") == (200, None)


def test_renaming_a_page_moves_the_whole_branch(client, branch, noon, publisher):
    workflow.move({branch["about"]: {"slug": "firm"}}, by=publisher)
    assert answer(client, "/about/") == (301, "/firm/")
    assert answer(client, "/about/live/") == (301, "/firm/live/")
    assert answer(client, "/firm/live/") == (200, None)
    assert answer(client, "/firm/scheduled/") == (404, None)
    assert answer(client, "/firm/scheduled/", noon + HOUR) == (200, None)
    assert answer(client, "/about/scheduled/", noon + HOUR) == (404, None)
    workflow.publish_draft(branch["draft"], by=publisher)
    assert answer(client, "/firm/draft/") == (200, None)


def test_moving_below_another_page_moves_the_whole_branch(client, branch, publisher):
    other = make_page("other")
    workflow.publish_draft(other, by=publisher)
    workflow.move({branch["about"]: {"parent": other}}, by=publisher)
    assert answer(client, "/about/live/") == (301, "/other/about/live/")


def test_two_pages_swap_addresses_at_once(client, noon, publisher):
    first, second = make_page("first"), make_page("second")
    for page in (first, second):
        workflow.publish_draft(page, by=publisher)
    places = {first: {"slug": "second"}, second: {"slug": "first"}}
    workflow.move(places, by=publisher)
    assert "Page second" in client.get("/first/").content.decode()
    assert "Page first" in client.get("/second/").content.decode()


def test_move_to_a_taken_address_is_refused_and_changes_nothing(client, noon, publisher):
    first, second = make_page("first"), make_page("second")
    for page in (first, second):
        workflow.publish_draft(page, by=publisher)
    with pytest.raises(PublishingError, match="uses the address /second/"):
        workflow.move({first: {"slug": "second"}}, by=publisher)
    first.refresh_from_db()
    assert first.slug == "first"
    assert answer(client, "/first/") == (200, None)


def test_address_that_another_item_will_have_is_taken(noon, publisher):
    workflow.publish_draft(make_page("later"), by=publisher, at=noon + HOUR)
    page = make_page("now")
    workflow.publish_draft(page, by=publisher)
    with pytest.raises(PublishingError, match="already uses"):
        workflow.move({page: {"slug": "later"}}, by=publisher)


def test_second_draft_for_one_address_is_not_published(noon, publisher):
    workflow.publish_draft(make_news_item("same"), by=publisher)
    with pytest.raises(PublishingError, match="already uses"):
        workflow.publish_draft(make_news_item("same"), by=publisher)


def test_new_holder_of_an_old_address_answers_there(client, noon, publisher):
    first = make_page("place", title="The first")
    workflow.publish_draft(first, by=publisher)
    workflow.move({first: {"slug": "elsewhere"}}, by=publisher)
    workflow.publish_draft(make_page("place", title="The second"), by=publisher)
    assert "The second" in client.get("/place/").content.decode()


def test_old_address_redirects_to_its_last_live_holder(client, noon, publisher):
    first, second = make_page("one"), make_page("two")
    for page in (first, second):
        workflow.publish_draft(page, by=publisher)
    workflow.move({first: {"slug": "away"}}, by=publisher)
    workflow.move({second: {"slug": "one"}}, by=publisher)
    workflow.move({second: {"slug": "off"}}, by=publisher)
    assert answer(client, "/one/") == (301, "/off/")
    workflow.withdraw(second, by=publisher, note="x")
    assert answer(client, "/one/") == (301, "/away/")
    workflow.withdraw(first, by=publisher, note="x")
    assert answer(client, "/one/") == (410, None)


def test_withdrawn_item_can_move_and_stays_gone(client, noon, publisher):
    page = make_page("first")
    workflow.publish_draft(page, by=publisher)
    workflow.withdraw(page, by=publisher, reason="The information on this page is out of date.")
    workflow.move({page: {"slug": "second"}}, by=publisher)
    assert answer(client, "/first/") == (410, None)
    assert answer(client, "/second/") == (410, None)


def test_changing_the_year_changes_the_address_once_live(client, noon, publisher):
    item = make_news_item(date=date(2026, 3, 2))
    workflow.publish_draft(item, by=publisher)
    item.date = date(2025, 12, 30)
    item.save()
    workflow.publish_draft(item, by=publisher, correction="", at=noon + HOUR)
    assert answer(client, "/news/2026/grant/") == (200, None)
    assert answer(client, "/news/2025/grant/", noon + HOUR) == (200, None)
    assert answer(client, "/news/2026/grant/", noon + HOUR) == (301, "/news/2025/grant/")


def test_canceling_a_change_of_year_keeps_the_address(client, noon, publisher):
    item = make_news_item(date=date(2026, 3, 2))
    workflow.publish_draft(item, by=publisher)
    item.date = date(2025, 12, 30)
    item.save()
    pending = workflow.publish_draft(item, by=publisher, correction="", at=noon + HOUR)
    workflow.cancel_schedule(pending, by=publisher)
    assert answer(client, "/news/2026/grant/", noon + HOUR) == (200, None)
    assert answer(client, "/news/2025/grant/", noon + HOUR) == (404, None)


def test_move_includes_the_address_of_a_scheduled_edition(client, noon, publisher):
    item = make_news_item(date=date(2026, 3, 2))
    workflow.publish_draft(item, by=publisher)
    item.date = date(2025, 12, 30)
    item.save()
    workflow.publish_draft(item, by=publisher, correction="", at=noon + HOUR)
    workflow.move({item: {"slug": "renamed"}}, by=publisher)
    assert answer(client, "/news/2026/renamed/") == (200, None)
    assert answer(client, "/news/2025/renamed/", noon + HOUR) == (200, None)
    assert answer(client, "/news/2025/grant/", noon + HOUR) == (404, None)
    moved_on = answer(client, "/news/2026/renamed/", noon + HOUR)
    assert moved_on == (301, "/news/2025/renamed/")


@pytest.mark.parametrize("slug", ["news", "admin", "zh-hans"])
def test_addresses_of_other_parts_of_the_site_are_refused(noon, publisher, slug):
    page = make_page("fine")
    workflow.publish_draft(page, by=publisher)
    with pytest.raises(PublishingError, match="another part of the site"):
        workflow.move({page: {"slug": slug}}, by=publisher)
    with pytest.raises(PublishingError, match="another part of the site"):
        workflow.publish_draft(make_page(slug), by=publisher)


def test_page_cannot_be_below_itself(branch, publisher):
    with pytest.raises(PublishingError, match="below itself"):
        workflow.move({branch["about"]: {"parent": branch["live"]}}, by=publisher)


def test_plan_shows_what_would_move_and_moves_nothing(client, branch, publisher):
    pairs = workflow.plan_move({branch["about"]: {"slug": "firm"}}, by=publisher).pairs
    moved = [(old.path, new.path) for old, new in pairs]
    assert moved == [
        ("/about/", "/firm/"),
        ("/about/live/", "/firm/live/"),
        ("/about/scheduled/", "/firm/scheduled/"),
    ]
    assert answer(client, "/about/live/") == (200, None)
    assert not Address.objects.filter(path__startswith="/firm/").exists()


def test_author_moves_drafts_but_no_public_items(noon, author, publisher):
    draft, public = make_page("draft"), make_page("public")
    workflow.publish_draft(public, by=publisher)
    workflow.move({draft: {"slug": "sketch"}}, by=author)
    assert Page.objects.get(pk=draft.pk).slug == "sketch"
    with pytest.raises(PermissionDenied):
        workflow.move({public: {"slug": "other"}}, by=author)


def test_reordering_keeps_the_earlier_order_in_the_past(noon, publisher):
    first, second = make_page("first"), make_page("second")
    for page in (first, second):
        workflow.publish_draft(page, by=publisher)
    before = clock.now()
    workflow.move({first: {"position": second.position + 10}}, by=publisher)
    after = clock.now()

    def order(at):
        return list(Address.objects.live(at).order_by("position").values_list("path", flat=True))

    assert order(before) == ["/first/", "/second/"]
    assert order(after) == ["/second/", "/first/"]


def test_any_number_of_paths_takes_one_query(noon, publisher, django_assert_num_queries):
    for number in range(3):
        workflow.publish_draft(make_news_item(f"item-{number}"), by=publisher)
    at = clock.now()
    for rows in (1, 3):
        with django_assert_num_queries(1):
            editions = NewsEdition.objects.live(at).with_path(at).order_by("item_id")[:rows]
            paths = [edition.path for edition in editions]
        assert paths == [f"/news/2026/item-{number}/" for number in range(rows)]


def test_item_without_an_address_has_no_link(noon):
    assert links.link(make_news_item()) is None
    # A draft that is previewed before it is saved.
    assert links.link(NewsItem()) is None


@pytest.fixture
def leaving(noon, publisher):
    """An item that leaves its address in an hour, and another that takes it in two."""
    first = make_news_item("place", date=date(2026, 3, 2))
    workflow.publish_draft(first, by=publisher)
    first.date = date(2025, 12, 30)
    first.save()
    pending = workflow.publish_draft(first, by=publisher, correction="", at=noon + HOUR)
    second = make_news_item("place", title="The successor", date=date(2026, 3, 2))
    workflow.publish_draft(second, by=publisher, at=noon + 2 * HOUR)
    return first, pending


def test_address_cannot_be_kept_once_another_item_is_scheduled_there(
    client, leaving, noon, publisher
):
    first, pending = leaving
    with pytest.raises(PublishingError, match="already uses"):
        workflow.cancel_schedule(pending, by=publisher)
    first.date = date(2026, 3, 2)
    first.save()
    with pytest.raises(PublishingError, match="already uses"):
        publish_approved(first, by=publisher)
    assert answer(client, "/news/2026/place/", noon + 2 * HOUR) == (200, None)
    assert history.verify() == []


def test_item_can_be_withdrawn_although_another_is_scheduled_at_its_address(
    client, leaving, noon, publisher
):
    first, _pending = leaving
    workflow.withdraw(first, by=publisher, note="At once.")
    assert answer(client, "/news/2026/place/") == (410, None)
    with clock.set_to(noon + 2 * HOUR):
        assert "The successor" in client.get("/news/2026/place/").content.decode()
    assert history.verify() == []


def test_home_page_stays_at_the_root(client, noon, publisher):
    home, other = make_page("", layout="home"), make_page("other")
    for page in (home, other):
        publish_approved(page, by=publisher)
    swap = {home: {"slug": "other"}, other: {"slug": ""}}
    for places in ({home: {"slug": "start"}}, {home: {"parent": other}}, swap):
        with pytest.raises(PublishingError, match="can't move the home page"):
            workflow.move(places, by=publisher)
    workflow.move({home: {"position": 50}}, by=publisher)
    assert answer(client, "/") == (200, None)


def test_page_cannot_swap_with_its_parent(branch, publisher):
    about, below = branch["about"], branch["live"]
    swap = {about: {"slug": "live", "parent": about}, below: {"slug": "about", "parent": None}}
    with pytest.raises(PublishingError, match="below itself"):
        workflow.move(swap, by=publisher)


def test_address_longer_than_its_column_is_refused(noon, publisher):
    page = None
    for level in range(7):
        page = make_page(f"{level}" * 80, parent=page)
        workflow.publish_draft(page, by=publisher)
    with pytest.raises(PublishingError, match="too long"):
        workflow.publish_draft(make_page("x" * 80, parent=page), by=publisher)


def test_path_refers_to_the_item_there_now_rather_than_later_or_never(noon, publisher):
    never = make_page("place")
    canceled = workflow.publish_draft(never, by=publisher, at=noon + HOUR)
    workflow.cancel_schedule(canceled, by=publisher)
    assert links.reference_to("/place/") is None
    stands = make_page("place")
    workflow.publish_draft(stands, by=publisher)
    assert links.reference_to("/place/") == stands.pk
    workflow.move({stands: {"slug": "moved"}}, by=publisher)
    later = make_page("place")
    workflow.publish_draft(later, by=publisher, at=noon + HOUR)
    assert links.reference_to("/place/") == stands.pk
    assert links.reference_to("/nothing/") is None
