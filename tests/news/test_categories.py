"""Unmarking a category needs a second person; marking it doesn't."""

import pytest

from news.models import Category
from tests.factories import change, make_news_item
from tests.reading import text_of
from tianhe_site.publishing import clock, history, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def category(noon):
    return Category.objects.create(
        name="Clinical trial", slug="trial", needs_second_person=True, medical=True
    )


def save(client, category, by, **values):
    """Submit the category's form; boxes not in `values` are unchecked."""
    client.force_login(by)
    form = {"name": category.name, "position": "0", "why": "", **values}
    answer = client.post(f"/admin/news/category/{category.pk}/change/", form, follow=True)
    category.refresh_from_db()
    return text_of(answer)


def marks(category):
    return category.needs_second_person, category.medical


@pytest.mark.postgresql
def test_order_is_a_number_that_both_databases_hold(client, category, administrator):
    text = save(client, category, administrator, position="32768", medical="on", why="x")
    assert "Ensure this value is less than or equal to 32767." in text
    assert category.position == 0


def test_unmarking_asks_a_second_person_and_changes_nothing_yet(client, category, publisher):
    text = save(client, category, publisher, why="No trials any more.")
    assert "Approval requested." in text
    assert "was changed successfully" not in text
    assert marks(category) == (True, True)
    request = workflow.open_requests(clock.now())[0]
    assert (request.actor_name, request.note) == ("paul", "No trials any more.")
    assert history.describe(request) == [
        "Medical: yes → no",
        "Second approver: yes → no",
    ]


def test_unmarking_without_a_reason_asks_for_one(client, category, publisher):
    assert "Explain why. The approver sees this" in save(client, category, publisher)
    assert marks(category) == (True, True)
    assert workflow.open_requests(clock.now()) == []


def test_administrator_cannot_unmark_alone(client, category, administrator):
    save(client, category, administrator, why="x", medical="on")
    assert marks(category) == (True, True)


@pytest.mark.postgresql
def test_publishing_while_unmarking_is_pending_still_needs_a_second_person(
    client, category, publisher
):
    item = make_news_item("cured", category=category)
    save(client, category, publisher, why="x", medical="on")
    with pytest.raises(PublishingError, match="by someone who didn't write it"):
        workflow.publish_draft(item, by=publisher)
    save(client, category, publisher, needs_second_person="on", medical="on")
    assert marks(category) == (True, True)


@pytest.mark.postgresql
def test_other_changes_are_saved_at_once(client, category, publisher):
    save(client, category, publisher, name="Trials", why="x", medical="on")
    assert (category.name, marks(category)) == ("Trials", (True, True))
    assert [each.touched["asks"]["changes"] for each in workflow.open_requests(clock.now())] == [
        {"needs_second_person": [True, False]}
    ]


@pytest.mark.postgresql
def test_second_persons_approval_is_recorded_with_each_item(client, category, publisher, reviewer):
    item = make_news_item("trial", category=category)
    workflow.write(item, by=publisher)
    save(client, category, publisher, why="No trials any more.", medical="on")
    request = workflow.open_requests(clock.now())[0]
    workflow.agree(request, by=reviewer)
    category.refresh_from_db()
    assert marks(category) == (False, True)
    entries = HistoryEntry.objects.filter(pk__gt=request.pk).order_by("id")
    assert [(each.verb, each.actor_name, str(each.item_title)) for each in entries] == [
        ("agree", "rita", "Clinical trial"),
        ("change", "rita", "Clinical trial"),
        ("write", "paul", "A patent is granted"),
    ]
    assert entries[2].note == "No longer needs a second approver."
    assert history.verify() == []


@pytest.mark.postgresql
def test_approver_of_unmarking_can_still_approve_items(
    client, category, publisher, author, reviewer
):
    item = make_news_item("trial", category=category)
    workflow.write(item, by=author)
    save(client, category, publisher, why="x", medical="on")
    workflow.agree(workflow.open_requests(clock.now())[0], by=reviewer)
    item.refresh_from_db()
    edition = workflow.submit(item, by=author)
    assert workflow.approve(edition, by=reviewer).by_second_person


def test_category_unmarked_meanwhile_is_not_unmarked_again(client, category, publisher, reviewer):
    save(client, category, publisher, why="x", medical="on")
    request = workflow.open_requests(clock.now())[0]
    Category.objects.update(needs_second_person=False)
    with pytest.raises(PublishingError, match="Someone changed 'Clinical trial'"):
        workflow.agree(request, by=reviewer)


def test_request_for_a_deleted_category_says_so_and_can_be_declined(
    client, category, publisher, reviewer
):
    save(client, category, publisher, why="x", medical="on")
    request = workflow.open_requests(clock.now())[0]
    category.delete()
    with pytest.raises(PublishingError, match="Someone deleted this while you were working"):
        workflow.agree(request, by=reviewer)
    client.force_login(reviewer)
    assert "Someone deleted this while you were working" in text_of(
        client.get(f"/admin/requests/{request.pk}/")
    )
    workflow.decline(request, by=reviewer, note="It is gone.")
    assert workflow.open_requests(clock.now()) == []


def test_repeated_request_gives_a_message(client, category, publisher):
    save(client, category, publisher, why="x", medical="on")
    assert "already been requested" in save(client, category, publisher, why="y", medical="on")
    assert len(workflow.open_requests(clock.now())) == 1


def test_marking_needs_one_person(client, noon, publisher):
    category = Category.objects.create(name="Award", slug="award")
    text = save(client, category, publisher, needs_second_person="on", medical="on")
    assert "was changed successfully" in text
    assert (marks(category), workflow.open_requests(clock.now())) == ((True, True), [])


def test_unmarking_needs_one_person_if_the_policy_asks_nobody(
    client, category, publisher, settings
):
    settings.REVIEW_POLICY = "off"
    save(client, category, publisher)
    assert marks(category) == (False, False)


def test_read_only_form_asks_for_no_reason(client, category, author):
    client.force_login(author)
    page = text_of(client.get(f"/admin/news/category/{category.pk}/change/"))
    assert "Clinical trial" in page
    assert "Why" not in page


def test_history_of_the_category_has_the_request_and_the_answer(
    client, category, publisher, reviewer
):
    save(client, category, publisher, why="No trials any more.", medical="on")
    workflow.decline(workflow.open_requests(clock.now())[0], by=reviewer, note="There are some.")
    client.force_login(publisher)
    page = text_of(client.get(f"/admin/news/category/{category.pk}/history/"))
    for words in (
        "Requested approval",
        "No trials any more.",
        "Declined a request",
        "There are some.",
    ):
        assert words in page


@pytest.mark.postgresql
def test_marked_category_cannot_be_deleted(client, category, administrator):
    client.force_login(administrator)
    address = f"/admin/news/category/{category.pk}/delete/"
    assert client.post(address, {"post": "yes"}).status_code == 403
    assert Category.objects.filter(pk=category.pk).exists()
    Category.objects.update(needs_second_person=False, medical=False)
    assert client.post(address, {"post": "yes"}).status_code == 302
    assert not Category.objects.filter(pk=category.pk).exists()


def test_category_in_use_is_not_deleted_and_names_some_of_its_items(
    client, noon, administrator, monkeypatch
):
    monkeypatch.setattr("news.admin.MAX_NAMED", 2)
    category = Category.objects.create(name="Events", slug="events")
    for slug in "abc":
        item = make_news_item(slug, title=f"Item {slug}", category=category)
    client.force_login(administrator)
    address = f"/admin/news/category/{category.pk}/delete/"
    page = client.get(address)
    shown = "You can't delete this while it's used here: Item c Item b and 1 more"
    assert shown in text_of(page)
    assert change(item) in page.text
    client.post(address, {"post": "yes"})
    assert Category.objects.filter(pk=category.pk).exists()


def test_name_in_chinese_is_part_of_chinese_items_only(client, category, publisher, author):
    english, chinese = (
        make_news_item(f"trial-{code}", category=category, language=code)
        for code in ("en", "zh-hans")
    )
    client.force_login(publisher)
    page = client.get(change(category))
    assert "Name in 简体中文" in text_of(page)
    findings = {item: client.get(change(item)).context["findings"] for item in (english, chinese)}
    assert [
        finding.message
        for item, found in findings.items()
        for finding in found
        if finding.code == "no-category-name"
    ] == [
        "The category 'Clinical trial' has no name in 简体中文, so readers see this one. Add the "
        "name to the category."
    ]
    marks_on = {"needs_second_person": "on", "medical": "on"}
    before = english.content_hash
    save(client, category, publisher, **{"name_zh-hans": "临床试验"}, **marks_on)
    for item in (english, chinese):
        item.refresh_from_db()
    assert [item.as_edition().category_name for item in (english, chinese)] == [
        "Clinical trial",
        "临床试验",
    ]
    assert english.content_hash == before
    # Who named it has written part of the Chinese item.
    entries = HistoryEntry.objects.filter(actor_name="paul").order_by("id")
    assert [(each.verb, each.item_id) for each in entries] == [
        ("change", None),
        ("write", chinese.pk),
    ]
    assert history.describe(entries[0]) == ["Names in other languages: – → zh-hans: 临床试验"]
    other = Category.objects.create(name="Other", slug="other")
    text = save(client, other, publisher, **{"name_zh-hans": "临床试验"})
    assert "Another category has this name." in text
    # Renaming in English changes nothing in Chinese.
    before = chinese.content_hash
    name = {"name": "Trials", "name_zh-hans": "临床试验"}
    save(client, category, publisher, **name, **marks_on)
    chinese.refresh_from_db()
    assert chinese.content_hash == before
    assert history.verify() == []
