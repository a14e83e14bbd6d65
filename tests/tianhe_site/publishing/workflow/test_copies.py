"""Copies: they help nobody around a second approver."""

import pytest

from tests.factories import make_category, make_news_item, make_page, second_person
from tianhe_site.publishing import workflow
from tianhe_site.publishing.errors import PublishingError

pytestmark = pytest.mark.django_db


def test_a_copy_needs_the_second_approver_that_its_source_still_needs(noon, author, publisher):
    page = make_page(needs_second_person=True)
    workflow.record_author(page, by=author)
    page.needs_second_person = False
    workflow.write(page, by=author)
    with pytest.raises(PublishingError, match="needs approval by someone who didn't write it"):
        workflow.publish_draft(workflow.duplicate(page, by=publisher), by=publisher)


def test_a_copy_in_another_category_needs_the_second_approver_of_the_first_one(
    noon, author, publisher
):
    item = make_news_item(category=make_category("Trials", "trials", needs_second_person=True))
    workflow.record_author(item, by=author)
    item.category = make_category()
    workflow.write(item, by=author)
    copy = workflow.duplicate(item, by=publisher)
    assert not copy.needs_second_person
    assert workflow.needs_second_person(copy)


def test_a_copy_of_what_two_people_agreed_needs_none(noon, author, publisher):
    page = make_page(needs_second_person=True)
    workflow.record_author(page, by=author)
    page.needs_second_person = False
    workflow.write(page, by=author)
    workflow.approve(workflow.submit(page, by=author), by=second_person())
    assert not workflow.needs_second_person(workflow.duplicate(page, by=publisher))
