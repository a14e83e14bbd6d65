"""The media library in a real browser: by mouse, by keyboard alone, by dropping and pasting."""

import base64
import re

import pytest
from playwright.sync_api import expect

from tests.factories import document_upload, picture_upload

from . import axe
from .conftest import enter, stay_when_asked
from .editor import EDITABLE, fill_in, markup, open_new_item, paste, save, tool

PICTURES = "/admin/media_library/image/"
SIZE = (700, 500)

# Lets files fall on an element, as from a folder; of a large one only its length is given.
DROP = """([selector, files]) => {
  const data = new DataTransfer();
  for (const [name, type, content] of files) {
    const bytes = Number.isInteger(content) ? new Uint8Array(content)
      : Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    data.items.add(new File([bytes], name, {type}));
  }
  const target = document.querySelector(selector);
  const {left, top, width} = target.getBoundingClientRect();
  const at = {clientX: left + width / 2, clientY: top + 30, bubbles: true, cancelable: true};
  for (const kind of ["dragenter", "dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(kind, {...at, dataTransfer: data}));
  }
}"""


def picture(title):
    """Return a picture file as the scripts above take it."""
    content = picture_upload(title, size=SIZE).read()
    return [f"{title}.png", "image/png", base64.b64encode(content).decode()]


def payload(upload):
    """Return an upload as a file dialog takes it."""
    return {"name": upload.name, "mimeType": upload.content_type, "buffer": upload.read()}


def row(page, title):
    return page.locator(".media-row", has_text=title)


def tab_to(page, what):
    """Press Tab until `what` has the focus."""
    # A page that has just been led to may still be without its scripts.
    expect(what).to_be_attached()
    for _press in range(60):
        page.keyboard.press("Tab")
        if what.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("The keyboard does not get there.")


def to_tool(page, tool):
    """Go to the first button of a group of the editor's toolbar by keyboard."""
    page.keyboard.press("Alt+F10")
    for _press in range(30):
        if tool.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("The keyboard does not get there.")


@pytest.fixture
def library(page, log_in):
    log_in("ann")
    page.goto(PICTURES)
    return page


@pytest.fixture
def add(library):
    """Return a function that puts a picture of a title into the library."""

    def add(title, description="What it shows."):
        library.goto(PICTURES)
        library.locator(".media-choose input").set_input_files(
            [payload(picture_upload(title, size=SIZE))]
        )
        expect(row(library, title).locator(".media-row-state")).to_have_text("Ready")
        if description:
            form = row(library, title)
            form.get_by_label("Description").fill(description)
            form.get_by_role("button", name="Save description").click()
            expect(form).to_contain_text("Description saved.")

    return add


@pytest.fixture
def editor(library, add):
    """Return a function that opens the form of a new item; the cursor is in its text."""

    def editor(*titles):
        for title in titles:
            add(title)
        open_new_item(library)
        return library

    return editor


# The grid


def test_several_files_are_dropped_and_each_says_what_became_of_it(library):
    large = ["Large.png", "image/png", 21 * 1024 * 1024]
    bad = ["Bad.png", "image/png", base64.b64encode(b"no picture").decode()]
    library.evaluate(DROP, [".media-drop", [picture("First"), bad, large, picture("Second")]])
    for title in ("First", "Second"):
        expect(row(library, title).locator(".media-row-state")).to_have_text("Ready")
    expect(row(library, "Bad.png")).to_contain_text("The library doesn't accept this kind of file")
    expect(row(library, "Large.png")).to_contain_text("This file is larger than 20.0")
    expect(library.locator(".media-upload [role=status]")).to_have_text("All files are done.")
    library.get_by_role("link", name="View in library").click()
    expect(library.locator(".media-card-title")).to_contain_text(["Second", "First"])
    # All sizes were made meanwhile.
    assert library.locator(".media-card[data-facts]").count() == 0


def test_file_that_falls_beside_its_place_does_not_take_the_page_away(library):
    library.evaluate(DROP, ["#content h1", [picture("Beside")]])
    expect(row(library, "Beside").locator(".media-row-state")).to_have_text("Ready")


def test_picture_is_uploaded_and_described_by_keyboard_alone(library):
    # Waited for from the beginning: the browser is told to hand the window over by a message that
    # a key pressed at once may overtake.
    with library.expect_file_chooser() as chooser:
        tab_to(library, library.locator(".media-choose input"))
        library.keyboard.press("Enter")
    chooser.value.set_files([payload(picture_upload("By keyboard", size=SIZE))])
    form = row(library, "By keyboard")
    tab_to(library, form.get_by_label("Description"))
    library.keyboard.type("A bench with pipettes.")
    tab_to(library, form.get_by_role("button", name="Save description"))
    library.keyboard.press("Enter")
    expect(form).to_contain_text("Description saved.")
    library.goto(PICTURES)
    card = library.locator(".media-card", has_text="By keyboard")
    expect(card).to_be_visible()
    expect(card).to_contain_text("No description: 简体中文")


def test_description_that_was_sent_after_the_session_ended_is_sent_again_after_a_log_in(
    library, sessions
):
    upload = payload(picture_upload("Long open", size=SIZE))
    library.locator(".media-choose input").set_input_files([upload])
    form = row(library, "Long open")
    form.get_by_label("Description").fill("A bench in the evening.")
    sessions.pop("ann")
    library.context.clear_cookies()
    form.get_by_role("button", name="Save description").click()
    library.get_by_role("button", name="Back to the form").click()
    # Nobody leaves it unasked.
    asked = stay_when_asked(library)
    with library.expect_event("dialog"):
        library.get_by_role("link", name="View site").click(no_wait_after=True)
    expect(form.get_by_label("Description")).to_have_value("A bench in the evening.")
    assert asked == ["beforeunload"]
    enter(library.context.new_page(), "ann")
    form.get_by_role("button", name="Save description").click()
    expect(form).to_contain_text("Description saved.")


# The page of a picture


def test_focal_point_is_moved_by_arrow_keys_and_by_a_click(library, add):
    add("Focus")
    library.goto(f"{PICTURES}?q=Focus")
    library.locator(".media-card-link").click()
    point = library.locator(".media-focus-point")
    tab_to(library, point)
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        library.keyboard.press(key)
    expect(point).to_have_accessible_name(
        "Focal point: 60 percent from the left, 45 percent from the top"
    )
    expect(library.locator(".media-crop .focus-x-60.focus-y-45")).to_have_count(3)
    box = library.locator(".media-focus img").bounding_box()
    library.mouse.click(box["x"] + box["width"] * 0.21, box["y"] + box["height"] * 0.79)
    expect(library.locator(".media-crop .focus-x-20.focus-y-80")).to_have_count(3)
    library.get_by_role("button", name="Save and continue editing").click()
    expect(library.locator(".messagelist")).to_contain_text("Focus")
    expect(library.get_by_label("Focal point from the left")).to_have_value("20")
    expect(library.get_by_label("Focal point from the top")).to_have_value("80")
    position = "image => getComputedStyle(image).objectPosition"
    assert library.locator(".media-crop-head img").evaluate(position) == "20% 80%"


def test_axe_finds_nothing_in_the_library_and_in_its_window(library, add):
    def findings():
        return list(axe.findings_in_each_scheme(library, [1280]))

    add("Seen by axe", description="")
    library.goto(PICTURES)
    assert findings() == []
    library.get_by_role("link", name="Seen by axe").click()
    assert findings() == []
    library.goto("/admin/pages/page/add/")
    library.get_by_role("button", name="Choose a picture…").click()
    dialog = library.get_by_role("dialog", name="Choose a picture")
    dialog.get_by_role("button", name="Seen by axe").focus()
    assert findings() == []
    library.keyboard.press("Enter")
    expect(dialog.get_by_label("Description")).to_be_focused()
    assert findings() == []


# Choosing


def test_head_picture_is_chosen_uploaded_at_the_second_try_and_taken_off(editor):
    page = editor("Head one")
    fill_in(page, "With a head")
    page.get_by_role("button", name="Choose a picture…").click()
    dialog = page.get_by_role("dialog", name="Choose a picture")
    expect(dialog.get_by_label("Search the library")).to_be_focused()
    page.keyboard.type("head o")
    page.keyboard.press("Enter")
    expect(dialog.locator(".media-card")).to_have_count(1)
    tab_to(page, dialog.get_by_role("button", name="Head one"))
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    other = page.get_by_role("button", name="Choose another picture…")
    expect(other).to_be_focused()
    save(page)
    expect(page.locator(".asset-field")).to_contain_text("Head one")

    other.click()
    page.route("**/image/upload/", lambda route: route.abort(), times=1)
    dialog.locator("[type=file]").set_input_files([payload(picture_upload("Head two", size=SIZE))])
    dialog.get_by_role("button", name="Try again").click()
    dialog.get_by_label("Description").fill("The new head.")
    dialog.get_by_role("button", name="Use picture").click()
    save(page)
    expect(page.locator(".asset-field")).to_contain_text("Head two")

    page.get_by_role("button", name="Remove", exact=True).click()
    save(page)
    expect(page.locator(".asset-field")).to_contain_text("No picture")


def test_search_is_not_overwritten_by_the_answer_to_an_earlier_question(editor):
    page, held = editor("Looked for", "Other"), []
    page.route("**/choose/?q=&*", lambda route: held.append(route))
    with page.expect_request("**/choose/?q=&*"):
        page.get_by_role("button", name="Choose a picture…").click()
    cards = page.get_by_role("dialog", name="Choose a picture").locator(".media-card")
    page.keyboard.type("looked for")
    page.keyboard.press("Enter")
    expect(cards).to_have_count(1)
    with page.expect_response("**/choose/?q=&*") as late:
        held[0].continue_()
    late.value.finished()
    assert cards.count() == 1


def test_escape_closes_the_window_and_changes_nothing(editor):
    page = editor()
    choose = page.get_by_role("button", name="Choose a picture…")
    choose.click()
    expect(page.get_by_role("dialog", name="Choose a picture")).to_be_visible()
    page.keyboard.press("Escape")
    expect(choose).to_be_focused()
    expect(page.locator(".asset-field")).to_contain_text("No picture")


# Pictures and documents in the text


def test_picture_is_put_into_the_text_changed_and_taken_out_by_keyboard(editor):
    page = editor("In the text")
    page.keyboard.type("Before.")
    dialog = page.get_by_role("dialog", name="Choose a picture")
    tool = page.locator("a.cke_button__picture")
    to_tool(page, tool)
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("Search the library")).to_be_focused()
    page.keyboard.type("in the text")
    page.keyboard.press("Enter")
    expect(dialog.locator(".media-card")).to_have_count(1)
    tab_to(page, dialog.get_by_role("button", name="In the text"))
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("Text width, with caption")).to_be_focused()
    for _press in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    page.keyboard.type("After.")
    image = rf'<p><img data-style="wide" src="{PICTURES}\d+/file/" /></p>'
    assert re.fullmatch(rf"<p>Before\.</p>{image}<p>After\.</p>", markup(page))
    expect(page.locator(f"{EDITABLE} img")).to_have_attribute("alt", "What it shows.")

    page.keyboard.press("ArrowUp")
    page.evaluate("CKEDITOR.instances.id_body.selectionChange(true)")
    to_tool(page, tool)
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("Wider than text, with caption")).to_be_checked()
    dialog.get_by_label("Small, right of text").check()
    dialog.get_by_role("button", name="Update picture").click()
    expect(page.locator(f'{EDITABLE} img[data-style="right"]')).to_be_visible()
    fill_in(page, "With a picture")
    save(page)
    assert 'data-style="right"' in markup(page)

    page.locator(f"{EDITABLE} img").dblclick()
    dialog.get_by_role("button", name="Remove from text").click()
    expect(page.locator(f"{EDITABLE} img")).to_have_count(0)
    assert markup(page) == "<p>Before.</p><p>After.</p>"


def test_picture_is_called_one_until_the_library_says_what_it_shows(editor):
    page = editor("Silent library")
    page.evaluate(DROP, [EDITABLE, [picture("Silent library")]])
    fill_in(page, "With a picture of a silent library")
    save(page)
    page.route("**/choose/?*", lambda route: route.abort())
    page.reload()
    image = page.locator(f"{EDITABLE} img")
    expect(image).to_have_attribute("alt", "Picture")
    assert "alt" not in markup(page)


def test_document_is_linked_by_its_title_or_by_the_selected_words(editor, library):
    library.goto("/admin/media_library/document/")
    library.locator(".media-choose input").set_input_files([payload(document_upload("Annual"))])
    expect(row(library, "Annual").locator(".media-row-state")).to_have_text("Ready")
    page = editor()
    for words, expected in (("", "Annual"), ("our report", "our report")):
        page.locator(EDITABLE).click()
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        if words:
            page.keyboard.type(words)
            page.keyboard.press("Control+A")
        tool(page, "document").click()
        page.get_by_role("dialog", name="Choose a document").get_by_role(
            "button", name="Annual"
        ).click()
        link = page.locator(f"{EDITABLE} a")
        expect(link).to_have_text(expected)
        pattern = rf'<p><a href="/admin/media_library/document/\d+/file/">{expected}</a>.*</p>'
        assert re.fullmatch(pattern, markup(page))


@pytest.mark.parametrize("way", ["drop", "paste"])
def test_picture_file_that_is_brought_into_the_text_goes_into_the_library(editor, way):
    page = editor()
    page.keyboard.type("Before.")
    page.keyboard.press("Enter")
    fill_in(page, f"By {way}")
    page.locator(EDITABLE).click()
    file = picture(f"Brought by {way}")
    if way == "drop":
        page.evaluate(DROP, [EDITABLE, [file]])
    else:
        paste(page, files=[file])
    expect(page.locator(f"{EDITABLE} img[src^='{PICTURES}']")).to_be_visible()
    expect(page.locator(".cke_notification_success")).to_contain_text("Added to the library:")
    expect(page.locator(f"{EDITABLE} [data-undescribed]")).to_have_count(1)
    save(page)
    assert re.search(rf'<p><img src="{PICTURES}\d+/file/" /></p>', markup(page))


def test_form_that_is_sent_at_once_waits_for_the_picture(editor):
    page = editor()
    fill_in(page, "In a hurry")
    page.locator(EDITABLE).click()
    page.evaluate(DROP, [EDITABLE, [picture("In a hurry")]])
    save(page)
    page.reload()
    assert re.fullmatch(rf'<p><img src="{PICTURES}\d+/file/" /></p>', markup(page))


def test_picture_that_has_arrived_is_undone_in_a_step_and_brought_back(editor):
    page = editor()
    page.keyboard.type("Text.")
    page.evaluate(DROP, [EDITABLE, [picture("Undone")]])
    pictures = page.locator(f"{EDITABLE} img[src^='{PICTURES}']")
    expect(pictures).to_have_count(1)
    tool(page, "undo").click()
    expect(pictures).to_have_count(0)
    tool(page, "redo").click()
    expect(pictures).to_have_count(1)


def test_file_that_is_no_picture_says_so_and_leaves_the_text_alone(editor):
    page = editor()
    page.keyboard.type("Text.")
    bad = ["Bad.png", "image/png", base64.b64encode(b"no picture").decode()]
    page.evaluate(DROP, [EDITABLE, [bad]])
    expect(page.locator(".cke_notification_warning")).to_contain_text(
        "The library doesn't accept this kind of file"
    )
    expect(page.locator(f"{EDITABLE} img")).to_have_count(0)
    # The line that the cursor is in now is empty, and not kept.
    assert markup(page).removesuffix("<p>&nbsp;</p>") == "<p>Text.</p>"


def test_pasted_text_brings_its_pictures_but_none_of_other_sites(editor):
    page = editor()
    name, kind, content = picture("From Word")
    html = (
        f'<p>Word <img src="data:{kind};base64,{content}"></p>'
        '<p>Web <img src="https://elsewhere.example/photo.jpg"></p>'
    )
    paste(page, html)
    expect(page.locator(f"{EDITABLE} img[src^='{PICTURES}']")).to_be_visible()
    expect(page.locator(f"{EDITABLE} img")).to_have_count(1)
    expect(page.locator(".cke_notification_warning")).to_contain_text("drop the file here")
    assert "elsewhere" not in markup(page)
