"""Only the approval of an edition without the mark removes a mark."""

import pytest

from news.models import Category
from tests.factories import change, make_news_item, make_page, make_term, reasons_for
from tests.reading import text_of
from tianhe_site.publishing import workflow
from tianhe_site.publishing.errors import PublishingError

pytestmark = pytest.mark.django_db

NAMES = ("needs_second_person", "medical")


@pytest.fixture(params=[make_page, make_term], ids=["page", "term"])
def marked(request, noon, author, reviewer, publisher):
    """Return a function that creates a live marked draft."""

    def make(name):
        draft = request.param(**{name: True})
        edition = workflow.submit(draft, by=author)
        workflow.approve(edition, by=reviewer)
        workflow.publish(edition, by=publisher)
        return draft

    return make


def without(draft, name, by):
    """Remove a mark from the draft, and change a word."""
    setattr(draft, name, False)
    draft.summary = f"{draft.summary} Changed."
    workflow.write(draft, by=by)
    return draft


def publish_alone(draft, by):
    workflow.publish_draft(draft, by=by, correction="", reasons=reasons_for(draft))


@pytest.mark.parametrize("name", NAMES)
def test_publisher_alone_cannot_remove_a_mark(marked, publisher, administrator, name):
    draft = without(marked(name), name, publisher)
    assert workflow.removed_marks(draft) == [name]
    for by in (publisher, administrator):
        with pytest.raises(PublishingError, match="by someone who didn't write it"):
            publish_alone(draft, by)


@pytest.mark.parametrize("name", NAMES)
def test_approving_ones_own_text_removes_no_mark(marked, administrator, name):
    draft = without(marked(name), name, administrator)
    edition = workflow.submit(draft, by=administrator, correction="")
    with pytest.raises(PublishingError, match="You can't approve your own changes"):
        workflow.approve(edition, by=administrator)


@pytest.mark.postgresql
@pytest.mark.parametrize("name", NAMES)
def test_removing_and_setting_the_mark_again_does_not_help(marked, publisher, name):
    draft = without(marked(name), name, publisher)
    with pytest.raises(PublishingError, match="by someone who didn't write it"):
        publish_alone(draft, publisher)
    setattr(draft, name, True)
    workflow.write(draft, by=publisher)
    assert workflow.removed_marks(draft) == []
    # Saved without the mark, but not published.
    assert draft.editions.count() == 1


@pytest.mark.parametrize("name", NAMES)
def test_mark_is_removed_once_a_second_person_approves_an_edition_without_it(
    marked, author, reviewer, publisher, name
):
    draft = without(marked(name), name, author)
    edition = workflow.submit(draft, by=author, correction="")
    workflow.approve(edition, by=reviewer)
    assert workflow.removed_marks(draft) == []
    workflow.publish(edition, by=publisher)


def test_mark_of_an_unpublished_draft_needs_a_second_person_to_remove(noon, publisher):
    for name in NAMES:
        page = make_page(name.replace("_", "-"))
        setattr(page, name, True)
        workflow.write(page, by=publisher)
        without(page, name, publisher)
        with pytest.raises(PublishingError, match="by someone who didn't write it"):
            publish_alone(page, publisher)


@pytest.mark.parametrize("name", NAMES)
def test_moving_news_to_an_unmarked_category_removes_the_mark(
    noon, author, reviewer, publisher, name
):
    trials = Category.objects.create(name="Trial", slug="trial", **{name: True})
    item = make_news_item(category=trials)
    edition = workflow.submit(item, by=author)
    workflow.approve(edition, by=reviewer)
    workflow.publish(edition, by=publisher)
    item.category = Category.objects.create(name="Award", slug="award")
    workflow.write(item, by=publisher)
    with pytest.raises(PublishingError, match="by someone who didn't write it"):
        publish_alone(item, publisher)
    edition = workflow.submit(item, by=publisher, correction="")
    workflow.approve(edition, by=reviewer)
    workflow.publish(edition, by=publisher)


def test_one_person_may_mark_an_item_as_medical(noon, publisher):
    page = make_page()
    publish_alone(page, publisher)
    page.medical, page.summary = True, "Now medical."
    workflow.write(page, by=publisher)
    publish_alone(page, publisher)
    assert page.editions.live().get().medical


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("name", "label"),
    [("needs_second_person", "Second approver"), ("medical", "Medical")],
)
def test_review_page_warns_that_approving_removes_the_mark(
    client, marked, author, reviewer, name, label
):
    draft = without(marked(name), name, author)
    edition = workflow.submit(draft, by=author, correction="")
    client.force_login(reviewer)
    page = text_of(client.get(change(draft, f"review/{edition.pk}")))
    assert f"Approving this turns off '{label}'." in page
    assert "Needs a second person" in page


def test_review_page_warns_about_the_mark_of_an_unpublished_item_too(
    client, noon, author, reviewer
):
    page = make_page(needs_second_person=True)
    workflow.write(page, by=author)
    edition = workflow.submit(without(page, "needs_second_person", author), by=author)
    client.force_login(reviewer)
    text = text_of(client.get(change(page, f"review/{edition.pk}")))
    assert "Approving this turns off 'Second approver'." in text


def test_review_page_says_that_a_mark_is_added(client, noon, author, reviewer, publisher):
    page = make_page()
    publish_alone(page, publisher)
    page.medical = True
    workflow.write(page, by=author)
    edition = workflow.submit(page, by=author, correction="")
    client.force_login(reviewer)
    text = text_of(client.get(change(page, f"review/{edition.pk}")))
    assert "Approving this turns on 'Medical'." in text
    assert "turns off" not in text
