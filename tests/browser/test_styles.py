"""The menu "Insert" of the editor, and what the keyboard does in its blocks."""

import re

import pytest
from playwright.sync_api import expect

from .editor import EDITABLE, fill_in, markup, open_new_item, save, tool

# Of the toolbar: with the focus elsewhere Insert is never met.
MAX_STOPS = 40
LATEST_NEWS = '<p data-style="latest-news">&nbsp;</p>'
ADD_PICTURE = """
from django.contrib.auth.models import User
from tests.factories import picture_upload
from tianhe_site.media_library import library
picture, _is_new = library.add(picture_upload("Aside"), by=User.objects.get(username="paul"))
picture.texts.create(language="en", description="What it shows.")
"""


@pytest.fixture
def editor(page, log_in):
    """The form of a new item, a first paragraph in its text and the cursor after it."""
    log_in("ann")
    open_new_item(page)
    page.keyboard.type("First.")
    return page


def press(page, *keys):
    """Press keys, and write what stands among them in quotation marks."""
    for key in keys:
        if key.startswith("'"):
            page.keyboard.type(key.strip("'"))
        else:
            page.keyboard.press(key)


def insert(page, name):
    """Choose an entry of the menu by the keyboard alone."""
    press(page, "Alt+F10")
    if not page.evaluate(IS_IN_TOOLBAR):
        # In a table the buttons beside it come first.
        press(page, "Alt+F10")
    button = page.get_by_role("button", name="Insert", exact=True)
    for _stop in range(MAX_STOPS):
        if button.evaluate("each => each === document.activeElement"):
            break
        press(page, "ArrowRight" if page.evaluate(IS_IN_GROUP) else "Tab")
    expect(button).to_be_focused()
    press(page, "Enter")
    entries = page.frame_locator("iframe.cke_panel_frame").get_by_role("menuitem")
    expect(entries.first).to_be_focused()
    # Playwright takes what is transparent for visible.
    expect(page.locator(".cke_menu_panel:visible")).to_have_css("opacity", "1")
    for entry in entries.all():
        expect(entry).to_be_focused()
        if entry.get_attribute("title") == name:
            press(page, "Enter")
            break
        press(page, "ArrowDown")
    expect(entries.first).to_be_hidden()


IS_IN_TOOLBAR = "() => Boolean(document.activeElement.closest('.cke_top'))"
# Whether another button of the group of Insert has the focus.
IS_IN_GROUP = """() => document.querySelector(".cke_button__insert").closest(".cke_toolbar")
  .contains(document.activeElement)"""


def test_blocks_are_inserted_and_written_by_keyboard_alone(editor):
    insert(editor, "Facts and figures")
    press(editor, "'Seat'", "Enter", "'Jinan'", "Enter", "'Founded'", "Enter", "'2010'")
    press(editor, "Enter", "Enter", "'Between.'")
    insert(editor, "Question and answer")
    press(editor, "'Why?'", "Enter", "'So.'", "Enter", "Enter", "'And when?'", "Enter", "'Now.'")
    press(editor, "Enter", "Enter", "Enter")
    insert(editor, "Latest news")
    insert(editor, "Important callout")
    press(editor, "'Studied.'", "Enter", "Enter", "'Last.'")
    assert markup(editor) == (
        "<p>First.</p>"
        '<dl data-style="facts"><dt>Seat</dt><dd>Jinan</dd><dt>Founded</dt><dd>2010</dd></dl>'
        "<p>Between.</p>"
        "<details><summary>Why?</summary><p>So.</p></details>"
        "<details><summary>And when?</summary><p>Now.</p></details>"
        f'{LATEST_NEWS}<aside data-style="important"><p>Studied.</p></aside><p>Last.</p>'
    )


def test_every_kind_is_in_the_menu_and_comes_back_as_it_was_saved(editor):
    names = ["Callout", "Facts and figures", "Question and answer", "Timeline", "People"]
    for name in [*names, "Trial table", "Latest news"]:
        insert(editor, name)
    before = markup(editor).replace("&nbsp;", "")
    styles = ["note", "facts", "timeline", "people", "trials", "latest-news"]
    assert re.findall('data-style="([^"]*)"', before) == styles
    fill_in(editor, "All kinds of blocks")
    save(editor)
    editor.reload()
    expect(editor.locator(f"{EDITABLE} aside")).to_be_visible()
    assert markup(editor).replace("&nbsp;", "") == before.removesuffix("<p></p>")
    # A question is open, and is written in like all else.
    asked = editor.locator(f"{EDITABLE} p", has_text="Question readers ask")
    expect(asked).to_be_visible()
    expect(editor.locator(".findings")).to_contain_text("still contains")


def test_enter_goes_past_an_example_and_leaves_it_as_it_is(editor):
    insert(editor, "People")
    press(editor, "Enter", "'Chair'", "Enter", "Enter", "'Ann'")
    name, text = "Name of the person", "What this person does here, in one or two sentences."
    assert markup(editor) == (
        f'<p>First.</p><dl data-style="people"><dt>{name}</dt><dd>Chair</dd><dd>{text}</dd>'
        "<dt>Ann</dt><dd>&nbsp;</dd><dd>&nbsp;</dd></dl>"
    )


def test_enter_in_a_trial_table_goes_from_cell_to_cell_and_to_a_new_row(editor):
    table = """<table data-style="trials"><thead><tr><th>Candidate</th><th>Status</th></tr></thead>
      <tbody><tr><td>A</td><td>B</td></tr></tbody></table>"""
    editor.evaluate("markup => CKEDITOR.instances.id_body.setData(markup)", table)
    editor.locator(f"{EDITABLE} td").first.click()
    # Within its words a cell gets a line more.
    press(editor, "End", "'12'", "ArrowLeft", "Enter", "End", "Enter")
    press(editor, "End", "Enter", "'C'", "Enter", "Enter", "Enter", "'After.'")
    rows = "<tr><td>A1<br />2</td><td>B</td></tr><tr><td>C</td><td>&nbsp;</td></tr>"
    assert markup(editor) == (
        '<table data-style="trials"><thead><tr><th>Candidate</th><th>Status</th></tr></thead>'
        f"<tbody>{rows}</tbody></table><p>After.</p>"
    )


def test_block_is_moved_and_left_at_both_ends(editor):
    press(editor, "Control+A", "Delete")
    insert(editor, "Timeline")
    press(editor, "'2014'", "Enter", "'Granted.'", "ArrowDown", "'After.'")
    timeline = '<dl data-style="timeline"><dt>2014</dt><dd>Granted.</dd></dl>'
    assert markup(editor) == f"{timeline}<p>After.</p>"
    press(editor, "ArrowUp", "ArrowUp", "Home", "ArrowUp", "'Before.'")
    assert markup(editor) == f"<p>Before.</p>{timeline}<p>After.</p>"
    press(editor, "ArrowDown", "Alt+Shift+ArrowDown")
    assert markup(editor) == f"<p>Before.</p><p>After.</p>{timeline}"
    expect(editor.locator("[aria-live=polite]", has_text="Block")).to_have_text(
        "Moved. Block 3 of 3."
    )
    up = tool(editor, "moveup")
    expect(up).to_have_accessible_name("Move block up")
    expect(up).to_have_accessible_description("Keyboard shortcut Alt+Shift+Arrow up")
    up.click()
    assert markup(editor) == f"<p>Before.</p>{timeline}<p>After.</p>"


def test_picture_beside_the_text_begins_with_its_style(editor, site):
    site.shell(ADD_PICTURE)
    insert(editor, "Picture beside the text")
    dialog = editor.get_by_role("dialog", name="Choose a picture")
    dialog.get_by_role("button", name="Aside").click()
    expect(dialog.get_by_label("Small, right of text")).to_be_checked()
    dialog.get_by_role("button", name="Insert picture").click()
    expect(editor.locator(f'{EDITABLE} img[data-style="right"]')).to_be_visible()


def test_backspace_and_delete_at_the_edge_of_a_block_take_nothing_of_it(editor):
    insert(editor, "Facts and figures")
    press(editor, "'Seat'", "Enter", "'Jinan'")
    facts = '<dl data-style="facts"><dt>Seat</dt><dd>Jinan</dd></dl>'
    press(editor, "ArrowUp", "Home", "Backspace", "' Then:'")
    assert markup(editor) == f"<p>First. Then:</p>{facts}"
    press(editor, "Delete", "'The '")
    assert markup(editor) == f"<p>First. Then:</p>{facts.replace('Seat', 'The Seat')}"
    # An empty paragraph before it goes.
    press(editor, "Home", "Backspace", "Enter", "ArrowDown", "Home", "Backspace", "'In '")
    assert markup(editor) == f"<p>First. Then:</p>{facts.replace('Seat', 'In The Seat')}"
    # What is left empty goes as it would anywhere.
    press(editor, "Control+A", "Delete", "'Anew.'")
    assert markup(editor) == "<p>Anew.</p>"


def test_screen_readers_get_a_name_for_each_part_of_the_toolbar(editor):
    expect(editor.get_by_role("button", name="Format Normal")).to_be_visible()
    toolbars = editor.get_by_role("toolbar")
    expect(toolbars).to_have_count(11)
    for toolbar in toolbars.all():
        expect(toolbar).to_have_accessible_name(re.compile("."))
    # Without a colon.
    expect(editor.get_by_role("textbox", name="Text", exact=True)).to_be_focused()


def test_heading_that_is_pasted_into_a_call_out_becomes_a_paragraph(editor):
    insert(editor, "Callout")
    press(editor, "'Studied.'")
    editor.evaluate("CKEDITOR.instances.id_body.execCommand('paste', '<h1>Not</h1><p>yet.</p>')")
    expect(editor.locator(f"{EDITABLE} aside p")).to_have_text(["Studied.", "Not", "yet."])


def test_question_that_was_saved_without_an_answer_has_a_place_for_it(editor):
    question = "<details><summary>Why?</summary></details>"
    editor.evaluate(f"CKEDITOR.instances.id_body.setData('{question}')")
    editor.locator(f"{EDITABLE} div p").nth(1).click()
    press(editor, "'So.'")
    assert markup(editor) == "<details><summary>Why?</summary><p>So.</p></details>"
