"""The diff of two versions, word by word, and how it is shown."""

from datetime import date

import pytest
from django.template.loader import render_to_string

from news.models import NewsEdition
from pages import privacy
from pages.models import PageEdition
from tests.factories import make_image, make_news_item, make_page
from tianhe_site.comparison.diff import FieldComparison, Row, changed_labels, compare
from tianhe_site.publishing import workflow

pytestmark = pytest.mark.django_db

SOURCE = {"title": "Grant notice", "url": "https://example.org/a", "identifier": "US 1"}
OTHER_SOURCE = {"title": "Filing", "note": "In Chinese"}


def news(**values):
    """Return an edition of a news item with only the given values."""
    return NewsEdition(**{"date": date(2026, 3, 2), **values})


def field(name, old, new):
    return next(found for found in compare(old, new) if found.name == name)


def rows(name, old, new):
    """Return the rows of a field as plain tuples."""
    found = field(name, news(**{name: old}), news(**{name: new})).rows
    return [(str(row.change), row.kind, row.old, row.new) for row in found]


def body_rows(old, new):
    return rows("body", old, new)


def plain(kind, text):
    """Return the row of an unchanged block."""
    return ("same", kind, [("same", text)], [("same", text)])


def page(comparison):
    context = {"comparison": comparison, "old_label": "Edition 1", "new_label": "Draft"}
    return render_to_string("admin/editorial/_comparison.html", context)


def test_draft_and_its_edition_do_not_differ(noon, author):
    item = make_news_item(sources=[SOURCE])
    edition = workflow.freeze(item, by=author)
    assert [found.changed for found in compare(edition, item)] == [False] * 12
    assert changed_labels(edition, item) == []
    assert "No differences. Both versions are the same." in page(compare(edition, item))


def test_fields_are_in_the_order_of_the_model(noon, author):
    item = make_page()
    edition = workflow.freeze(item, by=author)
    names = [found.name for found in compare(edition, item)]
    assert names == [*PageEdition.content_fields()]
    labels = [found.label for found in compare(item, edition)]
    assert labels == [
        "Title",
        "Menu title",
        "Show in menu",
        "Show in footer",
        "Layout",
        "Drawing",
        "Summary",
        "Text",
        "Status",
        "Status as of",
        "Approval",
        "Last reviewed",
        "Reviewed by",
        "Next review",
        "Who is responsible",
        "Purpose",
        "Kinds of data",
        "Method",
        "Retention",
        "Rights",
        "Also found by",
        "Hide contact details",
        "Sources",
        "Pictures and documents",
    ]


def test_labels_of_changed_fields_are_in_order(noon, author):
    item = make_news_item()
    edition = workflow.freeze(item, by=author)
    item.body, item.date, item.title = "<p>Other</p>", date(2026, 3, 3), "Other"
    assert changed_labels(edition, item) == ["Title", "Date", "Text"]


def test_only_the_changed_word_is_highlighted():
    old, new = news(title="A patent is granted"), news(title="A patent was granted")
    assert field("title", old, new) == FieldComparison(
        name="title",
        label="Title",
        changed=True,
        rows=[
            Row(
                change="changed",
                kind="",
                old=[("same", "A patent "), ("gone", "is "), ("same", "granted")],
                new=[("same", "A patent "), ("new", "was "), ("same", "granted")],
            )
        ],
    )


def test_appended_words_leave_the_last_word_unchanged():
    assert rows("title", "A patent granted", "A patent granted in China") == [
        (
            "changed",
            "",
            [("same", "A patent granted")],
            [("same", "A patent granted "), ("new", "in China")],
        )
    ]


def test_texts_with_little_in_common_are_replaced_completely():
    old, new = "A patent is granted in China", "The division has moved to a street in Jinan"
    assert rows("title", old, new) == [("changed", "", [("gone", old)], [("new", new)])]


def test_chinese_is_compared_character_by_character():
    assert rows("title", "济南公司获得专利", "济南公司申请专利") == [
        (
            "changed",
            "",
            [("same", "济南公司"), ("gone", "获得"), ("same", "专利")],
            [("same", "济南公司"), ("new", "申请"), ("same", "专利")],
        )
    ]


def test_space_next_to_chinese_is_a_difference():
    assert rows("title", "干细胞 MSC 专利", "干细胞MSC 专利") == [
        (
            "changed",
            "",
            [("same", "干细胞"), ("gone", " "), ("same", "MSC 专利")],
            [("same", "干细胞MSC 专利")],
        )
    ]


def test_added_and_removed_blocks_are_shown_in_place():
    old = "<h2>Facts</h2><p>One sentence.</p><p>Last sentence.</p>"
    new = "<h2>Facts</h2><p>Last sentence.</p><blockquote><p>Somebody said so.</p></blockquote>"
    assert body_rows(old, new) == [
        plain("Heading", "Facts"),
        ("removed", "Paragraph", [("gone", "One sentence.")], []),
        plain("Paragraph", "Last sentence."),
        ("added", "Quotation", [], [("new", "Somebody said so.")]),
    ]


MOVING = "Seven of twenty people were seen again after a year"


def test_moved_block_is_shown_in_its_old_and_new_place():
    old = f"<p>{MOVING}</p><p>Second text.</p><p>Third text.</p>"
    new = f"<p>Second text.</p><p>Third text.</p><p>{MOVING}</p>"
    assert body_rows(old, new) == [
        ("moved", "Paragraph", [("same", MOVING)], []),
        plain("Paragraph", "Second text."),
        plain("Paragraph", "Third text."),
        ("moved", "Paragraph", [], [("same", MOVING)]),
    ]


def test_moved_and_reworded_block_shows_changed_words_in_its_new_place():
    old = f"<p>{MOVING}</p><p>Second text.</p><p>Third text.</p>"
    new = f"<p>Second text.</p><p>Third text.</p><p>{MOVING.replace('Seven', 'Eight')}</p>"
    first, *_between, last = body_rows(old, new)
    rest = MOVING.removeprefix("Seven ")
    assert first == ("moved", "Paragraph", [("same", MOVING)], [])
    assert last == (
        "moved",
        "Paragraph",
        [("gone", "Seven "), ("same", rest)],
        [("new", "Eight "), ("same", rest)],
    )


def test_moved_rows_have_a_label():
    old, new = "<p>A</p><p>B</p><p>C</p>", "<p>B</p><p>C</p><p>A</p>"
    found = field("body", news(body=old), news(body=new)).rows
    assert [row.label for row in found] == ["Moved from here", "", "", "Moved to here"]


def test_changed_target_of_a_link_follows_the_linked_words():
    old = '<p>Read about <a href="https://a.example/">our company</a> and its staff.</p>'
    new = '<p>Read about <a href="https://b.example/">our company</a> and its staff.</p>'
    assert body_rows(old, new) == [
        (
            "changed",
            "Paragraph",
            [
                ("same", "Read about our company "),
                ("gone", "[link to https://a.example/] "),
                ("same", "and its staff."),
            ],
            [
                ("same", "Read about our company "),
                ("new", "[link to https://b.example/] "),
                ("same", "and its staff."),
            ],
        )
    ]


def test_link_to_an_item_shows_its_path_and_one_without_path_its_number(noon, publisher):
    target = make_page("company")
    workflow.publish_draft(target, by=publisher)
    old = '<p><a href="item:987654">Company</a></p>'
    new = f'<p><a href="item:{target.pk}#people">Company</a></p>'
    ((_change, _kind, before, after),) = body_rows(old, new)
    assert before == [("same", "Company"), ("gone", " [link to item 987654] ")]
    assert after == [("same", "Company"), ("new", " [link to /company/#people] ")]


def test_added_or_removed_bold_is_noted():
    assert body_rows(
        "<p>It is not approved.</p>", "<p>It is <strong>not approved</strong>.</p>"
    ) == [
        (
            "changed",
            "Paragraph",
            [("same", "It is not approved.")],
            [("same", "It is not approved."), ("new", " [bold] ")],
        )
    ]


def test_formatting_within_a_word_names_the_part():
    ((_change, _kind, _old, new),) = body_rows("<p>H2O only</p>", "<p>H<sub>2</sub>O only</p>")
    assert new == [("same", "H2O "), ("new", "[subscript: 2] "), ("same", "only")]


def test_unchanged_formatting_is_not_noted():
    old = '<p><strong>Bold</strong> and <a href="#x">linked</a> text.</p>'
    ((_change, _kind, _old, new),) = body_rows(old, old.replace("text", "words"))
    assert new == [("same", "Bold and linked "), ("new", "words.")]


def test_added_claim_is_noted():
    new = '<p>It is <mark data-sources="1 2">granted</mark></p>'
    assert body_rows("<p>It is granted</p>", new) == [
        (
            "changed",
            "Paragraph",
            [("same", "It is granted")],
            [("same", "It is granted"), ("new", " [claim, sources 1 2] ")],
        ),
    ]


def test_picture_in_the_text_is_a_row_with_its_title_and_style(db):
    image = make_image("A cell")
    old = f'<p>Words</p><p><img src="image:{image.pk}"></p>'
    new = old.replace('">', '" data-style="left">')
    assert body_rows(old, new) == [
        plain("Paragraph", "Words"),
        (
            "changed",
            "Picture",
            [("gone", "A cell (Text width, with caption)")],
            [("new", "A cell (Small, left of text)")],
        ),
    ]


def test_unknown_inline_tag_is_ignored():
    assert body_rows("<p>Some words</p>", "<p>Some <span>wo</span>rds</p>") == [
        plain("Paragraph", "Some words")
    ]


def test_items_of_nested_lists_are_rows_with_their_level():
    old = "<ul><li>Trials<ol><li>Phase one</li><li>Phase two</li></ol></li><li>Patents</li></ul>"
    new = old.replace("Phase two", "Phase three")
    assert body_rows(old, new) == [
        plain("List item", "Trials"),
        plain("Numbered list item, level 2", "Phase one"),
        (
            "changed",
            "Numbered list item, level 2",
            [("same", "Phase "), ("gone", "two")],
            [("same", "Phase "), ("new", "three")],
        ),
        plain("List item", "Patents"),
    ]


def test_paragraph_turned_into_a_heading_names_both_kinds():
    assert body_rows("<p>The facts</p>", "<h3>The facts</h3>") == [
        (
            "changed",
            "Subheading (was: Paragraph)",
            [("same", "The facts")],
            [("same", "The facts")],
        )
    ]


def test_changed_table_cell_is_shown_in_its_row():
    old = (
        "<table><caption>Trials</caption><thead><tr><th>Name</th><th>Phase</th></tr></thead>"
        "<tbody><tr><td>One<ul><li>a</li><li>b</li></ul></td><td>2</td></tr></tbody></table>"
    )
    assert body_rows(old, old.replace("<td>2</td>", "<td>3</td>")) == [
        plain("Table caption", "Trials"),
        plain("Table row", "Name | Phase"),
        (
            "changed",
            "Table row",
            [("same", "One\na\nb | "), ("gone", "2")],
            [("same", "One\na\nb | "), ("new", "3")],
        ),
    ]


def test_added_line_break_is_visible():
    ((_change, _kind, _old, new),) = body_rows("<p>One two</p>", "<p>One<br>two</p>")
    assert new == [("same", "One"), ("new", "↵\n"), ("same", "two")]


def test_added_source_and_moved_source_are_rows():
    third = {"title": "Register", "identifier": "NCT01234567"}
    grant, filing = "Grant notice, https://example.org/a, US 1", "Filing, In Chinese"
    assert rows("sources", [SOURCE, OTHER_SOURCE], [OTHER_SOURCE, SOURCE, third]) == [
        ("moved", "", [], [("same", filing)]),
        plain("", grant),
        ("moved", "", [("same", filing)], []),
        ("added", "", [], [("new", "Register, NCT01234567")]),
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"checked": True, "by": ["a"]}, ["checked: true", 'by: ["a"]']),
        (["typed", 7, None, {"title": "T", "page": 3}], ["typed", "7", "null", "T, page: 3"]),
        ("typed", ["typed"]),
    ],
)
def test_json_of_another_shape_is_shown_unchanged(value, shown):
    assert rows("sources", [], value) == [("added", "", [], [("new", text)]) for text in shown]


def test_choice_boolean_and_date_are_shown_as_text():
    old = PageEdition(title="T", layout="standard", in_menu=True)
    new = PageEdition(title="T", layout="division", in_menu=False)
    assert (field("layout", old, new).rows, field("in_menu", old, new).rows) == (
        [
            Row(
                "changed",
                "",
                [("gone", "Standard page")],
                [("new", "Company division")],
            )
        ],
        [Row("changed", "", [("gone", "Yes")], [("new", "No")])],
    )
    assert rows("date", date(2026, 3, 2), date(2026, 3, 4)) == [
        (
            "changed",
            "",
            [("gone", "2 "), ("same", "March 2026")],
            [("new", "4 "), ("same", "March 2026")],
        )
    ]


def test_missing_version_makes_every_row_added_or_removed():
    version = PageEdition(title="About", body="<p>One.</p><p>Two.</p>", in_menu=False)
    added = {found.name: found.rows for found in compare(None, version)}
    assert added == {
        "title": [Row("added", "", [], [("new", "About")])],
        "menu_title": [],
        "in_menu": [Row("added", "", [], [("new", "No")])],
        "in_footer": [Row("added", "", [], [("new", "No")])],
        "layout": [Row("added", "", [], [("new", "Standard page")])],
        "illustration": [Row("added", "", [], [("new", "No drawing")])],
        "summary": [],
        "body": [
            Row("added", "Paragraph", [], [("new", "One.")]),
            Row("added", "Paragraph", [], [("new", "Two.")]),
        ],
        "status": [],
        "status_date": [],
        "approval_statement": [],
        "last_reviewed": [],
        "reviewed_by": [],
        "next_review": [],
        **dict.fromkeys(privacy.HEADINGS, []),
        "also_found_by": [],
        "hide_contacts": [Row("added", "", [], [("new", "No")])],
        "media": [],
        "sources": [],
    }
    assert changed_labels(version, None) == changed_labels(None, version)
    removed = field("body", version, None).rows
    assert [(row.change, row.old, row.new) for row in removed] == [
        ("removed", [("gone", "One.")], []),
        ("removed", [("gone", "Two.")], []),
    ]


def test_invisible_difference_is_explained():
    found = field("body", news(body="<p>One  two</p>"), news(body="<p>One two</p>"))
    assert (found.changed, found.differs_visibly) == (True, False)
    assert "Only spaces or layout details differ" in page([found])


def test_unchanged_rows_are_folded_except_three_around_a_change():
    numbers = [f"<p>Paragraph number {n}</p>" for n in range(20)]
    old, new = "".join(numbers), "".join(numbers).replace("number 10<", "number ten<")
    found = field("body", news(body=old), news(body=new))
    folded = [(is_folded, len(stretch)) for is_folded, stretch in found.hunks]
    assert folded == [(True, 7), (False, 7), (True, 6)]
    shown = page([found])
    assert shown.count("<details>") == 2
    assert "7 unchanged parts" in shown


def test_page_shows_pieces_side_by_side_and_names_unchanged_fields(noon, author):
    item = make_page(title="Our company")
    edition = workflow.freeze(item, by=author)
    item.title = "Our firm"
    shown = page(compare(edition, item))
    assert '<th scope="col">Edition 1</th><th scope="col">Draft</th>' in shown
    assert "Our <" in shown
    assert "<del>company</del>" in shown
    assert "<ins>firm</ins>" in shown
    assert "Unchanged: Menu title, Show in menu, Show in footer, Layout, Drawing" in shown


def test_hostile_text_is_escaped_whether_added_removed_or_unchanged():
    hostile = "<script>alert(1)</script>"
    typed = "&lt;script&gt;alert(1)&lt;/script&gt;"
    bad = news(
        title=hostile,
        body=f'<p><a href="https://x.example/{typed}">{typed}</a></p>{hostile}',
        sources=[{"title": hostile, hostile: hostile}],
    )
    stays = news(title=f"{hostile} more", body=f"{bad.body}<p>More</p>")
    shown = [page(compare(*pair)) for pair in [(None, bad), (bad, None), (bad, stays)]]
    assert [text.count("<script") for text in shown] == [0, 0, 0]
    assert [text.count(typed) >= 5 for text in shown] == [True, True, True]
