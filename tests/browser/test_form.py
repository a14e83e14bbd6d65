"""The form of a draft: where the text begins, the preview beside it, and the same on a phone."""

import re

from playwright.sync_api import expect

from .editor import EDITABLE, IS_READY, fill_in, open_new_item, save

SHOWN = "#preview-pane iframe:not([hidden])"


def test_text_begins_above_the_fold_and_the_buttons_stay_in_sight(page, log_in):
    page.set_viewport_size({"width": 1440, "height": 900})
    log_in("paul")
    page.goto("/admin/news/newsitem/")
    page.get_by_role("link", name="European Patent Office grants").click()
    page.wait_for_function(IS_READY)
    assert page.locator(EDITABLE).bounding_box()["y"] < 600
    # Nothing is to be saved, until something is typed.
    publish = page.get_by_role("button", name="Publish…")
    expect(publish).to_be_disabled()
    page.get_by_label("Summary:").fill("Changed.")
    expect(publish).to_be_enabled()
    page.mouse.wheel(0, 5000)
    expect(publish).to_be_in_viewport(ratio=1)
    page.locator(".more-menu summary").press("Enter")
    expect(page.get_by_role("link", name="History")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="History")).to_be_hidden()
    expect(page.locator(".more-menu summary")).to_be_focused()


def test_preview_beside_the_form_follows_what_is_typed(page, log_in):
    page.set_viewport_size({"width": 1440, "height": 900})
    log_in("ann")
    open_new_item(page)
    fill_in(page, "Seen while it is typed")
    page.get_by_role("button", name="Preview").click()
    shown = page.frame_locator(SHOWN)
    expect(shown.get_by_role("heading", level=1)).to_have_text("Seen while it is typed")
    page.locator(EDITABLE).click()
    page.keyboard.type("One sentence.")
    expect(shown.get_by_text("One sentence.")).to_be_visible()
    expect(page.locator(".sharing-card")).to_contain_text("Seen while it is typed")
    expect(page.locator(".sharing-address")).to_contain_text("seen-while-it-is-typed")
    page.get_by_role("button", name="Desktop").click()
    expect(shown.locator("html")).to_have_js_property("clientWidth", 1280)
    with page.expect_popup() as tab:
        shown.get_by_role("link", name="Therapy").click()
    expect(tab.value).to_have_url(re.compile("/therapy/$"))
    expect(shown.get_by_text("One sentence.")).to_be_visible()
    with page.expect_popup() as tab:
        page.get_by_role("link", name="Open in a tab").click()
    expect(tab.value.get_by_text("Preview of the draft.")).to_be_visible()
    page.goto("/admin/news/newsitem/?q=while-it-is")
    expect(page.locator("#result_list")).to_have_count(0)


def test_form_works_on_a_phone(page, log_in):
    page.set_viewport_size({"width": 390, "height": 844})
    log_in("ann")
    open_new_item(page)
    fill_in(page, "Typed with a thumb")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Preview").click()
    shown = page.frame_locator(SHOWN)
    expect(shown.get_by_role("heading", level=1)).to_have_text("Typed with a thumb")
    page.get_by_role("button", name="Close preview").click()
    expect(page.get_by_role("button", name="Preview")).to_be_focused()
    save(page)
    expect(page.get_by_role("button", name="Submit for review")).to_be_in_viewport(ratio=1)


def test_long_line_is_shown_whole_and_stays_one_line(page, log_in):
    page.set_viewport_size({"width": 360, "height": 740})
    log_in("ann")
    page.goto("/admin/pages/sitedetails/")
    statement = page.get_by_label("Approval statement:")
    statement.fill("Nobody has approved it. " * 12)
    assert statement.evaluate("box => box.scrollHeight - box.clientHeight") <= 0
    assert statement.bounding_box()["height"] > 100
    statement.press("Enter")
    expect(page.get_by_label("About the company:")).to_be_focused()
    expect(statement).not_to_have_value(re.compile("\n"))
