"""The form of a news item and the editor in it, as tests use them."""

import re

from playwright.sync_api import expect

EDITABLE = ".cke_wysiwyg_div"
IS_READY = "() => window.CKEDITOR?.instances.id_body?.status === 'ready'"
# Lets the clipboard's content come in: what is copied in another program, and files.
PASTE = """([selector, html, files]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  for (const [name, type, content] of files) {
    const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    data.items.add(new File([bytes], name, {type}));
  }
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.querySelector(selector).dispatchEvent(event);
}"""


def open_new_item(page):
    """Open the form of a new item; the cursor is in its text."""
    page.goto("/admin/news/newsitem/add/")
    page.wait_for_function(IS_READY)
    page.locator(EDITABLE).click()


def fill_in(page, title):
    """Write what a news item can't do without, but for its text."""
    page.get_by_label("Title:").press_sequentially(title)
    page.get_by_label("Summary:").fill("Short.")
    page.get_by_label("Category:").select_option(label="Patent")


def save(page):
    """Save the draft, which stays open."""
    page.get_by_role("button", name="Save draft", exact=True).click()
    expect_saved(page)


def expect_saved(page):
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saved")


def open_preview(page):
    """Save the draft, and look at its page in place of the form."""
    save(page)
    page.goto(re.sub(r"change/.*", "preview/", page.url))


def choose_from_menu(page, name):
    """Follow a link of the menu below the form."""
    page.locator(".more-menu summary").click()
    page.get_by_role("link", name=name).last.click()


def tool(page, name):
    """Return a button of the toolbar, which may be in the row that another button shows."""
    button = page.locator(f"a.cke_button__{name}")
    row = button.locator("xpath=ancestor::*[contains(@class, 'cke_toolbar')]").last
    if row.evaluate("row => getComputedStyle(row).clipPath !== 'none'"):
        page.locator("a.cke_button__more").click()
    return button


def markup(page):
    """Return the text as it would be sent, on one line."""
    page.wait_for_function(IS_READY)
    return page.evaluate("CKEDITOR.instances.id_body.getData()").replace("\n", "").replace("\t", "")


def paste(page, html="", files=()):
    """Paste into the text; each file is its name, its type and its content in base 64."""
    page.evaluate(PASTE, [EDITABLE, html, [*files]])
