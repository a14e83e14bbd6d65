"""Styled blocks in a diff: each has its name, so that a mere change of style shows."""

from datetime import date

from news.models import NewsEdition
from tests.tianhe_site.rich_text.test_styles import STYLED
from tianhe_site.comparison.diff import compare
from tianhe_site.rich_text.blocks import blocks_of


def test_each_part_of_a_style_is_named():
    assert [(block.kind, block.text) for block in blocks_of(STYLED.replace("image:1", "x"))] == [
        ("Important callout", "Studied, not approved."),
        ("Important callout: List item", "One"),
        ("Fact", "Founded"),
        ("Fact value", "2010"),
        ("Timeline date", "2014"),
        ("Timeline entry", "Granted"),
        ("Person", "Ann"),
        ("About the person", "Chair"),
        ("Picture", "x (Text width, with caption)"),
        ("About the person", "Text"),
        ("Question", "Why?"),
        ("Answer", "So."),
        ("Trial table: Table row", "Candidate"),
        ("Trial table: Table row", "A"),
        ("Latest news", "The newest items"),
    ]


def test_change_of_style_alone_is_a_change():
    old, new = (
        NewsEdition(date=date(2026, 3, 2), body=f'<aside data-style="{style}"><p>A</p></aside>')
        for style in ("note", "important")
    )
    body = next(field for field in compare(old, new) if field.name == "body")
    assert [(row.label, row.kind) for row in body.rows] == [
        ("Changed", "Important callout (was: Callout)")
    ]
