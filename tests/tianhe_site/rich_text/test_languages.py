"""Words of another script are marked with their language."""

import re

import pytest

from tests.factories import (
    make_category,
    make_image,
    make_news_item,
    make_page,
    make_site_details,
    make_term,
)
from tianhe_site.rich_text.languages import marked


def zh(words):
    return f'<span lang="zh-Hans">{words}</span>'


def en(words):
    return f'<span lang="en">{words}</span>'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Jinan (济南) is a city.</p>", f"<p>Jinan ({zh('济南')}) is a city.</p>"),
        ("<p>“天合”, 《济南》。 And</p>", f"<p>“{zh('天合')}”, {zh('《济南》。')} And</p>"),
        ("<p>天合 干细胞</p>", f"<p>{zh('天合 干细胞')}</p>"),
        ("<p>On 2014年3月31日 in 2014</p>", f"<p>On {zh('2014年3月31日')} in 2014</p>"),
        ("<p>济<em>南</em></p>", f"<p>{zh('济')}<em>{zh('南')}</em></p>"),
        # Kana are Japanese alone.
        ("<p>再生医療のこと</p>", '<p><span lang="ja">再生医療のこと</span></p>'),
        ('<p lang="zh-Hans">济<b>南</b></p>济', f'<p lang="zh-Hans">济<b>南</b></p>{zh("济")}'),
        (
            '<div lang="zh-Hans"><div>济</div>南</div>济',
            f'<div lang="zh-Hans"><div>济</div>南</div>{zh("济")}',
        ),
        ('<img alt="济南"><p>No words.</p>', '<img alt="济南"><p>No words.</p>'),
        (
            "<textarea>济</textarea><option>济</option>",
            "<textarea>济</textarea><option>济</option>",
        ),
        ("<svg><text>济</text></svg>南", f"<svg><text>济</text></svg>{zh('南')}"),
    ],
)
def test_chinese_is_marked_in_other_text(html, expected):
    assert marked(html, "en") == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<p>济南的Tianhe Stem Cell Biotechnologies Inc.公司</p>",
            f"<p>济南的{en('Tianhe Stem Cell Biotechnologies Inc')}.公司</p>",
        ),
        ("<p>Johnson &amp; Johnson，济南</p>", f"<p>{en('Johnson &amp; Johnson')}，济南</p>"),
        ("<p>济&nbsp;南&lt;1&gt;</p>", "<p>济&nbsp;南&lt;1&gt;</p>"),
        ("<p>II期，T1D，2014</p>", "<p>II期，T1D，2014</p>"),
        ("<p>Zhao’s study, 济南</p>", f"<p>{en('Zhao’s study')}, 济南</p>"),
    ],
)
def test_latin_letters_are_marked_in_chinese_text(html, expected):
    assert marked(html, "zh-hans") == expected


def test_text_without_another_script_is_returned_as_it_is():
    text = "<p>Jinan, β cells, naïve, Ωμέγα.</p>"
    assert marked(text, "en") is text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("part", ["0", "·", "。", "济", "a", "a ", "&", "<", "济 ", "1济"])
def test_no_run_is_looked_for_from_each_of_its_characters(part, language):
    """With quadratic time, this test would run for hours."""
    text = f"济{part * 100_000}"
    assert re.sub('<span lang="[a-zA-Z-]+">|</span>', "", marked(text, language)) == text


@pytest.mark.django_db
def test_chinese_is_marked_wherever_a_page_shows_it(client, publish):
    publish(make_site_details(name="天合", legal_name="天合 Inc.", about="In 济南."))
    picture = make_image()
    for text in picture.texts.all():
        text.caption = "The rooms in 济南."
        text.save()
    above = publish(make_page("above", title="关于", menu_title="关于"))
    source = {"title": "登记", "note": "在济南"}
    body = f'<h2>济南</h2><p>In 济南</p><p><img src="image:{picture.pk}"></p>'
    publish(make_page("below", parent=above, title="济南", body=body, sources=[source]))
    publish(make_page("glossary", layout="glossary", title="词"))
    publish(make_term("干细胞", slug="gxb", summary="A 干细胞 is a cell."))
    publish(
        make_news_item(title="济南", summary="In 济南", category=make_category("专利", "patent"))
    )
    paths = ["/above/below/", "/news/", "/news/2026/grant/", "/search/?q=济南", "/glossary/"]
    for path in paths:
        head, body = client.get(path).content.decode().split("<body>")
        assert "<span" not in head
        shown = re.sub(r"<span lang=\"zh-Hans\">[^<]*</span>|<[^>]*>", "", body)
        assert not re.search("[一-鿿]", shown), path
        assert '<span lang="zh-Hans">济南</span>' in body or path == "/glossary/"
