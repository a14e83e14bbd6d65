"""Translating an item, and agreeing that a translation needs no change."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from news.models import NewsItem
from pages.models import Page
from tests.factories import (
    approved,
    make_image,
    make_news_item,
    make_page,
    make_site_details,
    publish_approved,
    reasons_for,
    second_person,
)
from tianhe_site.publishing import history, translations, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import Edition, HistoryEntry

pytestmark = [pytest.mark.django_db]

HOUR = timedelta(hours=1)


def in_chinese(item, *, by):
    return workflow.translate(item, language="zh-hans", by=by)


def reworded(draft, **values):
    draft = type(draft).objects.get(pk=draft.pk)
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save()
    return draft


def state_of(item, at):
    return translations.of_items([item], at)[item.pk][1].state


# Translate


def test_translation_has_the_text_pictures_and_place_of_its_source(noon, author, publisher):
    above = make_page("company")
    linked = make_page("history")
    source = make_page(
        "office",
        parent=above,
        picture=make_image(),
        medical=True,
        sources=[{"title": "A study"}],
        body=f'<p><a href="item:{linked.pk}#x">History</a></p>',
    )
    parent = in_chinese(above, by=publisher)
    other = in_chinese(linked, by=publisher)
    made = in_chinese(source, by=publisher)
    made.refresh_from_db()
    assert (made.language, made.translation_key, made.source_id, made.source_hash) == (
        "zh-hans",
        source.translation_key,
        source.pk,
        source.content_hash,
    )
    assert (made.title, made.picture_id, made.medical) == (
        source.title,
        source.picture_id,
        True,
    )
    assert (made.sources, made.body) == (
        source.sources,
        f'<p><a href="item:{other.pk}#x">History</a></p>',
    )
    assert (made.parent, made.path_for()) == (parent, "/zh-hans/company/office/")
    assert in_chinese(source, by=publisher) == made
    assert history.verify() == []


def test_translation_is_below_the_nearest_page_that_has_one(noon, publisher):
    above = make_page("company")
    between = make_page("teams", parent=above)
    parent = in_chinese(above, by=publisher)
    made = in_chinese(make_page("office", parent=between), by=publisher)
    assert (made.parent, workflow.nearest_parent(between, "zh-hans")) == (parent, parent)
    home = Page.objects.filter(slug="", parent=None).first() or make_page("")
    assert in_chinese(home, by=publisher).path_for() == "/zh-hans/"


def test_live_text_is_translated_and_not_the_draft(noon, publisher):
    source = make_news_item()
    workflow.publish_draft(source, by=publisher)
    reworded(source, title="Not live yet")
    made = in_chinese(source, by=publisher)
    assert (made.title, made.category) == (source.title, source.category)
    details = make_site_details()
    assert in_chinese(details, by=publisher).name == details.name


def test_who_wrote_the_source_cannot_approve_the_translation(noon, author, publisher):
    page, writer = make_page(needs_second_person=True), second_person()
    workflow.record_author(page, by=writer)
    edition = workflow.submit(in_chinese(page, by=author), by=author)
    with pytest.raises(PublishingError, match="can't approve your own changes"):
        workflow.approve(edition, by=writer)


def test_translation_in_the_trash_is_not_made_again(noon, author, publisher, reviewer):
    item = make_news_item()
    with pytest.raises(PermissionDenied):
        in_chinese(item, by=reviewer)
    made = in_chinese(item, by=author)
    workflow.archive(made, by=publisher)
    with pytest.raises(PublishingError, match="The 简体中文 version, .* is in the trash"):
        in_chinese(item, by=author)
    workflow.empty_trash(NewsItem, by=publisher)
    assert in_chinese(item, by=author).pk != made.pk


def test_copy_of_a_translation_is_none(noon, author):
    copy = workflow.duplicate(in_chinese(make_news_item(), by=author), by=author)
    assert (copy.source, copy.source_hash, copy.language) == (None, "", "zh-hans")


# Behind


def test_translation_is_behind_until_it_is_published_or_kept(noon, later, author, publisher):
    item = make_news_item()
    seen = [state_of(item, noon)]
    workflow.publish_draft(item, by=publisher)
    seen.append(state_of(item, later(1)))
    made = in_chinese(item, by=author)
    seen.append(state_of(item, later(1)))
    live = workflow.publish_draft(made, by=publisher)
    seen.append(state_of(item, later(1)))
    for title in ("Second", "Third"):
        newer = reworded(item, title=title)
        workflow.publish_draft(newer, by=publisher, correction="")
        seen.append(state_of(item, later(1)))
        made.refresh_from_db()
        if title == "Second":
            made = reworded(made, title="第二", source_hash=newer.content_hash)
            live = workflow.publish_draft(made, by=publisher, correction="")
        else:
            for wrong in ({"note": " "}, {"seen": live.source_hash}):
                kept = {"seen": newer.content_hash, "note": "Only a comma.", **wrong}
                with pytest.raises(PublishingError):
                    workflow.keep_translation(made, by=author, **kept)
            workflow.keep_translation(
                made, by=author, seen=newer.content_hash, note="Only a comma."
            )
        seen.append(state_of(item, later(1)))
    assert seen == [
        None,
        "missing",
        "in-progress",
        "up-to-date",
        *("behind", "up-to-date"),
        *("behind", "up-to-date"),
    ]
    entry = HistoryEntry.objects.get(verb="keep-translation")
    assert (entry.note, entry.touched["editions"][0]["source_hash"]) == (
        "Only a comma.",
        newer.content_hash,
    )
    live.refresh_from_db()
    assert live.source_hash == newer.content_hash
    assert history.verify() == []
    with pytest.raises(PublishingError, match="already up to date"):
        workflow.keep_translation(made, by=author, seen=newer.content_hash, note="x")


def test_forged_version_of_the_source_is_found(noon, later, author, publisher):
    item = make_news_item()
    made = in_chinese(item, by=author)
    edition = workflow.publish_draft(made, by=publisher)
    type(edition).objects.update(source_hash="f" * 64)
    assert history.verify() == [
        f"The times or metadata of version news.newsedition {edition.pk} were changed."
    ]


def test_release_before_that_knows_no_sources_leaves_the_audit_log_whole(
    noon, author, publisher, monkeypatch
):
    item = make_news_item()
    edition = workflow.publish_draft(in_chinese(item, by=author), by=publisher)
    with monkeypatch.context() as before:
        before.setattr(Edition, "SOURCE", ())
        workflow.withdraw(edition.item, by=publisher, note="x")
    assert history.verify() == []


@pytest.mark.postgresql
def test_lists_find_translations_by_their_state(noon, later, publisher, django_assert_num_queries):
    items = {}
    for name in ("missing", "in-progress", "behind", "up-to-date", "waits"):
        items[name] = make_news_item(name)
        workflow.publish_draft(items[name], by=publisher)
    made = {name: in_chinese(items[name], by=publisher) for name in items if name != "missing"}
    for name in ("behind", "up-to-date", "waits"):
        workflow.publish_draft(made[name], by=publisher)
    newer = reworded(items["behind"], title="Newer")
    workflow.publish_draft(newer, by=publisher, correction="")
    # Its source will say that too.
    approved(reworded(items["waits"], title="Newer"), by=publisher, correction="")
    waits = NewsItem.objects.get(pk=made["waits"].pk)
    seen = translations.version_to_translate(items["waits"], later(1)).content_hash
    workflow.keep_translation(waits, by=publisher, seen=seen, note="x")
    make_news_item("draft")
    found = {
        state.value: {
            (each.slug, each.language)
            for each in translations.in_state(NewsItem.objects.all(), state, later(1))
        }
        for state in translations.TranslationState
    }
    assert found == {
        "missing": {("missing", "en")},
        "in-progress": {("in-progress", "zh-hans")},
        "behind": {("behind", "zh-hans")},
        "up-to-date": {("up-to-date", "zh-hans"), ("waits", "zh-hans")},
    }
    for drafts in ([items["behind"]], [*items.values()]):
        with django_assert_num_queries(1):
            of_items = translations.of_items(drafts, later(1))
    assert {name: of_items[item.pk][1].state.value for name, item in items.items()} == {
        **{name: name for name in items},
        "waits": "up-to-date",
    }


# Medical translations


@pytest.fixture
def therapy(noon, publisher):
    page = make_page("therapy", medical=True, needs_second_person=True)
    publish_approved(page, by=publisher)
    return page


def test_approval_of_a_medical_translation_lapses_when_its_source_changes(
    therapy, later, publisher
):
    made = in_chinese(therapy, by=publisher)
    edition = approved(made, by=publisher)
    waiting = workflow.submit(in_chinese(make_page("x", medical=True), by=publisher), by=publisher)
    newer = reworded(therapy, title="Newer")
    publish_approved(newer, by=publisher)
    for verb in (workflow.publish, workflow.check_ready):
        with pytest.raises(PublishingError, match="The English version has changed since"):
            verb(edition, by=publisher)
    assert "The English version has changed" in workflow.why_lapsed(made, edition)
    workflow.approve(waiting, by=second_person())
    workflow.keep_translation(made, by=publisher, seen=newer.content_hash, note="Same words.")
    again = approved(made, by=publisher)
    assert (again.pk == edition.pk, again.source_hash) == (False, newer.content_hash)
    workflow.publish(again, by=publisher)
    assert state_of(therapy, later(1)) == "up-to-date"


def test_outdated_medical_translation_is_not_approved(therapy, publisher):
    waiting = workflow.submit(in_chinese(therapy, by=publisher), by=publisher)
    publish_approved(reworded(therapy, title="Newer"), by=publisher)
    with pytest.raises(PublishingError, match="The English version has changed since"):
        workflow.approve(waiting, by=second_person())
    # Nor is one of which nobody knows what it says: it was imported.
    made = reworded(waiting.item, source_hash="")
    waiting = workflow.submit(made, by=publisher, reasons=reasons_for(made))
    with pytest.raises(PublishingError, match="The English version has changed since"):
        workflow.approve(waiting, by=second_person())


def test_medical_translation_of_what_a_reviewer_refused_is_not_approved(therapy, publisher):
    newer = workflow.submit(reworded(therapy, title="It heals"), by=publisher, correction="")
    workflow.request_changes(newer, by=second_person(), note="Nobody has shown that.")
    made = reworded(in_chinese(therapy, by=publisher), source_hash=newer.content_hash)
    waiting = workflow.submit(made, by=publisher, reasons=reasons_for(made))
    with pytest.raises(PublishingError, match="The English version has changed since"):
        workflow.approve(waiting, by=second_person())


def test_schedule_of_a_medical_translation_is_canceled_when_its_source_is_refused(
    therapy, later, publisher
):
    newer = approved(reworded(therapy, title="It heals"), by=publisher)
    made = in_chinese(therapy, by=publisher)
    workflow.publish(approved(made, by=publisher), by=publisher, at=later(5))
    workflow.request_changes(newer, by=second_person(), note="Nobody has shown that.")
    assert not made.editions.pending(later(1)).exists()
    assert history.verify() == []


def test_schedule_of_a_medical_translation_is_canceled_when_its_source_changes_before(
    therapy, later, author, publisher
):
    made = in_chinese(therapy, by=author)
    edition = approved(made, by=author)
    workflow.publish(edition, by=publisher, at=later(5))
    newer = approved(reworded(therapy, title="Newer"), by=publisher)
    workflow.publish(newer, by=publisher, at=later(9))
    assert made.editions.pending(later(1)).exists()
    workflow.reschedule(newer, by=publisher, at=later(4))
    assert not made.editions.pending(later(1)).exists()
    entry = HistoryEntry.objects.get(item_id=made.pk, verb="cancel")
    assert "The English version has changed" in entry.note
    assert history.verify() == []


def test_languages_go_live_together(therapy, later, publisher):
    newer = approved(reworded(therapy, title="Newer"), by=publisher)
    made = in_chinese(therapy, by=publisher)
    assert (made.title, made.source_hash) == ("Newer", newer.content_hash)
    chinese = approved(made, by=publisher)
    workflow.publish_many([chinese, newer], by=publisher, until=later(9))
    assert (newer.live_from, newer.live_until) == (chinese.live_from, chinese.live_until)
    assert state_of(therapy, later(1)) == "up-to-date"
