"""Texts that nobody has translated yet, and translations whose source has changed."""

import pytest

from tests.factories import make_news_item
from tianhe_site.publishing import content_checks, workflow

pytestmark = pytest.mark.django_db

LONG = "The office has granted a patent on the method."


def found(content, at):
    return [
        (each.field, each.code, each.message)
        for each in content_checks.examine(content, at)
        if each.code in ("behind", "untranslated")
    ]


def test_text_of_the_source_and_its_change_are_warned_of(noon, later, publisher):
    source = make_news_item(summary=LONG, body=f"<p>{LONG}</p>")
    workflow.publish_draft(source, by=publisher)
    draft = workflow.translate(source, language="zh-hans", by=publisher)
    message = (
        "This is still the text of the English version. Translate it, or explain why it stays."
    )
    assert found(source, later(1)) == []
    assert found(draft, later(1)) == [
        ("summary", "untranslated", message),
        ("body", "untranslated", message),
    ]
    draft.summary, draft.body = "专利局已授予该方法专利。", "<p>专利局已授予该方法专利。</p>"
    workflow.write(draft, by=publisher)
    assert found(draft, later(1)) == []
    source.title = "Newer"
    workflow.write(source, by=publisher)
    assert found(draft, later(1)) == []
    workflow.publish_draft(source, by=publisher, correction="")
    changed = (
        "The English version has changed since this was translated. Bring this up to date, or "
        "explain why it can stay."
    )
    assert found(draft, later(1)) == [("", "behind", changed)]


def test_a_chinese_sentence_is_short_but_no_name(noon, later, publisher):
    source = make_news_item(
        language="zh-hans", title="济南实验室启用", summary="李薇", body="<p>实验室有12个房间。</p>"
    )
    draft = workflow.translate(source, language="en", by=publisher)
    assert [field for field, *_rest in found(draft, later(1))] == ["title", "body"]
