"""A draft that starts from a Word file, by clicks from the dashboard."""

from playwright.sync_api import expect

from tests.tianhe_site.editorial.word_files import (
    item,
    note,
    notes,
    packed,
    paragraph,
    parts,
    picture,
    run,
)

from . import axe
from .editor import EDITABLE, IS_READY

RELEASE = packed(
    parts(
        paragraph("A release from Word", style="Title"),
        paragraph("What it says", style="heading 1"),
        paragraph("It was granted.", note(1), run(" crossed out", "<w:strike/>")),
        item("first"),
        paragraph(picture()),
        footnotes=notes("The office, 2014"),
    )
)


def test_author_starts_a_release_from_a_word_file(page, log_in):
    log_in("ann")
    page.goto("/admin/")
    page.get_by_role("link", name="Write news").first.click()
    page.get_by_role("link", name="Word file…").click()
    found = [*axe.findings_in_each_scheme(page, [1280, 360])]

    page.get_by_label("Word file:").set_input_files(
        {"name": "release.docx", "mimeType": "application/octet-stream", "buffer": RELEASE}
    )
    page.get_by_role("button", name="Make draft").click()
    expect(page.locator("#id_title")).to_have_value("A release from Word")
    page.wait_for_function(IS_READY)
    text = page.locator(EDITABLE)
    expect(text.get_by_role("heading", name="What it says")).to_be_visible()
    expect(text.locator("mark")).to_contain_text("It was granted.")
    expect(text.locator("li")).to_have_text("first")
    expect(text.locator("img")).to_have_count(1)
    expect(page.locator("[name=sources-0-title]")).to_have_value("The office, 2014")
    report = page.get_by_role("region", name="From the Word file")
    expect(report.get_by_role("listitem")).to_have_count(3)
    found += [*axe.findings_in_each_scheme(page, [1280, 360])]
    assert [each for each in found if "start-" in str(each) or "id_file" in str(each)] == []
