"""Input that no form of ours sends, on every page of an item."""

import pytest

from news.models import Category
from tests.factories import change, make_news_item
from tests.reading import ESCAPED, HOSTILE, errors, seen
from tianhe_site.publishing import workflow
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db
LIST = "/admin/news/newsitem/"


def test_notes_reasons_and_titles_are_escaped(client, noon, author, reviewer, publisher):
    Category.objects.create(name=f"{HOSTILE}", slug="hostile")
    item = make_news_item(title=f"{HOSTILE}.", category=Category.objects.get(slug="hostile"))
    item.body = "<p>cure</p>"
    author.username = HOSTILE
    author.save()
    workflow.write(item, by=author)
    keys = ("full-stop:title:", "risky-word:body:cure")
    edition = workflow.submit(item, by=author, note=HOSTILE, reasons=dict.fromkeys(keys, HOSTILE))
    workflow.share_preview(edition, by=author, note=HOSTILE)
    workflow.approve(edition, by=reviewer, note=HOSTILE)
    client.force_login(publisher)
    for verb in (
        f"review/{edition.pk}",
        f"links/{edition.pk}",
        f"publish/{edition.pk}",
        "submit",
        "publish",
        "history",
        "compare",
        "change",
        "redact",
        "archive",
    ):
        text = client.get(change(item, verb)).content.decode()
        assert HOSTILE not in text, verb
        assert ESCAPED in text, verb
    bulk = f"/admin/bulk/?verb=publish&item={item.pk}"
    for path in ("/admin/", bulk, LIST, "/admin/publishing/historyentry/"):
        text = client.get(path).content.decode()
        assert HOSTILE not in text, path
        assert ESCAPED in text, path


@pytest.mark.parametrize("note", ["n" * 5_001, "n" * 100_000])
def test_impossible_note_shows_an_error_in_every_form(client, candidate, administrator, note):
    client.force_login(administrator)
    item = candidate.item
    before = HistoryEntry.objects.count()
    for verb in (
        "submit",
        "publish",
        "schedule",
        "withdraw",
        "cancel",
        "archive",
        "restore",
        f"take-back/{candidate.pk}",
        f"revert/{candidate.pk}",
        f"publish/{candidate.pk}",
        f"schedule/{candidate.pk}",
        f"review/{candidate.pk}",
    ):
        response = client.post(change(item, verb), {"note": note, "_approve": "x"})
        assert response.status_code == 200, verb
        assert errors(response), verb
    assert HistoryEntry.objects.count() == before


def test_missing_fields_are_no_server_error(client, candidate, administrator):
    client.force_login(administrator)
    item = candidate.item
    for verb in (
        "submit",
        "publish",
        "schedule",
        "withdraw",
        "times",
        "redact",
        f"publish/{candidate.pk}",
        f"schedule/{candidate.pk}",
        f"links/{candidate.pk}",
        f"review/{candidate.pk}",
        "redact/1",
    ):
        assert client.post(change(item, verb), {"x": "y"}).status_code in (200, 302, 404), verb


def test_foreign_and_impossible_editions_are_a_404(client, candidate, administrator):
    other = workflow.freeze(make_news_item("other"), by=administrator)
    client.force_login(administrator)
    verbs = ("review", "take-back", "publish", "schedule", "links", "edition", "revert")
    for verb in verbs:
        for number in (other.pk, 0, "9" * 18, "9" * 20):
            path = change(candidate.item, f"{verb}/{number}")
            assert client.get(path).status_code == 404
            # An edition is only read; whether it exists is not asked of other methods.
            refused = 405 if verb == "edition" else 404
            assert client.post(path, {"note": "x"}).status_code == refused


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai", "UTC"])
@pytest.mark.parametrize("at", ["0001-01-01T00:00", "1899-12-31T00:00", "9999-12-31T23:59"])
def test_impossible_year_shows_an_error(client, candidate, publisher, at, zone):
    client.force_login(publisher)
    data = {"seen": seen(candidate.item), "at": at, "until": at, "zone": zone}
    response = client.post(change(candidate.item, "schedule"), data)
    assert errors(response) == ["Check the year."] * 2
    response = client.get("/admin/as-of/", {"at": at, "zone": zone})
    assert errors(response) == ["Check the year."]
