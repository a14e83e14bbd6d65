"""Reviewing what was submitted."""

from datetime import timedelta

import pytest

from tests.factories import (
    change,
    make_image,
    make_news_item,
    make_page,
    make_site_details,
    reasons_for,
)
from tests.reading import errors, text_of
from tianhe_site.publishing import workflow
from tianhe_site.publishing.models import HistoryEntry, Review

pytestmark = pytest.mark.django_db
NOON_IN_BOTH_OFFICES = "2 March 2026 12:00 (New York), 3 March 2026 01:00 (Jinan)"


def test_review_page_shows_contributors_changes_and_acknowledged_warnings(
    client, live_item, author, publisher, reviewer
):
    live_item.title = "A patent is refused."
    workflow.write(live_item, by=author)
    reasons = {"full-stop:title:": "Quoted."}
    edition = workflow.submit(
        live_item, by=author, note="Read the title.", correction="It was refused.", reasons=reasons
    )
    client.force_login(reviewer)
    response = client.get(change(live_item, f"review/{edition.pk}"))
    text = text_of(response)
    for sentence in (
        "In review",
        f"Submitted ann, {NOON_IN_BOTH_OFFICES} Read the title.",
        "Written by ann, paul",
        "Kind of change Correction Readers will see this correction: It was refused.",
        "Warnings kept The title ends with a period. Remove it. Reason: Quoted.",
        "Changes to review",
    ):
        assert sentence in text
    assert "<del>granted</del>" in response.content.decode()
    assert '<th scope="col">Live version</th>' in response.content.decode()


def test_new_text_is_shown_as_readers_will_see_it(client, candidate, reviewer):
    client.force_login(reviewer)
    page = client.get(change(candidate.item, f"review/{candidate.pk}")).content.decode()
    framed = change(candidate.item, f"review/{candidate.pk}/text")
    assert f'<iframe class="review-page" src="{framed}"' in page
    # No table in which everything is added.
    assert "compare-table" not in page
    response = client.get(framed)
    assert "<h1>A patent is granted</h1>" in response.content.decode()
    # The menu and the foot of the site would be scrolled past each time.
    assert "site-head" not in response.content.decode()
    assert "site-foot" not in response.content.decode()
    # Its links open beside the review. Only a page of this site may show it.
    assert '<base target="_blank">' in response.content.decode()
    assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
    assert "no-store" in response.headers["Cache-Control"]


def test_framed_text_is_for_those_who_may_see_the_draft(client, candidate, person):
    path = change(candidate.item, f"review/{candidate.pk}/text")
    assert client.get(path).status_code == 302
    client.force_login(person("eve", is_staff=True))
    assert client.get(path).status_code == 403


def test_text_without_a_page_is_compared(client, noon, author, reviewer):
    details = make_site_details()
    edition = workflow.submit(details, by=author)
    client.force_login(reviewer)
    page = client.get(change(details, f"review/{edition.pk}")).content.decode()
    assert "review-page" not in page
    assert "compare-table" in page
    assert client.get(change(details, f"review/{edition.pk}/text")).status_code == 404


def test_change_is_compared_and_can_be_shown_as_readers_will_see_it(
    client, live_item, author, reviewer
):
    live_item.title = "A patent was granted"
    workflow.write(live_item, by=author)
    edition = workflow.submit(live_item, by=author, correction="")
    client.force_login(reviewer)
    path = change(live_item, f"review/{edition.pk}")
    page = client.get(path)
    assert "review-page" not in page.content.decode()
    assert "compare-table" in page.content.decode()
    # The headings of the columns come once.
    assert page.content.decode().count("<thead>") == 1
    assert '<a href="?show=page"' in page.content.decode()
    page = client.get(f"{path}?show=page").content.decode()
    assert "review-page" in page
    assert "compare-table" not in page


def test_reviewer_sees_what_an_author_calls_spelling(client, live_item, author, reviewer):
    live_item.summary = "The office has granted two patents."
    workflow.write(live_item, by=author)
    edition = workflow.submit(live_item, by=author, correction="")
    client.force_login(reviewer)
    said = "Kind of change Minor: spelling or layout"
    assert said in text_of(client.get(change(live_item, f"review/{edition.pk}")))
    history = text_of(client.get(change(live_item, "history")))
    assert "Kind of change: Minor: spelling or layout" in history


def test_facts_name_address_time_sources_and_pictures(client, noon, author, reviewer):
    lab, chart = make_image("Laboratory"), make_image("Chart", description="Twelve patients.")
    sources = [
        {"title": "Registry", "url": "https://example.org/1", "identifier": "", "note": ""},
        {"title": "Patent", "url": "", "identifier": "EP1", "note": ""},
    ]
    item = make_news_item(
        picture=lab, sources=sources, body=f'<p>Text</p><img src="image:{chart.pk}" alt="">'
    )
    reasons = reasons_for(item)
    edition = workflow.submit(item, by=author, at=noon + timedelta(days=1), reasons=reasons)
    client.force_login(reviewer)
    page = client.get(change(item, f"review/{edition.pk}"))
    text = text_of(page)
    for sentence in (
        "/news/2026/grant/ Approval covers this address too.",
        "Go live 3 March 2026 12:00 (New York), 4 March 2026 01:00 (Jinan)",
        "2 sources Registry, https://example.org/1 Patent, EP1",
        "Pictures The laboratory. Twelve patients.",
    ):
        assert sentence in text
    assert '<a href="https://example.org/1" target="_blank"' in page.content.decode()


@pytest.mark.parametrize("verb", ["submit", "review"])
def test_queries_do_not_grow_with_sources_pictures_and_warnings(
    client, noon, author, reviewer, django_assert_max_num_queries, verb
):
    counts = []
    for number in (1, 3):
        item = _item_with(number)
        edition = workflow.submit(item, by=author, reasons=reasons_for(item))
        client.force_login(reviewer if verb == "review" else author)
        item.title = f"Changed {number}"
        workflow.write(item, by=author)
        path = change(item, f"review/{edition.pk}" if verb == "review" else "submit")
        with django_assert_max_num_queries(1000) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def _item_with(number):
    """Return a news item with so many sources, pictures and warnings."""
    pictures = [make_image(f"{number}-{each}") for each in range(number)]
    return make_news_item(
        f"with-{number}",
        body="".join(f'<p>In 2024?!</p><img src="image:{each.pk}" alt="">' for each in pictures),
        sources=[
            {"title": f"Source {each}", "url": "", "identifier": "", "note": ""}
            for each in range(number)
        ],
    )


@pytest.mark.parametrize(
    ("name", "stage", "words"),
    [
        ("reviewer", "waiting", ["Approve", "Request changes…"]),
        ("publisher", "waiting", []),
        ("publisher", "approved", ["Publish…", "Schedule…"]),
        ("author", "approved", []),
    ],
)
def test_preview_of_a_version_has_the_buttons_of_its_review(
    client, candidate, reviewer, request, name, stage, words
):
    if stage == "approved":
        workflow.approve(candidate, by=reviewer)
    client.force_login(request.getfixturevalue(name))
    page = client.get(change(candidate.item, f"edition/{candidate.pk}")).content.decode()
    known = ["Approve", "Request changes…", "Publish…", "Schedule…"]
    assert [word for word in known if f">{word}<" in page] == words


def test_reviewer_approves_from_the_preview(client, candidate, reviewer):
    client.force_login(reviewer)
    page = client.get(change(candidate.item, f"edition/{candidate.pk}")).content.decode()
    review = change(candidate.item, f"review/{candidate.pk}")
    assert f'<form method="post" action="{review}"' in page
    assert 'class="review-note" open>' not in client.get(review).content.decode()
    assert 'class="review-note" open>' in client.get(f"{review}?note=1").content.decode()
    response = client.post(review, {"_approve": "1"})
    # What waits for the reviewer next is on the dashboard.
    assert response.headers["Location"] == "/admin/"
    candidate.refresh_from_db()
    assert candidate.review == Review.APPROVED


def test_approved_text_is_published_from_its_review_in_two_steps(
    client, candidate, reviewer, publisher
):
    workflow.approve(candidate, by=reviewer, note="Good.")
    client.force_login(publisher)
    page = client.get(change(candidate.item, f"review/{candidate.pk}")).content.decode()
    publish = change(candidate.item, f"publish/{candidate.pk}")
    assert f'<a class="button default" href="{publish}">' in page
    assert change(candidate.item, f"schedule/{candidate.pk}") in page
    text = text_of(client.get(publish))
    for sentence in (
        "What A patent is granted See it as readers will",
        "/news/2026/grant/",
        "When Now: readers see it at once.",
        f"Approved rita, {NOON_IN_BOTH_OFFICES} Good.",
        f"Submitted ann, {NOON_IN_BOTH_OFFICES} Please read the date.",
    ):
        assert sentence in text
    client.post(publish, {"note": ""})
    assert client.get("/news/2026/grant/").status_code == 200


def test_review_page_compares_with_the_last_approved_edition(client, candidate, author, reviewer):
    item = candidate.item
    workflow.request_changes(candidate, by=reviewer, note="No.")
    item.title = "A patent is refused"
    second = workflow.submit(_saved(item, author), by=author)
    client.force_login(reviewer)
    page = client.get(change(item, f"review/{second.pk}"))
    assert "Text to review" in text_of(page)
    workflow.approve(second, by=reviewer)
    item.title = "A patent is refused again"
    third = workflow.submit(_saved(item, author), by=author)
    page = client.get(change(item, f"review/{third.pk}"))
    assert "Changes to review" in text_of(page)
    assert "<ins>again</ins>" in page.content.decode()
    assert page.content.decode().count('<th scope="col">Version of 2 March 2026') == 2


def _saved(item, by):
    workflow.write(item, by=by)
    return item


def test_review_page_shows_the_note_on_its_own_edition(client, candidate, author, reviewer):
    item = candidate.item
    item.title = "Second thoughts"
    workflow.submit(_saved(item, author), by=author, note="About the second.")
    client.force_login(reviewer)
    text = text_of(client.get(change(item, f"review/{candidate.pk}")))
    assert "Please read the date." in text
    assert "About the second." not in text


def test_reviewer_approves_with_a_button(client, candidate, reviewer):
    client.force_login(reviewer)
    path = change(candidate.item, f"review/{candidate.pk}")
    response = client.post(path, {"note": "Good.", "_approve": "x"}, follow=True)
    assert "Approved. Publishers will see it on their dashboard." in text_of(response)
    candidate.refresh_from_db()
    assert (candidate.review, candidate.by_second_person) == (Review.APPROVED, True)
    assert HistoryEntry.objects.first().note == "Good."


def test_reviewer_who_requests_changes_must_say_which(client, candidate, reviewer):
    client.force_login(reviewer)
    path = change(candidate.item, f"review/{candidate.pk}")
    response = client.post(path, {"note": "", "_request_changes": "x"})
    assert errors(response) == ["Say what should change. The author will see it."]
    client.post(path, {"note": "The year.", "_request_changes": "x"})
    candidate.refresh_from_db()
    assert candidate.review == Review.CHANGES


def test_approving_own_text_is_refused_and_the_note_is_kept(client, noon, administrator):
    page = make_page(needs_second_person=True)
    edition = workflow.submit(page, by=administrator)
    client.force_login(administrator)
    path = change(page, f"review/{edition.pk}")
    assert "Needs approval by someone who didn't write it:" in text_of(client.get(path))
    response = client.post(path, {"note": "typed", "_approve": "x"})
    assert "You can't approve your own changes." in errors(response)[0]
    assert "typed" in response.content.decode()


@pytest.mark.parametrize("meanwhile", ["taken back", "sent back"])
def test_late_response_says_so_and_keeps_the_note(
    client, candidate, author, reviewer, person, meanwhile
):
    if meanwhile == "taken back":
        workflow.withdraw_submission(candidate, by=author)
    else:
        workflow.request_changes(candidate, by=person("rob", "Reviewers"), note="No.")
    client.force_login(reviewer)
    path = change(candidate.item, f"review/{candidate.pk}")
    response = client.post(path, {"note": "A long note of mine", "_approve": "x"})
    assert "Someone may have reviewed it" in errors(response)[0]
    assert "A long note of mine" in response.content.decode()


def test_authors_and_publishers_see_the_review_but_cannot_respond(
    client, candidate, author, publisher
):
    path = change(candidate.item, f"review/{candidate.pk}")
    for user in (author, publisher):
        client.force_login(user)
        assert 'name="_approve"' not in client.get(path).content.decode()
        assert client.post(path, {"note": "x", "_approve": "x"}).status_code == 403
    candidate.refresh_from_db()
    assert candidate.review == Review.WAITING


def test_author_cancels_a_submission_from_the_form(client, candidate, author):
    client.force_login(author)
    item = candidate.item
    assert change(item, f"take-back/{candidate.pk}") in client.get(change(item)).content.decode()
    client.post(change(item, f"take-back/{candidate.pk}"), {"note": "Not yet."})
    candidate.refresh_from_db()
    assert candidate.review == Review.NONE
    response = client.get(change(item, f"take-back/{candidate.pk}"))
    assert "This isn't waiting for review." in text_of(response)
    assert 'class="verb-form"' not in response.content.decode()


def test_author_cannot_cancel_a_submission_of_others_and_reads_why(
    client, noon, author, publisher, person
):
    bob = person("bob", "Authors")
    item = make_news_item()
    candidate = workflow.submit(item, by=bob)
    address = change(item, f"take-back/{candidate.pk}")
    client.force_login(author)
    why = "bob submitted this. Ask them or a publisher to cancel it."
    page = client.get(change(item))
    assert address not in page.content.decode()
    assert why in text_of(page)
    assert why in text_of(client.get(address))
    assert errors(client.post(address, {"note": ""})) == [why]
    candidate.refresh_from_db()
    assert candidate.review == Review.WAITING
    client.force_login(publisher)
    client.post(address, {"note": ""})
    candidate.refresh_from_db()
    assert candidate.review == Review.NONE


def test_form_lists_fields_changed_since_the_submission(client, candidate, author):
    item = candidate.item
    client.force_login(author)
    assert "The draft has changed since then" not in text_of(client.get(change(item)))
    item.title, item.body = "Later thoughts", "<p>More</p>"
    workflow.write(item, by=author)
    page = client.get(change(item))
    assert "The draft has changed since then: Title, Text." in text_of(page)
    assert f"{change(item, 'compare')}?old={candidate.pk}&amp;new=draft" in page.content.decode()


def test_form_shows_the_response_with_its_note(client, candidate, author, reviewer):
    workflow.request_changes(candidate, by=reviewer, note="The year\nis wrong.")
    client.force_login(author)
    page = client.get(change(candidate.item)).content.decode()
    assert "The year<br>is wrong.</blockquote>" in page
    assert "Changes requested</strong>" in page
