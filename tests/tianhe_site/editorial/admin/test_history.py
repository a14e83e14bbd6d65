"""The pages about an item's past, and redaction from the request to the erasure."""

import re
from datetime import timedelta
from html import unescape

import pytest

from news.models import NewsEdition
from tests.factories import (
    change,
    make_news_item,
    make_page,
    make_site_details,
    news_form,
    publish_approved,
)
from tests.reading import cells, errors, text_of
from tianhe_site.editorial import history_page
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def item(noon, author, publisher):
    """An item with two editions, the second of them live, and a changed draft."""
    item = make_news_item(title="One")
    workflow.write(item, by=author)
    workflow.publish_draft(item, by=publisher, note="The first.")
    item.title = "Two"
    workflow.write(item, by=author)
    with clock.set_to(noon + HOUR):
        workflow.publish_draft(item, by=publisher, correction="It was one.")
        item.title = "Three"
        workflow.write(item, by=author)
    return item


@pytest.fixture
def reader(client, author):
    client.force_login(author)
    return client


def rows_of(response):
    """Return (what was done, when, note) of each row of a history."""
    rows = response.content.decode().split('<li class="history-act">')[1:]
    patterns = ('class="history-what">(.*?)</p>', 'class="history-when meta">(.*?)</p>')
    patterns += ("<blockquote>(.*?)</blockquote>",)
    return [tuple(_text_in(pattern, row) for pattern in patterns) for row in rows]


def _text_in(pattern, markup):
    found = re.search(pattern, markup, re.S)
    return unescape(" ".join(re.sub("<[^>]+>", " ", found[1]).split())) if found else ""


def acts(response):
    return [what for what, _when, _note in rows_of(response)]


def test_history_says_in_words_who_did_what_when_and_why(reader, item):
    page = reader.get(change(item, "history"))
    assert [(what, note) for what, _when, note in rows_of(page)] == [
        ("Ann saved the draft Current draft", ""),
        ("Paul published this version", ""),
        ("Paul changed the draft", "It was one."),
        ("Ann saved the draft", ""),
        ("Paul published this version Live", "The first."),
        ("Ann saved the draft", ""),
    ]
    assert rows_of(page)[-1][1] == "12:00 (New York), 3 March 01:00 (Jinan)"
    words = page.content.decode().partition('<details class="history-proof">')[0]
    assert "<h2>2 March 2026</h2>" in words
    assert "Correction: It was one." in words
    # Neither exact times nor hashes are in the way.
    assert not re.search(r"T\d\d:\d\d|[0-9a-f]{64}", words.partition('id="content-main"')[2])


def test_proof_of_the_history_is_below_it(reader, item):
    entries = HistoryEntry.objects.filter(item_id=item.pk)
    page = reader.get(change(item, "history"))
    rows = cells(page, 'class="history-proof"')
    assert [(int(row[0]), row[3]) for row in rows] == [(each.pk, each.hash) for each in entries]
    assert rows[-1][1].startswith("2026-03-02T17:00:00")


def test_history_is_filtered_by_verb(reader, item):
    page = reader.get(change(item, "history"), {"verb": "publish"})
    assert acts(page) == ["Paul published this version", "Paul published this version Live"]
    assert '<a href="?verb=publish" aria-current="true">Published</a>' in page.content.decode()
    assert "?verb=withdraw" not in page.content.decode()


@pytest.mark.parametrize("verb", ["withdraw", "nonsense", "\x00", "x" * 5000, "<b>"])
def test_unknown_verb_filters_nothing(reader, item, verb):
    page = reader.get(change(item, "history"), {"verb": verb})
    assert len(acts(page)) == 6
    assert 'aria-current="true">Everything' in page.content.decode()
    assert "<b>" not in page.content.decode().partition('id="content-main"')[2]


def test_each_version_can_be_seen_compared_and_restored(reader, item, noon):
    text = reader.get(change(item, "history")).content.decode()
    current = item.draft_versions.latest("id")
    assert change(item, f"restore-version/{current.pk}") not in text
    for version in item.draft_versions.exclude(pk=current.pk):
        assert f'href="{change(item, f"draft-version/{version.pk}")}"' in text
        assert f'href="{change(item, "compare")}?old=draft-{version.pk}&amp;new=draft"' in text
        assert f'href="{change(item, f"restore-version/{version.pk}")}"' in text
    for edition in item.editions.all():
        assert f'href="{change(item, f"edition/{edition.pk}")}"' in text
        assert f'href="{change(item, f"revert/{edition.pk}")}"' in text


def test_who_may_only_read_is_offered_no_restoring(client, item, reviewer):
    client.force_login(reviewer)
    assert "Restore…" not in text_of(client.get(change(item, "history")))
    version = item.draft_versions.first()
    assert client.post(change(item, f"restore-version/{version.pk}")).status_code == 403


def test_version_of_the_draft_is_shown_as_one(reader, item):
    first = item.draft_versions.earliest("id")
    page = reader.get(change(item, f"draft-version/{first.pk}"))
    assert "<h1>One</h1>" in re.sub(r"<h1[^>]*>\s*", "<h1>", page.content.decode())
    assert "Draft of 2 March 2026 12:00 (New York)" in text_of(page)
    assert "Readers have never seen it." in text_of(page)
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_versions_of_the_draft_are_compared_with_any_other(reader, item):
    first, _second, third = item.draft_versions.order_by("id")
    edition = item.editions.latest("pk")
    old, new = f"draft-{first.pk}", f"draft-{third.pk}"
    rows, heads = compared(reader, item, old=old, new=new)
    assert rows == [["removed: One", "added: Three"]]
    assert heads[0] == "Draft of 2 March 2026 12:00 (New York), 3 March 2026 01:00 (Jinan), ann"
    rows, _heads = compared(reader, item, old=old, new=edition.pk)
    assert rows == [["removed: One", "added: Two"]]
    page = reader.get(change(item, "compare"), {"old": old, "new": new}).content.decode()
    assert re.findall('<option value="([^"]+)" selected', page) == [old, new]


def test_versions_of_other_items_are_not_found(reader, item, author):
    other = make_news_item("other")
    number = workflow.keep_draft(other, by=author).pk
    assert reader.get(change(item, f"draft-version/{number}")).status_code == 404
    assert reader.get(change(item, f"restore-version/{number}")).status_code == 404
    for name in (f"draft-{number}", "draft-", "draft-x", "draft--1", f"live-{number}"):
        assert reader.get(change(item, "compare"), {"old": name}).status_code == 404


def test_restored_draft_says_so_and_offers_to_undo_it(reader, item):
    first = item.draft_versions.earliest("id")
    answer = reader.post(change(item, f"restore-version/{first.pk}"), {"note": "It was better."})
    page = reader.get(answer.headers["Location"])
    assert "Version restored to the draft. The previous draft is in the history." in text_of(page)
    item.refresh_from_db()
    assert item.title == "One"
    [undo] = re.findall('<form method="post" action="([^"]+)" class="undo">', page.content.decode())
    reader.post(undo, {"csrfmiddlewaretoken": "x"})
    item.refresh_from_db()
    assert item.title == "Three"
    shown = rows_of(reader.get(change(item, "history")))
    assert [(what, note) for what, _when, note in shown[:2]] == [
        ("Ann restored an earlier version to the draft Current draft", ""),
        ("Ann restored an earlier version to the draft", "It was better."),
    ]


def test_autosaved_states_are_folded(reader, item):
    for title in ("Typed", "Typed on"):
        data = news_form(title=title, slug=item.slug, category=item.category_id)
        reader.post(change(item, "autosave"), data)
        reader.post(change(item, "autosave"), {"discard": "1"})
    page = reader.get(change(item, "history"))
    folded = page.content.decode().partition('<details class="history-folded">')[2]
    assert "2 autosaved states" in text_of(page)
    assert folded.partition("</details>")[0].count("Ann typed this and didn") == 2


def test_many_saves_in_a_row_are_folded_but_for_the_newest(reader, noon, author, publisher):
    item = make_news_item(title="Zero")
    workflow.write(item, by=publisher)
    for number in range(9):
        item.title = f"Draft {number}"
        workflow.write(item, by=author, note="Said why." if number == 1 else "")
    page = reader.get(change(item, "history")).content.decode()
    shown, folded = page.split('<details class="history-folded">')
    folded, _, below = folded.partition("</details>")
    assert "<summary>5 earlier saves</summary>" in folded
    saves = [part.count("Ann saved the draft") for part in (shown, folded, below)]
    # Open: the current draft and the one before it; what has a note, and the first.
    assert saves == [2, 5, 2]
    assert "Said why." in below


def test_drafts_of_earlier_releases_have_no_versions_until_they_change(reader, item, noon, author):
    item.draft_versions.all().delete()
    assert len(acts(reader.get(change(item, "history")))) == 6
    item.title = "Four"
    with clock.set_to(noon + 2 * HOUR):
        workflow.write(item, by=author)
    assert acts(reader.get(change(item, "history")))[:2] == [
        "Ann saved the draft Current draft",
        "This draft by ann was kept before it was replaced",
    ]


def test_exact_times_in_notes_of_earlier_releases_are_put_into_words(reader, noon, publisher):
    item = make_news_item()
    note = f"Version of {noon.isoformat()}. It was better."
    workflow.archive(item, by=publisher, note=note)
    [(_what, _when, shown)] = rows_of(reader.get(change(item, "history")))
    assert shown == (
        "Version of 2 March 2026 12:00 (New York), 3 March 2026 01:00 (Jinan). It was better."
    )


def test_long_history_has_pages_that_leave_nothing_out(reader, noon, author):
    item = make_news_item()
    for number in range(history_page.PAGE_SIZE + 5):
        item.title = f"Title {number}"
        workflow.write(item, by=author)
        if number % 10 == 0:
            workflow.freeze(item, by=author)
    found, address = [], change(item, "history")
    while address:
        page = reader.get(address).content.decode()
        found += re.findall(r'draft-version/(\d+)/"', page)
        older = re.search(r'href="(\?before=[^"]+)"', page)
        address = older and f"{change(item, 'history')}{unescape(older[1])}"
    versions = item.draft_versions.order_by("-id").values_list("pk", flat=True)
    assert found == [str(pk) for pk in versions]
    assert len(found) == history_page.PAGE_SIZE + 6


@pytest.mark.parametrize("before", ["x", "2026-03-02", "0001-01-01T00:00:00+14:00", "9" * 5000])
def test_history_before_no_such_time_is_all_of_it(reader, item, before):
    assert len(acts(reader.get(change(item, "history"), {"before": before}))) == 6


@pytest.mark.parametrize("number", [1, 3])
def test_history_takes_as_many_queries_for_more_versions(
    reader, noon, author, publisher, django_assert_num_queries, number
):
    item = make_news_item()
    for title in range(number):
        item.title = f"Title {title}"
        workflow.write(item, by=author)
        workflow.publish_draft(item, by=publisher, correction="")
    reader.get(change(item, "history"))
    with django_assert_num_queries(12):
        reader.get(change(item, "history"))


def test_item_without_a_history_says_so(reader, noon):
    page = reader.get(change(make_news_item(), "history"))
    assert "Nothing has been recorded yet." in text_of(page)


def compared(client, item, **sides):
    """Return the text of the changed rows on both sides, and the two headings."""
    response = client.get(change(item, "compare"), sides)
    page = response.content.decode()
    heads = page.partition("<thead>")[2].partition("</thead>")[0]
    rows = [row for row in cells(response, "compare-table") if row]
    return rows, text_of_heads(heads)


def text_of_heads(markup):
    return [part.partition("</th>")[0] for part in markup.split('<th scope="col">')[2:]]


def test_any_two_editions_are_compared(reader, item):
    one, two = item.editions.order_by("pk")
    rows, heads = compared(reader, item, old=one.pk, new=two.pk)
    assert rows == [["removed: One", "added: Two"]]
    assert heads == [
        "Version of 2 March 2026 12:00 (New York), 3 March 2026 01:00 (Jinan)",
        "Version of 2 March 2026 13:00 (New York), 3 March 2026 02:00 (Jinan)",
    ]
    assert compared(reader, item, old=two.pk, new=one.pk)[0] == [["removed: Two", "added: One"]]
    text = text_of(reader.get(change(item, "compare"), {"old": one.pk, "new": one.pk}))
    assert "No differences. Both versions are the same." in text


def test_draft_is_compared_with_the_live_version_by_default(reader, item):
    with clock.set_to(item.editions.latest("pk").live_from):
        rows, heads = compared(reader, item)
        assert rows == [["removed: Two", "added: Three"]]
        assert heads == ["Live version", "Draft"]
        one = item.editions.earliest("pk")
        assert compared(reader, item, old=one.pk)[0] == [["removed: One", "added: Three"]]
        assert compared(reader, item, old="draft", new="live")[0] == [
            ["removed: Three", "added: Two"]
        ]


def test_item_that_was_never_live_is_compared_with_nothing(reader, noon):
    item = make_news_item()
    page = reader.get(change(item, "compare"))
    assert page.status_code == 200
    assert "added: A patent is granted" in text_of(page)
    page = reader.get(change(item, "compare"), {"old": "draft", "new": "live"})
    assert "removed: A patent is granted" in text_of(page)
    assert reader.get(change(item, "compare"), {"old": "live", "new": "live"}).status_code == 404


def test_edition_of_no_such_item_is_a_404(reader, item, publisher):
    other = workflow.publish_draft(make_news_item("other"), by=publisher)
    for name in ("old", "new"):
        for side in (other.pk, 0, -1, "9" * 18, "9" * 30, "9" * 5000, "１", "x", "", "\x00"):
            response = reader.get(change(item, "compare"), {name: side})
            assert response.status_code == 404, (name, side)


def test_pages_and_site_details_have_a_history_and_a_comparison(client, noon, administrator):
    client.force_login(administrator)
    for item in (make_page(), make_site_details()):
        publish_approved(item, by=administrator)
        assert acts(client.get(change(item, "history")))[0] == "Root published this version Live"
        assert "No differences" in text_of(client.get(change(item, "compare")))


def test_edition_that_was_never_live_is_shown_in_the_public_template(reader, noon, author):
    edition = workflow.freeze(make_news_item(), by=author)
    response = reader.get(change(edition.item, f"edition/{edition.pk}"))
    assert "A patent is granted" in text_of(response)
    assert "Version of 2 March 2026" in text_of(response)
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_restoring_a_version_says_which_and_that_nothing_is_published(reader, item):
    one = item.editions.earliest("pk")
    text = text_of(reader.get(change(item, f"revert/{one.pk}")))
    assert "Version of 2 March 2026 12:00 (New York)" in text
    assert "Nothing is published. Readers see no change." in text


def test_restoring_a_version_offers_to_undo_it(reader, item):
    one = item.editions.earliest("pk")
    answer = reader.post(change(item, f"revert/{one.pk}"), {"note": ""}, follow=True)
    assert "The previous draft is in the history." in text_of(answer)
    kept = item.draft_versions.get(content__title="Three")
    undo = change(item, f"restore-version/{kept.pk}")
    assert f'<form method="post" action="{undo}" class="undo">' in answer.content.decode()
    item.refresh_from_db()
    assert item.title == "One"
    answer = reader.post(undo, {"csrfmiddlewaretoken": "x"}, follow=True)
    item.refresh_from_db()
    assert item.title == "Three"
    answer = reader.post(undo, {"csrfmiddlewaretoken": "x"}, follow=True)
    assert "The draft was already the same as this version." in text_of(answer)
    assert 'class="undo"' not in answer.content.decode()


# Redaction


@pytest.fixture
def second(person):
    return person("pia", "Publishers")


@pytest.fixture
def request_page(item):
    return change(item, "redact")


def ask(client, item, **data):
    one = item.editions.earliest("pk")
    return client.post(
        change(item, "redact"), {"editions": [one.pk], "reason": "A court order.", **data}
    )


def test_redaction_is_requested_found_on_the_dashboard_and_carried_out(
    client, item, noon, publisher, second
):
    client.force_login(publisher)
    with clock.set_to(noon + 2 * HOUR):
        assert change(item, "redact") in client.get(change(item, "history")).content.decode()
        response = ask(client, item)
        assert response.status_code == 302
        entry = HistoryEntry.objects.first()
        assert (entry.verb, entry.touched["reason"]) == ("ask-redaction", "A court order.")
        path = change(item, f"redact/{entry.pk}")
        assert path not in client.get("/admin/").content.decode()
        client.force_login(second)
        page = client.get("/admin/")
        assert f'<a href="{path}">Three</a>' in page.content.decode()
        assert "A court order." in text_of(page)
        text = text_of(client.get(path))
        assert "Requested by paul: A court order." in text
        assert "One: 2 March 2026 12:00 (New York)" in text
        assert NewsEdition.objects.filter(title="One").exists()
        client.post(path, {"note": "Seen."})
        assert not NewsEdition.objects.filter(title="One").exists()
        assert path not in client.get("/admin/").content.decode()
        text = text_of(client.get(change(item, "history")))
    assert "Content erased: A court order." in text
    assert "(erased)" in text


def test_requester_reads_that_someone_else_must_approve(client, item, publisher):
    client.force_login(publisher)
    ask(client, item)
    path = change(item, f"redact/{HistoryEntry.objects.first().pk}")
    assert "You can't approve your own request. Ask someone else." in text_of(client.get(path))
    response = client.post(path, {"note": ""})
    assert errors(response) == ["You can't approve your own request. Ask someone else."]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"editions": []}, "Choose at least one version."),
        ({"reason": ""}, "This field is required."),
        ({"reason": "\u2060\x00"}, "This field is required."),
        ({"reason": "r" * 501}, "The reason has 501 characters. Shorten it to 500 or fewer."),
        ({"editions": ["9" * 30]}, "Select a valid choice."),
        ({"editions": ["\x00"]}, "Select a valid choice."),
    ],
)
def test_impossible_redaction_request_shows_an_error(client, item, publisher, data, sentence):
    client.force_login(publisher)
    before = HistoryEntry.objects.count()
    assert sentence in errors(ask(client, item, **data))[0]
    assert HistoryEntry.objects.count() == before


def test_redaction_of_a_live_edition_is_refused_on_the_page(client, item, publisher):
    client.force_login(publisher)
    live = item.editions.latest("pk")
    with clock.set_to(live.live_from):
        response = ask(client, item, editions=[live.pk])
    assert "This version is live, scheduled or in review" in errors(response)[0]


def test_only_requests_of_the_item_are_confirmed(client, item, publisher, second):
    client.force_login(publisher)
    ask(client, item)
    request, other = HistoryEntry.objects.first(), make_news_item("other")
    published = HistoryEntry.objects.filter(verb="publish").first()
    client.force_login(second)
    for where, number in (
        (other, request.pk),
        (item, published.pk),
        (item, 0),
        (item, "9" * 18),
        (item, "9" * 30),
    ):
        path = change(where, f"redact/{number}")
        assert client.get(path).status_code == 404
        assert client.post(path, {"note": ""}).status_code == 404
    assert NewsEdition.objects.filter(title="One").exists()


def test_redacted_edition_cannot_be_restored_and_is_shown_as_removed(
    client, item, noon, publisher, second
):
    client.force_login(publisher)
    one = item.editions.earliest("pk")
    with clock.set_to(noon + 2 * HOUR):
        ask(client, item)
        workflow.redact(HistoryEntry.objects.first(), by=second)
        text = text_of(client.get(change(item, f"revert/{one.pk}")))
        assert "The content of this version was erased." in text
        shown = text_of(client.get(change(item, f"edition/{one.pk}")))
        assert "This content was erased" in shown
        assert str(one.pk) not in [
            value
            for value, _label in client.get(change(item, "redact"))
            .context["form"]["editions"]
            .field.choices
        ]
