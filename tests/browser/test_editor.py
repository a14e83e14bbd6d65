"""CKEditor under a policy without inline scripts: it works, and pastes cleanly."""

import re

import pytest
from playwright.sync_api import expect

from .editor import EDITABLE, fill_in, markup, open_new_item, open_preview, paste, save, tool

# As Word puts it on the clipboard: styles, Office tags, lists that are paragraphs.
POINT = """
<p class=MsoListParagraph{part} style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='font-family:Symbol;mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;</span></span><![endif]>{text}<o:p></o:p></p>
"""
WORD = f"""
<html xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta name=Generator content="Microsoft Word 15">
<style><!-- p.MsoNormal {{margin:0cm; font-size:11.0pt; font-family:Calibri;}}
@list l0:level1 {{mso-level-number-format:bullet; mso-level-text:·;}} --></style></head>
<body lang=EN-US><!--StartFragment-->
<h1 style='mso-margin-top-alt:auto'><span style='font-family:Arial'>Results<o:p></o:p></span></h1>
<p class=MsoNormal><b><span style='color:red'>Seven</span></b> of <i>twenty</i> people.</p>
{POINT.format(part="CxSpFirst", text="First point")}
{POINT.format(part="CxSpLast", text="Second point")}
<p class=MsoNormal><a href="https://register.example/1"><span
style='color:blue'>The register</span></a><o:p></o:p></p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr>
<td width=100 style='width:75pt'><p class=MsoNormal>Dose<o:p></o:p></p></td>
<td><p class=MsoNormal>10<o:p></o:p></p></td></tr></table>
<!--EndFragment--></body></html>
"""


@pytest.fixture
def editor(page, log_in):
    """The form of a new item, the cursor in its text."""
    log_in("ann")
    open_new_item(page)
    return page


def select_all(page):
    """Select the text, and have CKEditor, which looks five times a second, see it now."""
    page.keyboard.press("Control+A")
    page.evaluate("CKEDITOR.instances.id_body.selectionChange(true)")


def button(page, name):
    return tool(page, name)


def test_toolbar_formats_what_is_selected(editor):
    editor.keyboard.type("bold")
    select_all(editor)
    button(editor, "bold").click()
    assert markup(editor) == "<p><strong>bold</strong></p>"
    button(editor, "bulletedlist").click()
    assert markup(editor) == "<ul><li><strong>bold</strong></li></ul>"
    button(editor, "undo").click()
    assert markup(editor) == "<p><strong>bold</strong></p>"


def test_heading_is_chosen_from_the_list(editor):
    editor.keyboard.type("Heading")
    editor.locator(".cke_combo__format .cke_combo_button").click()
    panel = editor.frame_locator("iframe.cke_panel_frame")
    panel.get_by_role("option", name="Heading 2").click()
    assert markup(editor) == "<h2>Heading</h2>"


def dialog_of(page):
    return page.locator("dialog.editor-dialog")


# Pastes an address as a browser copies it from its address bar.
PASTE_ADDRESS = """(address) => {
  const data = new DataTransfer();
  data.setData("text/plain", address);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.querySelector(".cke_wysiwyg_div").dispatchEvent(event);
}"""


def test_link_is_found_by_keyboard_pasted_or_typed_and_kept(editor, page):
    editor.keyboard.type("Our therapy")
    select_all(editor)
    editor.keyboard.press("Control+K")
    dialog = dialog_of(editor)
    search = dialog.get_by_role("combobox", name="Search the site or paste an address")
    expect(search).to_be_focused()
    editor.keyboard.type("educator")
    found = dialog.get_by_role("option", name="Stem Cell Educator therapy Live Page · /therapy/")
    expect(found).to_be_visible()
    # A word alone is no address.
    search.fill("therapy")
    editor.keyboard.press("Enter")
    expect(dialog).to_contain_text("Did you mean /therapy/? Press Enter to use it.")
    editor.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert markup(editor) == '<p><a href="/therapy/">Our therapy</a></p>'
    bar = editor.get_by_role("toolbar", name="Link in the text")
    bar.get_by_role("button", name="Remove link").click()
    assert markup(editor) == "<p>Our therapy</p>"
    select_all(editor)
    editor.evaluate(PASTE_ADDRESS, "https://www.google.com/url?q=https://a.example/1")
    pasted = '<a href="https://a.example/1">Our therapy</a>'
    expect(editor.locator(f"{EDITABLE} a")).to_have_text("Our therapy")
    editor.keyboard.press("End")
    editor.keyboard.press("Enter")
    editor.keyboard.type("At www.b.example. See")
    assert markup(editor) == (
        f'<p>{pasted}</p><p>At <a href="https://www.b.example">www.b.example</a>. See</p>'
    )
    fill_in(page, "With links")
    save(page)
    expect(page.locator(f"{EDITABLE} a")).to_have_text(["Our therapy", "www.b.example"])


def test_signs_become_blocks_and_quotes_and_are_taken_back(editor):
    for key in ("## Head", "Enter", "- one", "Enter", "two", "Enter", "Enter"):
        if key == "Enter":
            editor.keyboard.press(key)
        else:
            editor.keyboard.type(key)
    editor.keyboard.type('"It\'s" 2010--12')
    text = "<h2>Head</h2><ul><li>one</li><li>two</li></ul>"
    assert markup(editor) == f"{text}<p>“It’s” 2010–12</p>"
    editor.keyboard.press("Enter")
    editor.keyboard.type("> ")
    editor.keyboard.press("Backspace")
    editor.keyboard.type("5")
    assert markup(editor).endswith("<p>&gt; 5</p>")
    editor.keyboard.press("Enter")
    editor.keyboard.type("1. ")
    assert markup(editor).endswith("<ol><li>&nbsp;</li></ol>")
    editor.keyboard.press("Control+Z")
    assert markup(editor).endswith("<p>1.&nbsp;</p>")
    tool(editor, "typinghelp").click()
    editor.locator(EDITABLE).press("End")
    editor.keyboard.type('"')
    assert markup(editor).endswith('<p>1. "</p>')


def test_what_is_pasted_from_word_is_clean(editor):
    paste(editor, WORD)
    expect(editor.locator(f"{EDITABLE} td").first).to_have_text("Dose")
    fill_in(editor, "Pasted from Word")
    open_preview(editor)
    _issued, prose = editor.locator(".prose").inner_html().split("</p>", 1)
    for part in (
        '<h2 id="results">Results</h2>',
        "<p><strong>Seven</strong> of <em>twenty</em> people.</p>",
        '<a href="https://register.example/1">The register</a>',
    ):
        assert part in prose
    compact = "".join(prose.split())
    assert "<ul><li>Firstpoint</li><li>Secondpoint</li></ul>" in compact
    assert "<td><p>Dose</p></td>" in compact or "<td>Dose</td>" in compact
    for trace in ("Mso", "style=", "<o:p", "<span", "<font", "·"):
        assert trace not in prose


def test_table_has_a_header_row_and_buttons_while_the_cursor_is_in_it(editor):
    button(editor, "table").click()
    dialog = editor.locator(".cke_dialog")
    dialog.get_by_label("Columns").fill("1")
    dialog.get_by_role("button", name="OK").click()
    bar = editor.get_by_role("toolbar", name="Table", exact=True)
    editor.keyboard.type("Dose")
    expect(bar).to_be_visible()
    bar.get_by_role("button", name="Add row below").click()
    editor.keyboard.type("10")
    rows = "<tr><td>10</td></tr><tr><td>&nbsp;</td></tr><tr><td>&nbsp;</td></tr></tbody></table>"
    head = '<table><thead><tr><th scope="col">Dose</th></tr></thead>'
    assert markup(editor) == f"{head}<tbody>{rows}<p>&nbsp;</p>"
    bar.get_by_role("button", name="Header row").click()
    assert markup(editor) == f"<table><tbody><tr><td>Dose</td></tr>{rows}<p>&nbsp;</p>"
    bar.get_by_role("button", name="Header row").click()
    bar.get_by_role("button", name="Delete row").click()
    # By keyboard: to the bar, one button on, and back to the text.
    editor.keyboard.press("Alt+F10")
    expect(bar.get_by_role("button", name="Add row below")).to_be_focused()
    editor.keyboard.press("ArrowRight")
    editor.keyboard.press("Enter")
    expect(editor.locator(EDITABLE)).to_be_focused()
    row = "<tr><td>&nbsp;</td><td>&nbsp;</td></tr>"
    assert markup(editor) == (
        "<table><thead><tr><th>Dose</th><th>&nbsp;</th></tr></thead>"
        f"<tbody>{row}{row}</tbody></table><p>&nbsp;</p>"
    )
    bar.get_by_role("button", name="Delete table").click()
    expect(bar).to_be_hidden()
    assert markup(editor) == ""


def test_warning_shows_its_word_and_inserts_the_missing_sentence(editor):
    editor.keyboard.type("Stem Cell Educator: it Cures.")
    fill_in(editor, "With a warning")
    save(editor)
    findings = editor.locator(".findings")
    findings.get_by_role("button", name="Show").click()
    assert editor.evaluate("getSelection().toString()") == "Cures"
    findings.get_by_role("button", name="Insert").click()
    expect(findings).to_contain_text("Inserted. Save the draft to check it again.")
    assert markup(editor).endswith(
        "<p>Stem Cell Educator is investigational. It has not been approved by the FDA. Its "
        "safety and effectiveness have not been established.</p>"
    )
    save(editor)
    expect(findings.get_by_role("button", name="Insert")).to_have_count(0)


def claim_dialog(page):
    """Press the button "Claim", and return the dialog it opens."""
    button(page, "claim").click()
    return dialog_of(page)


def test_claim_is_tied_to_a_new_source_and_leads_readers_to_it(editor):
    editor.keyboard.type("It balances the immune system")
    select_all(editor)
    dialog = claim_dialog(editor)
    dialog.get_by_label("Title of the new source").fill("The company's data")
    dialog.get_by_role("button", name="Mark claim").click()
    expect(dialog).to_be_hidden()
    assert markup(editor) == '<p><mark data-sources="1">It balances the immune system</mark></p>'
    expect(editor.locator("[name=sources-0-title]")).to_have_value("The company's data")
    fill_in(editor, "With a claim")
    open_preview(editor)
    expect(editor.locator(".claim")).to_have_text("It balances the immune system1")
    editor.get_by_role("link", name="Source 1", exact=True).click()
    expect(editor).to_have_url(re.compile("#source-1$"))
    expect(editor.locator("li:target")).to_have_text(re.compile("^The company.s data"))


def test_claim_is_changed_and_taken_back_by_keyboard(editor):
    editor.keyboard.type("words")
    select_all(editor)
    button(editor, "claim").press("Enter")
    dialog = dialog_of(editor)
    expect(dialog.get_by_label("Title of the new source")).to_be_focused()
    editor.keyboard.type("First")
    editor.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    claim_dialog(editor)
    dialog.get_by_role("button", name="New source…").press("Enter")
    editor.keyboard.type("Second")
    editor.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert markup(editor) == '<p><mark data-sources="1 2">words</mark></p>'
    claim_dialog(editor)
    for name in ("1. First", "2. Second"):
        expect(dialog.get_by_role("checkbox", name=name)).to_be_checked()
        dialog.get_by_role("checkbox", name=name).press("Space")
    editor.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert markup(editor) == "<p><mark>words</mark></p>"
    claim_dialog(editor)
    dialog.get_by_role("button", name="Remove claim").press("Enter")
    expect(dialog).to_be_hidden()
    assert markup(editor) == "<p>words</p>"
    button(editor, "undo").click()
    assert markup(editor) == "<p><mark>words</mark></p>"


def test_button_without_words_says_to_select_some_and_a_new_paragraph_is_no_claim(editor):
    button(editor, "claim").click()
    expect(editor.locator(".cke_notification")).to_contain_text("Select the text of the claim")
    editor.locator(EDITABLE).click()
    editor.keyboard.type("words")
    select_all(editor)
    claim_dialog(editor).get_by_role("button", name="Mark claim").click()
    expect(dialog_of(editor)).to_be_hidden()
    editor.keyboard.press("End")
    editor.keyboard.press("Enter")
    editor.keyboard.type("more")
    assert markup(editor) == "<p><mark>words</mark></p><p>more</p>"
