"""A text that is too long: pasted whole, counted, and what is too much of it is marked."""

from playwright.sync_api import expect

from . import axe
from .editor import fill_in, open_new_item, save

SENTENCE = "The patent of the company runs until the year 2031. " * 3


def test_long_text_is_taken_whole_counted_and_refused(page, log_in):
    log_in("ann")
    open_new_item(page)
    fill_in(page, "Too long")
    summary = page.get_by_label("Summary:")
    counter = page.locator(".field-summary .text-limit")
    status = page.locator("p.visually-hidden[role=status]").last
    page.get_by_label("Title:").focus()
    expect(counter).to_be_hidden()

    summary.focus()
    expect(counter).to_have_text("6 of 160 characters")
    expect(status).to_be_empty()
    summary.fill("")
    # As a paste does: at a limit of the browser's own it would stop.
    page.keyboard.insert_text(SENTENCE + "It runs 🧬 on.")
    said = "169 of 160 characters. 9 too many:"
    expect(counter).to_have_text(f"{said} uns 🧬 on.")
    expect(counter.locator("mark")).to_have_text("uns 🧬 on.")
    expect(status).to_have_text(said)
    expect(summary).to_have_attribute("aria-invalid", "true")

    page.get_by_role("button", name="Save draft", exact=True).click()
    row = page.locator(".field-summary")
    expect(row).to_contain_text("The summary has 169 characters. Shorten it to 160 or fewer.")
    expect(summary).to_have_value(SENTENCE + "It runs 🧬 on.")
    expect(counter).to_contain_text("9 too many")
    found = axe.findings_in_each_scheme(page, [1280, 360])
    assert [each for each in found if "text-limit" in str(each)] == []

    summary.fill(SENTENCE.strip())
    expect(counter).to_have_text("155 of 160 characters")
    save(page)

    # A row that a script adds counts its own characters.
    page.get_by_role("button", name="Add source").click()
    title = page.locator("[name=sources-1-title]")
    expect(title).to_be_focused()
    title.fill("t" * 203)
    counter = page.locator("[name=sources-1-title] + .text-limit")
    expect(counter).to_have_text("203 of 200 characters. 3 too many: ttt")
    # The words of the label are the name of the input, without what is counted.
    second = page.get_by_role("group", name="Source 2")
    expect(second.get_by_role("textbox", name="Title", exact=True)).to_have_value("t" * 203)
