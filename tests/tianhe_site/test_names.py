"""People are shown by their names, in what they did and in what they are doing."""

import csv
import json

import pytest

from tests.factories import change, made_before, make_image, make_news_item, news_form
from tests.reading import text_of
from tianhe_site.names import name_and_account, name_of
from tianhe_site.publishing import history, workflow
from tianhe_site.publishing.models import HistoryEntry

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def ann(noon, person):
    return person("ann", "Authors", first_name="Ann Meyer")


@pytest.fixture
def namesake(noon, person):
    return person("ann2", "Authors", first_name="Ann Meyer")


def test_a_name_is_the_whole_name_or_else_the_username(person):
    people = [
        person("ann", first_name="Ann Meyer"),
        person("bo", first_name="Bo", last_name="Li"),
        person("cy"),
        person("long", first_name="x" * 150, last_name="y" * 150),
    ]
    assert [name_of(each) for each in people] == ["Ann Meyer", "Bo Li", "cy", "x" * 150]
    assert [name_and_account(each) for each in people[:3]] == [
        "Ann Meyer (ann)",
        "Bo Li (bo)",
        "cy",
    ]
    assert name_of(workflow.COMMAND_LINE) == "command line"


def test_what_a_command_did_people_read_as_done_by_the_server(client, ann):
    item = make_news_item()
    workflow.write(item, by=workflow.COMMAND_LINE)
    client.force_login(ann)
    pages = [
        "/admin/news/newsitem/",
        change(item, "history"),
        "/admin/publishing/historyentry/",
        "/admin/publishing/historyentry/?actor_name=command+line",
    ]
    for page in pages:
        text = text_of(client.get(page))
        assert "The server" in text
        assert "command line" not in text


def test_what_someone_does_is_recorded_under_their_name(client, ann):
    client.force_login(ann)
    item = make_news_item()
    client.post(change(item), {**news_form(title="New"), "slug": item.slug})
    workflow.submit(item, by=ann, note="Ready.")
    assert set(HistoryEntry.objects.values_list("actor_name", flat=True)) == {"Ann Meyer"}
    page = client.get(change(item, "history")).content.decode()
    assert "Ann Meyer" in page
    assert ">ann<" not in page


def test_people_of_the_same_name_are_told_apart_in_the_audit_log(client, ann, namesake):
    for number, by in enumerate((ann, namesake)):
        workflow.write(make_news_item(f"item-{number}"), by=by)
    assert history.verify() == []
    client.force_login(ann)
    base = "/admin/publishing/historyentry/"
    for entry, who in zip(
        HistoryEntry.objects.order_by("id"), ("Ann Meyer (ann)", "Ann Meyer (ann2)"), strict=True
    ):
        assert who in client.get(f"{base}{entry.pk}/change/").content.decode()
    lines = b"".join(client.get(f"{base}export/", {"format": "jsonl"}).streaming_content)
    said = [json.loads(line) for line in lines.decode().splitlines()]
    assert [(each["actor_name"], each["touched"]["username"]) for each in said] == [
        ("Ann Meyer", "ann"),
        ("Ann Meyer", "ann2"),
    ]
    table = b"".join(client.get(f"{base}export/", {"format": "csv"}).streaming_content)
    rows = list(csv.DictReader(table.decode("utf-8-sig").splitlines()))
    assert [json.loads(row["touched"])["username"] for row in rows] == ["ann", "ann2"]


def test_who_else_has_a_draft_open_and_who_saved_it_has_a_name(client, ann, publisher):
    item = make_news_item()
    client.force_login(ann)
    client.get(change(item))
    client.force_login(publisher)
    assert "Ann Meyer also has this open" in client.get(change(item)).content.decode()


def test_a_second_approver_is_named_and_a_namesake_of_the_writer_counts(client, ann, person):
    made_before(type(ann).groups.through, user=ann, group_id=_group("Reviewers"))
    person("ann2", "Reviewers", first_name="Ann Meyer")
    item = make_news_item(company_announcement=False)
    assert workflow.possible_approvers(item) == ["Ann Meyer", "Ann Meyer"]
    assert workflow.possible_approvers(item, but=ann) == ["Ann Meyer"]


def test_an_upload_has_the_name_of_its_maker(noon, ann):
    image = make_image()
    image.set_author(ann)
    assert image.worded_by_name == "Ann Meyer"


def _group(name):
    from django.contrib.auth.models import Group

    return Group.objects.get(name=name).pk
