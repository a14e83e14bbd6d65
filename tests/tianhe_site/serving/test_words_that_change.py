"""Words on kept pages that change although no edition does: how old something is, and whether a
product that it names is approved."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import make_news_item, make_page, make_site_details, publish_with_reasons
from tianhe_site.publishing import clock
from tianhe_site.publishing.models import WatchedWord

pytestmark = pytest.mark.django_db

STATEMENT = "The Educator is investigational. It has not been approved by the FDA."
NAMED = {"body": "<p>It is about the Educator.</p>"}
ITEM = "/news/2026/grant/"
SECOND = timedelta(seconds=1)


@pytest.fixture
def stated(noon, publish):
    """A site whose details have the statement, and which watches the product."""
    WatchedWord.objects.create(kind="product", word="Educator", phrases="not been approved")
    return publish(make_site_details(approval_statement=STATEMENT))


@pytest.mark.postgresql
def test_new_product_name_shows_on_kept_pages_within_a_second(server, publish):
    publish(make_site_details(approval_statement=STATEMENT))
    publish(make_news_item(**NAMED))
    assert STATEMENT not in server.text("/news/2026/grant/")
    word = WatchedWord.objects.create(kind="product", word="Educator", phrases="not approved")
    server.seconds += 1
    assert STATEMENT in server.text("/news/2026/grant/")
    WatchedWord.objects.filter(pk=word.pk).update(word="Teacher")
    server.seconds += 1
    assert STATEMENT not in server.text("/news/2026/grant/")


@pytest.mark.parametrize("count", [1, 3])
def test_statement_costs_no_query_of_a_page_made_afresh(
    server, stated, publish, count, django_assert_num_queries
):
    for number in range(count):
        publish(make_news_item(f"item-{number}", **NAMED))
        WatchedWord.objects.create(kind="product", word=f"Word {number}", phrases="not")
    server.text("/news/")
    server.store.entries.clear()
    server.text("/news/2026/item-0/")
    server.store.entries.clear()
    with django_assert_num_queries(2):
        assert STATEMENT in server.text("/news/2026/item-0/")


@pytest.mark.postgresql
def test_change_of_the_statement_changes_every_page(server, stated, publish, publisher):
    publish(make_news_item(**NAMED))
    assert STATEMENT in server.text("/news/2026/grant/")
    stated.approval_statement = "The FDA has approved it."
    stated.save()
    publish_with_reasons(stated, by=publisher)
    server.seconds += 1
    assert "The FDA has approved it." in server.text("/news/2026/grant/")


class Clocks:
    """The clock of the site and that of the process, moved together."""

    def __init__(self, server, moment):
        self.server, self.moment = server, moment

    def text(self, path, moment):
        """Return a page as it is at a moment that is not before the last one."""
        self.server.seconds += (moment - self.moment).total_seconds()
        self.moment = moment
        with clock.set_to(moment):
            return self.server.text(path)


@pytest.fixture
def clocks(server, noon):
    return Clocks(server, noon)


# Midnight in New York.
SECOND_ANNIVERSARY = datetime(2028, 3, 2, 5, tzinfo=UTC)
THIRD_ANNIVERSARY = datetime(2029, 3, 2, 5, tzinfo=UTC)


def age_in(text):
    return text.partition('<p class="age">')[2].partition("</p>")[0]


def sentence(verb, years):
    return f"{verb} {years} years ago. Some of it may be out of date."


@pytest.fixture
def item(publish):
    return publish(make_news_item(date=date(2026, 3, 2)))


@pytest.mark.parametrize(
    ("anniversary", "before", "after"),
    [
        (SECOND_ANNIVERSARY, "", sentence("Published", 2)),
        (THIRD_ANNIVERSARY, sentence("Published", 2), sentence("Published", 3)),
    ],
)
def test_kept_item_says_how_old_it_is_from_its_anniversary_on(
    server, clocks, item, anniversary, before, after
):
    shown = [
        age_in(clocks.text(ITEM, anniversary + seconds * SECOND)) for seconds in (-60, -59, 0, 1)
    ]
    assert shown == [before, before, after, after]
    # Once before and once after.
    assert server.rendered == 2


@pytest.mark.postgresql
def test_kept_item_stays_beyond_its_anniversary_while_the_database_is_away(
    server, clocks, item, go_away
):
    clocks.text(ITEM, SECOND_ANNIVERSARY - 60 * SECOND)
    go_away()
    text = clocks.text(ITEM, SECOND_ANNIVERSARY + SECOND)
    assert "The text of the item." in text
    assert (age_in(text), server.held) == ("", None)


def test_nginx_holds_no_page_beyond_the_anniversary(server, clocks, item):
    held = []
    for seconds in (-60, -2, -1, 0):
        for _turn in ("made", "from memory"):
            clocks.text(ITEM, SECOND_ANNIVERSARY + seconds * SECOND)
        held.append(server.held is not None)
    assert held == [True, False, False, True]


def test_words_of_an_old_page_come_with_another_etag(server, clocks, item):
    tags = []
    for seconds in (-60, 0):
        clocks.text(ITEM, SECOND_ANNIVERSARY + seconds * SECOND)
        with clock.set_to(clocks.moment):
            tags.append(server.request(ITEM)[1]["ETag"])
    assert tags[0] != tags[1]


def test_anniversary_of_one_page_keeps_all_others(server, clocks, item, publish):
    publish(make_news_item("other", date=date(2026, 3, 1)))
    for path in (ITEM, "/news/2026/other/"):
        clocks.text(path, SECOND_ANNIVERSARY - 60 * SECOND)
    rendered = server.rendered
    clocks.text("/news/2026/other/", SECOND_ANNIVERSARY)
    assert server.rendered == rendered
    clocks.text(ITEM, SECOND_ANNIVERSARY)
    assert server.rendered == rendered + 1


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2026, 2, 28)])
def test_item_of_a_leap_day_is_a_year_older_on_the_first_of_march(clocks, publish, day):
    publish(make_news_item(date=day))
    path = f"/news/{day.year}/grant/"
    evening = datetime(2030, 2, 28, 20, tzinfo=UTC)
    years = [2030 - day.year - (day.day == 29), 2030 - day.year]
    shown = [age_in(clocks.text(path, evening + hours * timedelta(hours=1))) for hours in (0, 9)]
    assert shown == [sentence("Published", number) for number in years]


@pytest.mark.parametrize("path", ["/about/", "/"])
def test_page_counts_from_its_last_change(clocks, publish, noon, path):
    publish(make_page(path.strip("/"), layout="home" if path == "/" else "standard"))
    shown = [
        age_in(clocks.text(path, moment))
        for moment in (SECOND_ANNIVERSARY - SECOND, SECOND_ANNIVERSARY, THIRD_ANNIVERSARY)
    ]
    assert shown == ["", sentence("Last changed", 2), sentence("Last changed", 3)]


def test_page_counts_from_its_last_review_if_that_is_later(clocks, publish, noon):
    page = make_page(last_reviewed=date(2027, 3, 2))
    with clock.set_to(noon + timedelta(days=400)):
        edition = page.as_edition()
        edition.live_from = noon
    assert edition.aged_from(noon)[0] == date(2027, 3, 2)
    edition.last_reviewed = date(2025, 1, 1)
    assert edition.aged_from(noon)[0] == date(2026, 3, 2)


@pytest.mark.postgresql
@pytest.mark.parametrize("layout", ["glossary", "contact"])
def test_a_page_of_terms_or_contacts_has_no_age(clocks, publish, noon, layout):
    publish(make_page("shown", layout=layout))
    assert age_in(clocks.text("/shown/", THIRD_ANNIVERSARY)) == ""


def heading_of_news(text):
    return text.partition('<h2 id="latest">')[2].partition("</h2>")[0].strip()


def test_news_of_the_home_page_are_the_latest_for_a_year(clocks, publish, item):
    publish(make_page("", layout="home", title="Welcome"))
    first_anniversary = datetime(2027, 3, 2, 5, tzinfo=UTC)
    shown = [
        heading_of_news(clocks.text("/", first_anniversary + seconds * SECOND))
        for seconds in (-1, 0)
    ]
    assert shown == ["Latest news", "News"]


def test_site_as_of_a_date_says_how_old_it_was_then(client, publish, publisher, item):
    client.force_login(publisher)
    shown = []
    for moment in ("2028-03-02T04:59Z", "2028-03-02T05:00Z", "2029-06-01T00:00Z"):
        with clock.set_to(datetime(2030, 1, 1, tzinfo=UTC)):
            page = client.get(f"/admin/as-of/{moment}{ITEM}").content.decode()
        shown.append(age_in(page))
    assert shown == ["", sentence("Published", 2), sentence("Published", 3)]
