"""The site as of a date: the public views with another current time, for staff with permission."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command

from tests.factories import make_news_item, make_page
from tianhe_site.publishing import clock, workflow

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
FEBRUARY = "/admin/as-of/2014-02-01T00:00Z"


@pytest.fixture
def walker(client, noon, publisher):
    """The client of a user who may see the site as of a date."""
    client.force_login(publisher)
    return client


@pytest.fixture
def starter(noon):
    call_command("load_starter_content", verbosity=0)


def as_of(moment):
    return f"/admin/as-of/{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def test_home_shows_the_news_of_that_day_and_none_of_later(walker, starter):
    text = walker.get(f"{FEBRUARY}/").content.decode()
    assert text.count('<li class="card">') == 3
    assert "CORD:USE" not in text
    assert "Site as of 31 January 2014 19:00 (New York), 1 February 2014 08:00 (Jinan)." in text


@pytest.mark.postgresql
def test_later_item_is_a_404_and_an_earlier_one_is_shown(walker, starter):
    statuses = {
        path: walker.get(f"{FEBRUARY}{path}").status_code
        for path in (
            "/company/",
            "/news/",
            "/news/feed/",
            "/sitemap.xml",
            "/news/2014/european-patent-cord-blood-stem-cells/",
            "/news/2014/partnership-with-corduse/",
            "/news/category/partnership/",
            "/nothing/",
        )
    }
    assert list(statuses.values()) == [200, 200, 200, 200, 200, 404, 404, 404]
    assert b"CORD:USE" not in walker.get(f"{FEBRUARY}/news/feed/").content
    assert b"corduse" not in walker.get(f"{FEBRUARY}/sitemap.xml").content


def test_every_link_keeps_the_date(walker, starter):
    for path in ("/", "/therapy/", "/news/", "/nothing/"):
        text = walker.get(f"{FEBRUARY}{path}").content.decode()
        body = text.split("<body>")[1]
        links = [part.split('"')[0] for part in body.split('href="')[1:]]
        outside = [
            link for link in links if not link.startswith((f"{FEBRUARY}/", "#", "/admin/as-of/"))
        ]
        assert outside == [], path


def test_text_menu_and_redirects_are_as_of_the_date(walker, noon, publisher):
    page = make_page("old", title="First words")
    workflow.publish_draft(page, by=publisher)
    with clock.set_to(noon + HOUR):
        page.title = "Second words"
        page.save()
        workflow.publish_draft(page, by=publisher)
        workflow.move({page: {"slug": "new"}}, by=publisher)
    then, later = as_of(noon + timedelta(minutes=30)), as_of(noon + 2 * HOUR)
    with clock.set_to(noon + 3 * HOUR):
        text = walker.get(f"{then}/old/").content.decode()
        assert "First words" in text
        assert f'href="{then}/old/" aria-current="page"' in text
        assert walker.get(f"{then}/new/").status_code == 404
        assert walker.get(f"{later}/old/").headers["Location"] == f"{later}/new/"
        assert "Second words" in walker.get(f"{later}/new/").content.decode()


def test_withdrawn_item_is_shown_before_its_withdrawal_and_gone_after_it(walker, noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    with clock.set_to(noon + HOUR):
        workflow.withdraw(item, by=publisher, reason="There was an error on this page.")
    with clock.set_to(noon + 3 * HOUR):
        before = walker.get(f"{as_of(noon + HOUR / 2)}/news/2026/grant/")
        after = walker.get(f"{as_of(noon + 2 * HOUR)}/news/2026/grant/")
    assert (before.status_code, after.status_code) == (200, 410)
    assert "There was an error on this page." in after.content.decode()


def test_edition_that_was_entered_later_says_so(walker, noon, publisher):
    item = make_news_item(date=date(2014, 1, 25))
    long_ago = datetime(2014, 1, 25, 12, tzinfo=UTC)
    workflow.import_edition(item, by=workflow.COMMAND_LINE, live_from=long_ago)
    text = walker.get(f"{FEBRUARY}/news/2014/grant/").content.decode()
    assert "This text was added later, on 2 March 2026." in text


@pytest.mark.postgresql
def test_site_as_of_a_date_is_neither_cached_nor_indexed(walker, starter):
    for path in ("/", "/nothing/", "/news/feed/"):
        headers = walker.get(f"{FEBRUARY}{path}").headers
        assert "no-store" in headers["Cache-Control"]
        assert headers["X-Robots-Tag"] == "noindex, nofollow"


def test_site_as_of_a_date_leaves_the_present_of_other_requests_alone(walker, starter):
    walker.get(f"{FEBRUARY}/")
    assert "CORD:USE" in walker.get("/").content.decode()
    assert "Site as of" not in walker.get("/").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/admin/as-of/2014-13-01T00:00Z/",
        "/admin/as-of/0000-01-01T00:00Z/",
        "/admin/as-of/2999-01-01T00:00Z/",
        f"{FEBRUARY}/admin/",
        f"{FEBRUARY}{FEBRUARY}/",
        f"{FEBRUARY}//evil.example/",
        f"{FEBRUARY}/a%00b/",
    ],
)
def test_impossible_times_and_paths_are_a_404(walker, starter, path):
    assert walker.get(path).status_code == 404


def test_others_are_asked_to_log_in_or_refused(client, starter, author, administrator):
    for path in ("/admin/as-of/", f"{FEBRUARY}/"):
        client.logout()
        assert client.get(path).headers["Location"].startswith("/admin/login/")
        client.force_login(author)
        assert client.get(path).status_code == 403
        client.force_login(administrator)
        assert client.get(path).status_code == 200
        assert client.post(path).status_code == 405


def test_date_and_time_are_chosen_in_a_time_zone(walker):
    query = "at=2014-02-01T08:00&zone=Asia/Shanghai"
    assert walker.get(f"/admin/as-of/?{query}").headers["Location"] == f"{FEBRUARY}/"
    text = walker.get("/admin/as-of/?at=2999-01-01T00:00&zone=UTC").content.decode()
    assert "This time is in the future." in text


@pytest.mark.postgresql
def test_form_asks_which_hour_is_meant_if_it_happens_twice(walker):
    query = "at=2014-11-02T01:30&zone=America/New_York"
    text = walker.get(f"/admin/as-of/?{query}").content.decode()
    assert "The second time: 2 November 2014 01:30 (New York)" in text
    query += "&at_which=2014-11-02T06:30:00%2B00:00"
    moved = walker.get(f"/admin/as-of/?{query}").headers["Location"]
    assert moved == "/admin/as-of/2014-11-02T06:30Z/"
