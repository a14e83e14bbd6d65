"""Nothing is lost, however a reader sets up the browser: large, spaced out, in colours of the
system, without motion; and where the focus is can always be seen."""

from pathlib import Path

import pytest

MEASURES = Path(__file__).with_name("measures.js").read_text()
# As WCAG 1.4.12 names them.
SPACING = """{ line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }"""
# The content policy refuses a <style>, and asks nothing of a sheet that a script adopts.
ADD_STYLE = """(rules) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [sheet];
}"""
# Of 1280 by 1024 pixels at 400 %.
ZOOMED = {"width": 320, "height": 256}


def measure(page, name):
    return page.evaluate(f"() => {{ {MEASURES} return window.measures.{name}(); }}")


def scrolls_sideways(page):
    """Return by how many pixels the page is wider than the window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def test_no_text_is_lost_at_400_percent(page, paths):
    page.set_viewport_size(ZOOMED)
    for path in paths:
        page.goto(path)
        assert (path, measure(page, "lostTexts"), scrolls_sideways(page)) == (path, [], 0)


def test_no_text_is_lost_on_a_phone_at_twice_the_size(page, kinds):
    """Of the text alone, as the setting of a browser has it; an address of 80 letters is there."""
    page.set_viewport_size({"width": 320, "height": 640})
    for path in kinds:
        page.goto(path)
        page.evaluate(ADD_STYLE, "html { font-size: 200% }")
        assert (path, measure(page, "lostTexts"), scrolls_sideways(page)) == (path, [], 0)


def test_no_text_is_lost_when_it_is_spaced_out(page, paths):
    for path in paths:
        page.goto(path)
        page.evaluate(ADD_STYLE, f"* {SPACING}")
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert (path, measure(page, "lostTexts"), scrolls_sideways(page)) == (path, [], 0)


@pytest.mark.parametrize("width", [360, 1280])
def test_focus_is_always_shown_and_never_covered(page, kinds, width):
    page.set_viewport_size({"width": width, "height": 640})
    for path in kinds:
        page.goto(path)
        assert (path, measure(page, "lostFocus")) == (path, [])


def test_forced_colours_leave_controls_their_edges_and_menus_their_current_entry(page, kinds):
    page.emulate_media(forced_colors="active")
    for path in kinds:
        page.goto(path)
        assert (path, measure(page, "edgelessControls")) == (path, [])
        assert (path, measure(page, "unmarkedEntries")) == (path, [])


def test_nothing_moves_for_readers_who_asked_for_no_motion(page, kinds):
    page.emulate_media(reduced_motion="reduce")
    for path in kinds:
        page.goto(path)
        assert (path, measure(page, "motion")) == (path, [])
