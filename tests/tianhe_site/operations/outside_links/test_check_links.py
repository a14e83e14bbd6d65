"""Checking the links of live texts: which are asked for, what is kept, and who is told."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.management import call_command

from tests.factories import make_news_item, publish_with_reasons
from tianhe_site.operations.management.commands import check_links
from tianhe_site.operations.models import OutsideLink
from tianhe_site.operations.outside_links.asking import CANNOT_TELL, WORKS, Outcome
from tianhe_site.publishing import clock, workflow

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LINK, SOURCE = "https://example.org/page?a=1", "https://register.example/study"
NOT_FOUND = Outcome(OutsideLink.Fault.NOT_FOUND)
BODY = f"""<p><a href="{LINK}#part">A page</a>, <a href="/news/">news</a>,
<a href="mailto:a@example.org">mail</a></p>"""


@pytest.fixture
def item(noon, publisher):
    sources = [{"title": "Register", "url": SOURCE}, {"title": "On paper"}]
    item = make_news_item(body=BODY, sources=sources)
    publish_with_reasons(item, by=publisher)
    make_news_item("never-published", body='<p><a href="https://draft.example/">x</a></p>')
    return item


@pytest.fixture
def check(noon, capsys):
    """Return a function that runs the command some days after one o'clock, with these outcomes by
    address; it returns which addresses were asked, and what the command said."""

    def run(days=0, **outcomes):
        asked = []

        def ask(url):
            asked.append(url)
            return outcomes.get("link" if url == LINK else "source", WORKS)

        with (
            clock.set_to(noon + HOUR + days * DAY),
            mock.patch.object(check_links, "Asker", return_value=mock.Mock(ask=ask)),
        ):
            call_command("check_links")
        return sorted(asked), capsys.readouterr().out

    return run


def dashboard(client, at):
    with clock.set_to(at):
        return client.get("/admin/").content.decode()


def test_links_and_sources_of_live_texts_are_asked_for_once_a_day(item, check):
    assert check()[0] == [LINK, SOURCE]
    assert check(0.5)[0] == []
    assert check(1)[0] == [LINK, SOURCE]


def test_one_that_fails_is_broken_once_it_failed_on_another_day(item, check):
    assert "0 broken, 1 failed for the first time" in check(link=NOT_FOUND)[1]
    # Asked again, but too soon to say.
    assert check(0.1, link=NOT_FOUND)[0] == [LINK]
    assert "1 broken, 0 failed" in check(1, link=NOT_FOUND)[1]


def test_one_that_works_in_between_or_cannot_be_checked_begins_anew(item, check):
    check(link=NOT_FOUND)
    assert "1 can't be checked" in check(1, link=CANNOT_TELL)[1]
    assert "0 broken, 1 failed" in check(2, link=NOT_FOUND)[1]
    check(3, link=WORKS)
    assert "0 broken, 1 failed" in check(4, link=NOT_FOUND)[1]


def test_dashboard_names_a_broken_link_until_the_live_text_has_lost_it(
    item, check, publisher, client, noon
):
    client.force_login(publisher)
    check(link=NOT_FOUND)
    assert LINK.replace("&", "&amp;") not in dashboard(client, noon + HOUR)
    check(1, link=NOT_FOUND)
    page = dashboard(client, noon + 2 * DAY)
    assert "Links that lead nowhere" in page
    assert f'<span class="meta">{LINK}</span>' in page
    assert f"Page not found since {clock.describe(noon + HOUR)}" in page
    assert f'href="/admin/news/newsitem/{item.pk}/change/"' in page
    item.body = "<p>Without it.</p>"
    item.save()
    with clock.set_to(noon + 3 * DAY):
        publish_with_reasons(item, by=publisher)
    assert "Links that lead nowhere" not in dashboard(client, noon + 3 * DAY + HOUR)
    check(4)
    assert not OutsideLink.objects.filter(url=LINK).exists()


def test_editor_is_told_of_items_that_they_look_after_alone(item, check, author, client, noon):
    check(link=NOT_FOUND)
    check(1, link=NOT_FOUND)
    client.force_login(author)
    assert "Links that lead nowhere" not in dashboard(client, noon + 2 * DAY)
    with clock.set_to(noon + 2 * DAY):
        item.body += "<p>More.</p>"
        item.save()
        workflow.submit(item, by=author, correction="", reasons=None)
    assert "Links that lead nowhere" in dashboard(client, noon + 2 * DAY)


def test_what_takes_too_long_is_left_for_the_next_run(item, capsys):
    call_command("check_links", "--minutes", "0")
    assert capsys.readouterr().out == (
        "0 addresses asked: 0 broken, 0 failed for the first time, 0 can't be checked. 2 are left "
        "for the next run.\n"
    )
