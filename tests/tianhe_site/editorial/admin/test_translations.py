"""Several languages in the admin: translate, what is behind, both live and both withdrawn."""

import pytest

from news.models import NewsItem
from tests.factories import approved, change, make_news_item, make_page
from tests.reading import text_of
from tianhe_site.comparison import diff
from tianhe_site.publishing import translations, workflow

pytestmark = pytest.mark.django_db

LIST = "/admin/news/newsitem/"


@pytest.fixture
def chinese(live_item, publisher):
    """A live translation of `live_item`."""
    draft = workflow.translate(live_item, language="zh-hans", by=publisher)
    draft.title = "专利获得授权"
    workflow.write(draft, by=publisher)
    workflow.publish_draft(draft, by=publisher)
    return draft


def reworded(item, title, *, by):
    item.title = title
    workflow.write(item, by=by)
    return item


def form_of(client, draft):
    """Return what the form of a draft sends if nothing is changed."""
    form = client.get(change(draft)).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    opened = client.get(change(draft)).context["opened"]
    return {name: value for name, value in {**values, "opened": opened}.items() if value}


def state_of(item, at):
    return translations.of_items([item], at)[item.pk][1].state


def test_translating_leads_to_a_form_with_the_source_beside_each_field(client, live_item, author):
    client.force_login(author)
    assert f"{change(live_item, 'translate/zh-hans')}" in client.get(change(live_item)).text
    assert client.get(change(live_item, "translate/xx")).status_code == 404
    asked = text_of(client.get(change(live_item, "translate/zh-hans")))
    assert "with the text, pictures and sources of the live version." in asked
    made = client.post(change(live_item, "translate/zh-hans"), follow=True)
    draft = NewsItem.objects.get(language="zh-hans")
    assert made.redirect_chain[0][0] == change(draft)
    assert f'<div class="source-words" lang="en">{live_item.title}</div>' in made.text
    assert '<div class="source-words" lang="en"><div class="reading"><p>The text' in made.text
    again = client.get(change(live_item, "translate/zh-hans"))
    assert again.url == change(draft)


def test_missing_parent_and_trash_are_said(client, author, publisher):
    above = make_page("company")
    page = make_page("office", parent=above)
    client.force_login(publisher)
    asked = text_of(client.get(change(page, "translate/zh-hans")))
    assert "the new page is placed at the top level." in asked
    workflow.archive(workflow.translate(page, language="zh-hans", by=publisher), by=publisher)
    asked = text_of(client.get(change(page, "translate/zh-hans")))
    assert "is in the trash. Restore it first." in asked


def test_what_changed_in_the_source_is_shown_until_the_draft_says_it(
    client, live_item, chinese, later, author, publisher
):
    newer = reworded(live_item, "Two patents are granted", by=publisher)
    workflow.publish_draft(newer, by=publisher, correction="")
    client.force_login(publisher)
    assert "简体中文 : Behind" in text_of(client.get(f"{LIST}?translation=behind"))
    assert "Behind 专利获得授权 简体中文" in text_of(client.get("/admin/"))
    form = text_of(client.get(change(chinese)))
    assert "The English version has changed since this was translated" in form
    assert "added: Two" in form
    sent = {**form_of(client, chinese), "title": "两项专利获得授权"}
    client.post(change(chinese), sent)
    assert "has changed since" in text_of(client.get(change(chinese)))
    for wrong in ("\x00", "0" * 64):
        client.post(change(chinese), {**form_of(client, chinese), "says_source": wrong})
    assert "has changed since" in text_of(client.get(change(chinese)))
    client.post(change(chinese), {**form_of(client, chinese), "says_source": newer.content_hash})
    assert "has changed since" not in text_of(client.get(change(chinese)))
    assert state_of(live_item, later(1)) == "behind"
    chinese.refresh_from_db()
    workflow.publish_draft(chinese, by=publisher, correction="")
    assert state_of(live_item, later(1)) == "up-to-date"


def test_erased_version_of_a_source_is_not_shown(
    client, live_item, chinese, publisher, reviewer, person
):
    newer = reworded(live_item, "The patent is granted", by=publisher)
    workflow.publish_draft(newer, by=publisher, correction="")
    old = live_item.editions.order_by("pk").first()
    asked = workflow.ask_redaction([old], by=publisher, reason="A court ordered it.")
    workflow.redact(asked, by=person("pia", "Publishers"))
    assert not chinese.draft_versions.exists()
    client.force_login(publisher)
    form = text_of(client.get(change(chinese)))
    assert "The translated version isn't kept" in form
    assert "A patent is granted" not in form.partition("The patent is granted")[0]


def test_versions_of_a_source_that_say_the_same_are_not_said_to_be_lost(
    client, live_item, chinese, publisher, monkeypatch
):
    # As hashes that two releases made of one text.
    newer = reworded(live_item, "The patent is granted", by=publisher)
    workflow.publish_draft(newer, by=publisher, correction="")
    monkeypatch.setattr(
        diff, "_compare_field", lambda *args: diff.FieldComparison("", "", False, [])
    )
    client.force_login(publisher)
    form = text_of(client.get(change(chinese)))
    assert "No differences. Both versions are the same." in form
    assert "isn't kept" not in form


def test_translation_is_kept_with_a_note(client, live_item, chinese, later, author, publisher):
    newer = reworded(live_item, "The patent is granted", by=publisher)
    workflow.publish_draft(newer, by=publisher, correction="")
    client.force_login(author)
    page = change(chinese, "keep-translation")
    asked = client.get(page)
    assert "removed: A" in text_of(asked)
    seen = asked.context["form"]["seen"].value()
    assert "Explain why no change is needed." in text_of(client.post(page, {"seen": seen}))
    client.post(page, {"seen": seen, "note": "An article."})
    assert state_of(live_item, later(1)) == "up-to-date"
    assert "confirmed that no change is needed" in text_of(client.get(change(chinese, "history")))
    assert "already up to date" in text_of(client.get(page))


def languages_in(client, page):
    """Return what the boxes of the page send that offers other languages."""
    form = client.get(page).context["form"]
    return [key for key, _label in form.fields["languages"].choices]


def test_translation_that_was_saved_since_does_not_go_live_unread(
    client, noon, later, author, publisher
):
    source = make_news_item()
    edition = approved(source, by=author)
    draft = workflow.translate(source, language="zh-hans", by=author)
    client.force_login(publisher)
    page = change(source, f"publish/{edition.pk}")
    seen = languages_in(client, page)
    reworded(draft, "还没有翻译完", by=author)
    refused = client.post(page, {"languages": seen, "note": ""})
    assert "A translation changed while you had this page open." in text_of(refused)
    assert source.live_edition(later(1)) is None
    client.post(page, {"languages": languages_in(client, page), "note": ""})
    assert draft.live_edition(later(1)).title == "还没有翻译完"


def test_both_languages_go_live_and_are_withdrawn_together(client, noon, later, author, publisher):
    source = make_news_item()
    edition = approved(source, by=author)
    draft = workflow.translate(source, language="zh-hans", by=author)
    client.force_login(publisher)
    page = change(source, f"publish/{edition.pk}")
    assert "简体中文: A patent is granted" in text_of(client.get(page))
    client.post(page, {"languages": languages_in(client, page), "note": ""})
    live = [each.live_edition(later(1)) for each in (source, draft)]
    assert live[0].live_from == live[1].live_from
    page = change(source, "withdraw")
    assert "Withdraw it too: 本页内容有误。" in text_of(client.get(page))
    chosen = {f"language-{draft.pk}": "本页内容有误。", "note": "Wrong."}
    client.post(page, chosen)
    for each in live:
        each.refresh_from_db()
    assert [(each.withdrawn, each.withdrawal_reason) for each in live] == [
        (True, ""),
        (True, "本页内容有误。"),
    ]


def test_question_about_another_language_names_it(client, noon, author, publisher):
    source = make_news_item(title="A patent for a device is granted in the United States")
    edition = approved(source, by=author)
    draft = workflow.translate(source, language="zh-hans", by=author)
    client.force_login(publisher)
    chosen = {"languages": [f"{draft.pk}-{draft.content_hash}"], "note": ""}
    asked = text_of(client.post(change(source, f"publish/{edition.pk}"), chosen))
    assert "简体中文: This is still the text of the English version." in asked


def test_withdrawing_one_language_leaves_the_other_live(client, live_item, chinese, publisher):
    client.force_login(publisher)
    client.post(change(live_item, "withdraw"), {"note": "Wrong.", f"language-{chinese.pk}": ""})
    assert [each.withdrawn for each in chinese.editions.all()] == [False]


def test_withdrawing_says_what_stays_scheduled(client, live_item, later, publisher):
    draft = workflow.translate(live_item, language="zh-hans", by=publisher)
    workflow.publish_draft(draft, by=publisher, at=later(5))
    client.force_login(publisher)
    asked = text_of(client.get(change(live_item, "withdraw")))
    assert "The 简体中文 version stays scheduled for" in asked


def test_reviewer_sees_what_it_translates_and_that_it_changed(
    client, live_item, chinese, reviewer, publisher
):
    edition = workflow.submit(reworded(chinese, "专利", by=publisher), by=publisher, correction="")
    newer = reworded(live_item, "The patent is granted", by=publisher)
    workflow.publish_draft(newer, by=publisher, correction="")
    client.force_login(reviewer)
    assert (
        "Translation of The patent is granted The English version has changed since this was"
    ) in text_of(client.get(change(chinese, f"review/{edition.pk}")))


def test_site_with_one_language_says_nothing_of_others(client, live_item, publisher, settings):
    settings.LANGUAGES = [("en", "English")]
    client.force_login(publisher)
    pages = ["/admin/", LIST, *(change(live_item, verb) for verb in ("change", "withdraw"))]
    words = ("English", "ranslat", "anguage")
    for page in pages:
        text = text_of(client.get(page))
        assert [word for word in words if word in text] == [], page
