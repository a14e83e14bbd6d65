"""CKEditor under a policy without inline scripts: it works, and pastes cleanly."""

import re

import pytest
from playwright.sync_api import expect

from .editor import EDITABLE, fill_in, markup, open_new_item, open_preview, paste, save

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
    return page.locator(f"a.cke_button__{name}")


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


def test_link_is_made_in_its_dialog_and_kept(editor, page):
    editor.keyboard.type("company")
    select_all(editor)
    button(editor, "link").click()
    dialog = editor.locator(".cke_dialog")
    dialog.get_by_label("URL").last.fill("/company/")
    dialog.get_by_role("button", name="OK").click()
    assert markup(editor) == '<p><a href="/company/">company</a></p>'
    fill_in(page, "With a link")
    save(page)
    expect(page.locator(f"{EDITABLE} a")).to_have_text("company")
    assert markup(page) == '<p><a href="/company/">company</a></p>'


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
    bar.get_by_role("button", name="Add column right").click()
    row = "<tr><td>&nbsp;</td><td>&nbsp;</td></tr>"
    assert markup(editor) == (
        "<table><thead><tr><th>Dose</th><th>&nbsp;</th></tr></thead>"
        f"<tbody>{row}{row}</tbody></table><p>&nbsp;</p>"
    )
    bar.get_by_role("button", name="Delete table").click()
    expect(bar).to_be_hidden()
    assert markup(editor) == ""


def claim_dialog(page):
    """Press the button "Claim", and return the dialog it opens."""
    button(page, "claim").click()
    return page.locator(".cke_dialog")


def test_claim_is_tied_to_a_source_and_leads_readers_to_it(editor):
    editor.keyboard.type("It balances the immune system")
    select_all(editor)
    dialog = claim_dialog(editor)
    dialog.get_by_label("Source numbers, for example: 1, 2").fill("1")
    dialog.get_by_role("button", name="OK").click()
    assert markup(editor) == '<p><mark data-sources="1">It balances the immune system</mark></p>'
    fill_in(editor, "With a claim")
    editor.locator("[name=sources-0-title]").fill("The company's data")
    open_preview(editor)
    expect(editor.locator(".claim")).to_have_text("It balances the immune system1")
    editor.get_by_role("link", name="Source 1").click()
    expect(editor).to_have_url(re.compile("#source-1$"))
    expect(editor.locator("li:target")).to_have_text("The company's data")


def test_claim_is_changed_and_taken_back_by_keyboard(editor):
    editor.keyboard.type("words")
    select_all(editor)
    button(editor, "claim").press("Enter")
    dialog = editor.locator(".cke_dialog")
    asked = dialog.get_by_label("Source numbers, for example: 1, 2")
    expect(asked).to_be_focused()
    with editor.expect_event("dialog") as refusal:
        editor.once("dialog", lambda alert: alert.accept())
        editor.keyboard.type("one")
        editor.keyboard.press("Enter")
    assert "Enter numbers from 1 to 99" in refusal.value.message
    asked.fill("2, 1")
    editor.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert markup(editor) == '<p><mark data-sources="2 1">words</mark></p>'
    claim_dialog(editor)
    expect(asked).to_have_value("2, 1")
    asked.fill("")
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
    claim_dialog(editor).get_by_role("button", name="OK").click()
    editor.keyboard.press("End")
    editor.keyboard.press("Enter")
    editor.keyboard.type("more")
    assert markup(editor) == "<p><mark>words</mark></p><p>more</p>"
