"""Headings of Chinese pages, which break between words."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from tianhe_site.rich_text.phrases import MAX_LENGTH, joined, with_breaks


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("公司介绍", "公司|介绍"),
        # The particle belongs to the word before, and what the model takes for two words is one.
        ("糖尿病的新疗法", "糖尿病的|新|疗法"),
        ("欧洲专利局授予Tianhe专利", "欧洲|专利局|授予Tianhe|专利"),
        ("CORD:USE与Tianhe", "CORD:USE|与|Tianhe"),
        # An entity stays whole, and so does a tag.
        ("A &amp;公司", "A &amp;|公司"),
        ("<a href='/公司介绍/'>公司介绍</a>", "<a href='/公司介绍/'>公司|介绍</a>"),
        ("Company", "Company"),
        ("公司介绍" * MAX_LENGTH, "公司介绍" * MAX_LENGTH),
    ],
)
def test_heading_may_break_between_words(heading, shown):
    found = with_breaks(f'<h2 id="公司介绍">{heading}</h2><p>公司介绍</p>')
    assert found == f'<h2 id="公司介绍">{shown.replace("|", "<wbr>")}</h2><p>公司介绍</p>'


def test_breaks_of_the_source_are_no_spaces_between_chinese_words():
    source = "<p>治疗\n  糖尿病，\n包括\nT1D。\n</p> <p>订阅：\n  <a>新闻</a>\n</p>"
    assert joined(source) == "<p>治疗糖尿病，包括\nT1D。</p> <p>订阅：<a>新闻</a>\n</p>"


def test_only_a_chinese_page_marks_breaks():
    page = Template(
        "{% load languages %}{% mark_languages %}<h1>公司介绍</h1>{% end_mark_languages %}"
    )
    with override("zh-hans"):
        assert page.render(Context()) == "<h1>公司<wbr>介绍</h1>"
    assert page.render(Context()) == '<h1><span lang="zh-Hans">公司介绍</span></h1>'
