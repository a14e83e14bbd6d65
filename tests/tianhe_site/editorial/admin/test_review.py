"""The pages of review and of putting away, through their forms."""

from datetime import timedelta

import pytest

from news.models import Category, NewsItem
from pages.models import Page
from tests.factories import change, make_news_item, make_page, news_form
from tests.reading import ESCAPED, HOSTILE, errors, seen, text_of
from tianhe_site.publishing import history, workflow
from tianhe_site.publishing.models import HistoryEntry, PreviewLink, Review

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
LIST = "/admin/news/newsitem/"


@pytest.fixture
def candidate(noon, author):
    return workflow.submit(make_news_item(), by=author, note="Please read the date.")


# Submitting


def test_author_saves_and_submits_in_one_go(client, noon, author):
    client.force_login(author)
    response = client.post(f"{LIST}add/", news_form(_submit="x"), follow=True)
    item = NewsItem.objects.get(slug="sent-by-form")
    assert response.redirect_chain == [(change(item, "submit"), 302)]
    data = {"seen": response.context["form"]["seen"].value(), "note": "Please."}
    text = text_of(client.post(change(item, "submit"), data, follow=True))
    assert "Submitted for review. You'll see the response on your dashboard." in text
    assert "Submitted by ann on 2 March 2026" in text or "Submitted by ann on" in text
    assert item.editions.get().review == Review.WAITING
    assert HistoryEntry.objects.first().note == "Please."


def test_submitting_says_that_a_second_person_must_approve(client, noon, author):
    client.force_login(author)
    sentence = "Needs approval by someone who didn't write it:"
    for marked in (False, True):
        page = make_page(f"page-{marked}", needs_second_person=marked)
        assert (sentence in text_of(client.get(change(page, "submit")))) == marked


def test_submitting_asks_about_warnings_and_corrections_and_keeps_what_was_typed(
    client, live_item, author
):
    live_item.title = "Another title."
    live_item.save()
    client.force_login(author)
    page = client.get(change(live_item, "submit"))
    assert "The title ends with a period." in text_of(page)
    assert "An earlier version is live. What kind of change is this?" in text_of(page)
    data = {"seen": seen(live_item), "note": "typed", "change_kind": "correction"}
    response = client.post(change(live_item, "submit"), data)
    assert errors(response) == [
        "Say what was corrected. Readers will see it.",
        "Fix this, or explain why you're keeping it.",
    ]
    assert ">\ntyped</textarea>" in response.content.decode()
    assert 'value="correction" required id="id_change_kind_0" checked' in response.content.decode()
    data |= {"correction": "The number was 15; it is 12.", "reason:full-stop:title:": "Inc."}
    client.post(change(live_item, "submit"), data)
    edition = live_item.editions.latest("pk")
    said = (edition.review, edition.change_kind, edition.correction)
    assert said == (Review.WAITING, "correction", "The number was 15; it is 12.")
    assert HistoryEntry.objects.first().passed[0]["reason"] == "Inc."


def test_mere_typo_asks_for_no_sentence(client, live_item, author):
    live_item.title = "Another title"
    live_item.save()
    client.force_login(author)
    data = {"seen": seen(live_item), "change_kind": "typo", "correction": "Not to be shown."}
    client.post(change(live_item, "submit"), data)
    edition = live_item.editions.latest("pk")
    assert (edition.change_kind, edition.correction) == ("typo", "")


def test_nothing_is_asked_about_a_correction_where_readers_have_nothing(client, noon, author):
    client.force_login(author)
    page = client.get(change(make_news_item(), "submit")).content.decode()
    assert "change_kind" not in page


@pytest.mark.parametrize("verb", ["submit", "publish", "schedule"])
def test_what_must_be_mended_is_listed_with_links_and_nothing_is_asked(
    client, noon, administrator, verb
):
    item = make_news_item(title="Full stop.", company_announcement=False, dateline_place="")
    client.force_login(administrator)
    before = HistoryEntry.objects.count()
    response = client.get(change(item, verb))
    text = response.content.decode()
    assert f'<a href="{change(item)}#id_dateline_place">Enter the city where' in text
    assert f'<a href="{change(item)}#id_sources">Add a source' in text
    assert '<form method="post" class="verb-form">' not in text
    assert HistoryEntry.objects.count() == before


def test_form_of_the_draft_lists_what_the_checks_find_and_says_it_at_the_fields(
    client, noon, author, reviewer
):
    item = make_news_item(dateline_place="", title=f"{HOSTILE}.")
    client.force_login(author)
    text = client.get(change(item)).content.decode()
    assert '<a href="#id_dateline_place">Enter the city where this release is issued' in text
    assert 'class="finding finding-block">Enter the city' in text
    assert HOSTILE not in text
    client.force_login(reviewer)
    assert "Enter the city where" not in client.get(change(item)).content.decode()


def test_draft_that_was_changed_meanwhile_is_not_submitted(client, noon, author):
    item = make_news_item()
    data = {"seen": seen(item), "note": "typed"}
    item.title = "Changed by somebody else meanwhile"
    item.save()
    client.force_login(author)
    response = client.post(change(item, "submit"), data)
    assert "while you had this page open" in text_of(response)
    assert "typed" in response.content.decode()
    assert not item.editions.exists()


def test_warning_that_came_up_meanwhile_is_asked_about(client, noon, author):
    item, other = make_page("first"), make_page("second")
    workflow.publish_draft(other, by=workflow.COMMAND_LINE)
    item.body = f'<p><a href="item:{other.pk}">Second page</a></p>'
    item.save()
    client.force_login(author)
    client.get(change(item, "submit"))
    workflow.withdraw(other, by=workflow.COMMAND_LINE, note="x")
    response = client.post(change(item, "submit"), {"seen": seen(item), "note": "typed"})
    assert "leads to /second/, which readers can't open" in text_of(response)
    reason = f"reason:dead-link:body:item:{other.pk}"
    assert f'name="{reason}"' in response.content.decode()
    client.post(change(item, "submit"), {"seen": seen(item), reason: "It comes back tomorrow."})
    assert item.editions.get().review == Review.WAITING


# Reviewing


def test_review_page_says_who_wrote_what_it_changes_and_what_was_passed(
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
        "Note: Read the title.",
        "Written by: ann, paul.",
        "Readers will see this correction: It was refused.",
        "The title ends with a period. Remove it. Author's reason: Quoted.",
        "Changes to review",
    ):
        assert sentence in text
    assert "<del>granted</del>" in response.content.decode()
    assert '<th scope="col">Live version</th>' in response.content.decode()
    assert response.context["writers"] == ["ann", "paul"]


def test_review_page_of_a_first_edition_says_all_of_it(client, candidate, reviewer):
    client.force_login(reviewer)
    text = text_of(client.get(change(candidate.item, f"review/{candidate.pk}")))
    assert "Text to review" in text
    assert "added: A patent is granted" in text


def test_review_page_compares_with_what_was_approved_not_with_what_was_sent_back(
    client, candidate, author, reviewer
):
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


def test_note_on_the_review_page_is_that_of_its_own_edition(client, candidate, author, reviewer):
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


def test_reviewer_asks_for_changes_and_must_say_which(client, candidate, reviewer):
    client.force_login(reviewer)
    path = change(candidate.item, f"review/{candidate.pk}")
    response = client.post(path, {"note": "", "_request_changes": "x"})
    assert errors(response) == ["Say what should change. The author will see it."]
    client.post(path, {"note": "The year.", "_request_changes": "x"})
    candidate.refresh_from_db()
    assert candidate.review == Review.CHANGES


def test_own_words_are_refused_on_the_page_with_the_note_kept(client, noon, administrator):
    page = make_page(needs_second_person=True)
    edition = workflow.submit(page, by=administrator)
    client.force_login(administrator)
    path = change(page, f"review/{edition.pk}")
    assert "Needs approval by someone who didn't write it:" in text_of(client.get(path))
    response = client.post(path, {"note": "typed", "_approve": "x"})
    assert "You can't approve your own changes." in errors(response)[0]
    assert "typed" in response.content.decode()


@pytest.mark.parametrize("meanwhile", ["taken back", "sent back"])
def test_answer_that_comes_too_late_says_so_and_keeps_the_note(
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


def test_authors_and_publishers_see_the_review_and_can_not_answer(
    client, candidate, author, publisher
):
    path = change(candidate.item, f"review/{candidate.pk}")
    for user in (author, publisher):
        client.force_login(user)
        assert 'name="_approve"' not in client.get(path).content.decode()
        assert client.post(path, {"note": "x", "_approve": "x"}).status_code == 403
    candidate.refresh_from_db()
    assert candidate.review == Review.WAITING


def test_submission_is_taken_back_from_the_form(client, candidate, author):
    client.force_login(author)
    item = candidate.item
    assert change(item, f"take-back/{candidate.pk}") in client.get(change(item)).content.decode()
    client.post(change(item, f"take-back/{candidate.pk}"), {"note": "Not yet."})
    candidate.refresh_from_db()
    assert candidate.review == Review.NONE
    response = client.get(change(item, f"take-back/{candidate.pk}"))
    assert "This isn't waiting for review." in text_of(response)
    assert 'class="verb-form"' not in response.content.decode()


def test_draft_that_is_ahead_of_the_candidate_is_said_with_what_differs(client, candidate, author):
    item = candidate.item
    client.force_login(author)
    assert "The draft has changed since then" not in text_of(client.get(change(item)))
    item.title, item.body = "Later thoughts", "<p>More</p>"
    workflow.write(item, by=author)
    page = client.get(change(item))
    assert "The draft has changed since then: Title, Text." in text_of(page)
    assert f"{change(item, 'compare')}?old={candidate.pk}&amp;new=draft" in page.content.decode()


def test_form_shows_the_answer_with_its_note(client, candidate, author, reviewer):
    workflow.request_changes(candidate, by=reviewer, note="The year\nis wrong.")
    client.force_login(author)
    page = client.get(change(candidate.item)).content.decode()
    assert "The year<br>is wrong.</blockquote>" in page
    assert "Changes requested</strong>" in page


# Publishing what was approved


def test_publisher_publishes_what_was_approved_wherever_the_draft_has_gone(
    client, candidate, author, reviewer, publisher
):
    workflow.approve(candidate, by=reviewer)
    item = candidate.item
    item.title = "Later thoughts"
    workflow.write(item, by=author)
    client.force_login(publisher)
    path = change(item, f"publish/{candidate.pk}")
    assert path in client.get(change(item)).content.decode()
    text = text_of(client.get(path))
    assert "Approved by rita." in text
    assert "The draft has changed since then. Those changes aren't included." in text
    client.post(path, {"note": "Agreed."})
    assert "A patent is granted" in client.get("/news/2026/grant/").content.decode()


def test_publisher_schedules_what_was_approved(client, noon, candidate, reviewer, publisher):
    workflow.approve(candidate, by=reviewer)
    client.force_login(publisher)
    data = {"at": "2026-03-05T09:00", "zone": "Asia/Shanghai"}
    client.post(change(candidate.item, f"schedule/{candidate.pk}"), data)
    candidate.refresh_from_db()
    assert candidate.live_from.isoformat() == "2026-03-05T01:00:00+00:00"


def test_reason_given_when_submitting_is_not_asked_again(client, noon, author, publisher):
    item = make_news_item(title="A full stop.")
    edition = workflow.submit(item, by=author, reasons={"full-stop:title:": "Inc."})
    client.force_login(publisher)
    for path in (f"publish/{edition.pk}", f"schedule/{edition.pk}", "publish", "schedule"):
        page = client.get(change(item, path)).content.decode()
        assert "reason:full-stop" not in page
        assert 'class="verb-form"' in page
    client.post(change(item, f"publish/{edition.pk}"), {"note": ""})
    assert item.editions.live().get() == edition


def test_withdrawn_text_with_a_warning_can_be_published_again(client, noon, publisher):
    item = make_news_item(title="A full stop.")
    reasons = {"full-stop:title:": "Inc."}
    workflow.publish_draft(item, by=publisher, reasons=reasons)
    workflow.withdraw(item, by=publisher, note="x")
    client.force_login(publisher)
    assert 'name="reason:full-stop:title:"' in client.get(change(item, "publish")).content.decode()
    data = {"seen": seen(item), "reason:full-stop:title:": "Still Inc."}
    client.post(change(item, "publish"), data)
    assert item.editions.live().exists()


def test_approved_correction_with_a_warning_can_be_published_from_the_draft(
    client, live_item, author, reviewer, publisher
):
    live_item.title = "A full stop."
    reasons = {"full-stop:title:": "Inc."}
    edition = workflow.submit(
        _saved(live_item, author), by=author, correction="It was wrong.", reasons=reasons
    )
    workflow.approve(edition, by=reviewer)
    client.force_login(publisher)
    assert 'class="verb-form"' in client.get(change(live_item, "publish")).content.decode()
    data = {"seen": seen(live_item), "change_kind": "correction", "correction": "It was wrong."}
    client.post(change(live_item, "publish"), data)
    assert live_item.editions.live().get() == edition


def test_marked_page_is_not_offered_to_be_published_from_the_draft(
    client, noon, author, reviewer, publisher
):
    page = make_page(needs_second_person=True)
    client.force_login(publisher)
    assert 'name="_publish"' not in client.get(change(page)).content.decode()
    for verb in ("publish", "schedule"):
        text = text_of(client.get(change(page, verb)))
        assert "needs approval by someone who didn't write it" in text
    edition = workflow.submit(page, by=author)
    workflow.approve(edition, by=reviewer)
    assert 'class="verb-form"' in client.get(change(page, "schedule")).content.decode()


def test_page_below_one_that_is_scheduled_can_be_scheduled_with_it(client, noon, publisher):
    above = make_page("above")
    below = make_page("below", parent=above)
    workflow.publish_draft(above, by=publisher, at=noon + HOUR)
    client.force_login(publisher)
    assert 'class="verb-form"' in client.get(change(below, "schedule")).content.decode()
    data = {"seen": seen(below), "at": "2026-03-02T20:00", "zone": "UTC"}
    client.post(change(below, "schedule"), data)
    assert below.editions.pending(noon).exists()


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


# Preview links


def test_link_is_made_shown_and_revoked_by_buttons(client, candidate, author):
    client.force_login(author)
    path = change(candidate.item, f"links/{candidate.pk}")
    assert client.post(path, {"note": "Dr. Li", "days": "3"}).headers["Location"] == path
    link = PreviewLink.objects.get()
    page = client.get(path).content.decode()
    assert "/preview/" in page
    assert "Link for Dr. Li" in page
    revoke = change(candidate.item, f"links/{candidate.pk}/revoke/{link.pk}")
    assert f'action="{revoke}"' in page
    assert client.get(revoke).status_code == 405
    assert "Preview link closed." in text_of(client.post(revoke, follow=True))
    page = client.get(path).content.decode()
    assert "/preview/" not in page
    assert "Closed" in page
    assert "This link has already expired." in text_of(client.post(revoke, follow=True))


def test_link_of_another_edition_is_not_revoked_here(client, candidate, author):
    link = workflow.share_preview(candidate, by=author, note="Dr. Li")
    other = workflow.freeze(make_news_item("other"), by=author)
    client.force_login(author)
    for item, edition in ((other.item, other), (candidate.item, other), (other.item, candidate)):
        path = change(item, f"links/{edition.pk}/revoke/{link.pk}")
        assert client.post(path).status_code == 404
    path = change(candidate.item, f"links/{candidate.pk}/revoke/{'9' * 20}")
    assert client.post(path).status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None


@pytest.mark.parametrize(
    "data",
    [
        {"x": "y"},
        {"note": "", "days": "7"},
        {"note": "x", "days": "0"},
        {"note": "x", "days": "31"},
        {"note": "x", "days": "9" * 5000},
        {"note": "x", "days": "many"},
        {"note": "x" * 201, "days": "7"},
        {"note": "\u2060\x00", "days": "7"},
    ],
)
def test_impossible_link_says_why(client, candidate, author, data):
    client.force_login(author)
    response = client.post(change(candidate.item, f"links/{candidate.pk}"), data)
    assert response.status_code == 200
    assert errors(response)
    assert not PreviewLink.objects.exists()


# Putting away


def test_draft_is_put_into_the_trash_and_brought_back_from_its_page(client, noon, author):
    item = make_news_item()
    workflow.write(item, by=author)
    client.force_login(author)
    assert change(item, "archive") in client.get(change(item)).content.decode()
    assert 'value="Move to trash"' in client.get(change(item, "archive")).content.decode()
    client.post(change(item, "archive"), {"note": "A duplicate."})
    assert f">{item.title}</a>" not in client.get(LIST).content.decode()
    assert f">{item.title}</a>" in client.get(f"{LIST}?state=trashed").content.decode()
    page = client.get(change(item))
    assert "Restore it to continue editing." in text_of(page)
    assert 'name="_save"' not in page.content.decode()
    assert change(item, "restore") in page.content.decode()
    assert "Your changes weren't saved" in text_of(
        client.post(change(item), news_form(), follow=True)
    )
    client.post(change(item, "restore"), {"note": ""})
    item.refresh_from_db()
    assert (item.trashed_at, item.title) == (None, "A patent is granted")


def test_a_draft_of_others_offers_an_author_no_trash_and_says_why(client, noon, author, person):
    bob = person("bob", "Authors")
    item = make_news_item()
    workflow.write(item, by=bob)
    client.force_login(author)
    why = "bob worked on this draft. Ask a publisher to move it to the trash or delete it."
    page = client.get(change(item))
    assert change(item, "archive") not in page.content.decode()
    assert why in text_of(page)
    assert why in text_of(client.get(change(item, "archive")))
    assert errors(client.post(change(item, "archive"), {"note": ""})) == [why]
    workflow.archive(item, by=bob)
    assert change(item, "restore") in client.get(change(item)).content.decode()
    page = client.get(f"{LIST}empty-trash/")
    assert f"These won't be deleted: {item}: {why}" in text_of(page)
    assert 'name="draft"' not in page.content.decode()
    client.post(f"{LIST}empty-trash/", {"draft": [item.pk]})
    assert NewsItem.objects.filter(pk=item.pk).exists()


def test_a_submission_of_others_offers_an_author_no_way_back_and_says_why(
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


def test_page_in_the_trash_is_refused_on_the_page_of_each_verb(client, noon, administrator):
    item = make_news_item()
    workflow.archive(item, by=administrator)
    client.force_login(administrator)
    for verb in ("submit", "publish", "schedule", "archive"):
        assert "This is in the trash. Restore it first." in text_of(client.get(change(item, verb)))
    response = client.post(change(item, "submit"), {"seen": seen(item)})
    assert errors(response) == ["This is in the trash. Restore it first."]


def test_what_was_public_is_archived_by_publishers(client, live_item, author, publisher):
    client.force_login(publisher)
    page = text_of(client.get(change(live_item, "archive")))
    assert "Withdraw it or cancel its schedule first" in page
    workflow.withdraw(live_item, by=publisher, note="x")
    assert 'value="Archive"' in client.get(change(live_item, "archive")).content.decode()
    client.force_login(author)
    assert client.post(change(live_item, "archive"), {"note": ""}).status_code == 403
    client.force_login(publisher)
    client.post(change(live_item, "archive"), {"note": ""})
    assert f">{live_item.title}</a>" in client.get(f"{LIST}?state=archived").content.decode()


def test_trash_is_emptied_after_a_look_at_it(client, noon, author):
    gone, stays, kept = make_news_item("a", title="Gone"), make_news_item("b"), make_news_item("c")
    stays.title = f"Stays {HOSTILE}"
    workflow.write(stays, by=author)
    workflow.write(gone, by=author)
    workflow.freeze(stays, by=author)
    for item in (gone, stays):
        workflow.archive(item, by=author)
    client.force_login(author)
    assert f"{LIST}empty-trash/" in client.get(f"{LIST}?state=trashed").content.decode()
    page = client.get(f"{LIST}empty-trash/").content.decode()
    assert "<li>Gone</li>" in page
    assert ESCAPED in page
    late = make_news_item("late")
    workflow.write(late, by=author)
    workflow.archive(late, by=author)
    shown = {"draft": [gone.pk, stays.pk, "x", "9" * 30]}
    response = client.post(f"{LIST}empty-trash/", shown, follow=True)
    assert "Deleted: 1." in text_of(response)
    assert "These weren't deleted, because they have saved versions" in text_of(response)
    assert ESCAPED in response.content.decode()
    # What was put away after the look stays.
    assert set(NewsItem.objects.all()) == {stays, kept, late}


def test_trash_that_holds_a_page_above_another_is_no_fault(client, noon, author):
    above = make_page("above")
    below = make_page("below", parent=above)
    for page in (above, below):
        workflow.write(page, by=author)
    workflow.freeze(below, by=author)
    for page in (below, above):
        workflow.archive(page, by=author)
    client.force_login(author)
    shown = {"draft": [above.pk, below.pk]}
    text = text_of(client.post("/admin/pages/page/empty-trash/", shown, follow=True))
    assert "Deleted: 0." in text
    assert "other items need them" in text
    assert Page.objects.count() == 2


def test_pages_in_the_trash_are_in_no_order_and_above_nothing(client, noon, publisher):
    first, second, third = make_page("first"), make_page("second"), make_page("third")
    workflow.archive(second, by=publisher)
    client.force_login(publisher)
    page = client.get("/admin/pages/page/order/").content.decode()
    assert [f'data-page="{each.pk}"' in page for each in (first, second, third)] == [1, 0, 1]
    client.post("/admin/pages/page/order/", {"page": third.pk, "step": "-1"})
    positions = dict(Page.objects.values_list("slug", "position"))
    assert positions["third"] < positions["first"]
    assert client.post("/admin/pages/page/order/", {"page": second.pk}).status_code == 404
    form = client.get("/admin/pages/page/add/").context["adminform"].form
    assert list(form.fields["parent"].queryset) == [third, first]


# Hostile input


def test_notes_reasons_and_titles_come_out_escaped(client, noon, author, reviewer, publisher):
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
    for path in ("/admin/", "/admin/bulk-publish/", LIST, "/admin/publishing/historyentry/"):
        text = client.get(path).content.decode()
        assert HOSTILE not in text, path
        assert ESCAPED in text, path


@pytest.mark.parametrize("note", ["n" * 5_001, "n" * 100_000])
def test_impossible_note_is_a_sentence_in_every_form(client, candidate, administrator, note):
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


@pytest.mark.parametrize("reason", ["", " ", "\u2060\x00", "r" * 100_000])
def test_impossible_reason_is_refused(client, noon, author, reason):
    item = make_news_item(title="A full stop.")
    client.force_login(author)
    data = {"seen": seen(item), "reason:full-stop:title:": reason}
    response = client.post(change(item, "submit"), data)
    assert response.status_code == 200
    assert errors(response)
    assert not item.editions.exists()


@pytest.fixture
def overdue(client, noon, publisher, settings):
    """What is sent to schedule a page whose review is overdue by then, and the name of the reason
    for that: now it is not, so the form asks for none when it is opened."""
    # A page with a day of review needs a second person, which is not what this is about.
    settings.REVIEW_POLICY = "marked"
    page = make_page(next_review="2026-03-03")
    client.force_login(publisher)
    data = {"seen": seen(page), "at": "2026-04-01T09:00", "zone": "UTC"}
    name = "reason:review-due:next_review:2026-03-03"
    response = client.post(change(page, "schedule"), data)
    assert f'name="{name}"' in response.content.decode()
    return page, data, name


def test_reason_that_was_not_asked_for_yet_is_kept_plain(client, overdue):
    page, data, name = overdue
    client.post(change(page, "schedule"), {**data, name: "a\x00b"})
    assert HistoryEntry.objects.first().passed[0]["reason"] == "ab"
    assert history.verify() == []


@pytest.mark.parametrize(
    ("reason", "values", "sentence"),
    [
        ("r" * 501, {}, "This text has 501 characters. Shorten it to 500 or fewer."),
        ("Read today.", {"at": "no time"}, "Enter the date and time like this: 2026-12-03 09:00."),
    ],
)
def test_reason_that_was_not_asked_for_yet_comes_back_with_a_mistake(
    client, overdue, reason, values, sentence
):
    page, data, name = overdue
    response = client.post(change(page, "schedule"), {**data, name: reason, **values})
    assert errors(response) == [sentence]
    assert f'name="{name}" value="{reason}"' in response.content.decode()
    assert not page.editions.exists()


def test_missing_fields_are_no_fault(client, candidate, administrator):
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


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai", "UTC"])
@pytest.mark.parametrize("at", ["0001-01-01T00:00", "1899-12-31T00:00", "9999-12-31T23:59"])
def test_year_off_the_calendar_is_a_sentence(client, candidate, publisher, at, zone):
    client.force_login(publisher)
    data = {"seen": seen(candidate.item), "at": at, "until": at, "zone": zone}
    response = client.post(change(candidate.item, "schedule"), data)
    assert errors(response) == ["Check the year."] * 2
    response = client.get("/admin/as-of/", {"at": at, "zone": zone})
    assert errors(response) == ["Check the year."]
