"""Each page is loaded once, and asked there all that needs no load of its own.

A check is a function that is given the open page and yields what is wrong with it. It sets the page
up as it needs it, by `show`.
"""

from pathlib import Path

from .. import axe

MEASURES = Path(__file__).with_name("measures.js").read_text()
USUAL = {"color_scheme": "light", "forced_colors": "none", "reduced_motion": "no-preference"}
# The content policy refuses a <style>, and asks nothing of a sheet that a script adopts. A color on
# its way to another is neither of the two.
ADOPT_STYLE = """async (rules) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [sheet];
    await Promise.allSettled(document.getAnimations().map((each) => each.finished));
}"""
# As WCAG 1.4.12 names them.
SPACED_OUT = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }"""
DESKTOP, TABLET, PHONE = 1280, 768, 360


class Visits:
    """What was wrong with each page, and its words. `messages` are those of the console and of
    scripts, with the address of the page; `requests` the addresses that the browser asked for."""

    def __init__(self, page):
        self.page, self.words, self.cookies = page, {}, []
        self.messages, self.requests, self._found = [], [], {}
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self._note(message.text))
        page.on("pageerror", lambda error: self._note(str(error)))

    def _note(self, text):
        self.messages.append((self.page.url, text))

    def visit(self, path, checks):
        """Load a page and make the checks, in turn."""
        show(self.page, DESKTOP)
        response = self.page.goto(path)
        if not response.ok:
            # Chromium reports the status of the message itself.
            self.messages.pop()
        self.words[path] = self.page.inner_text("body")
        for check in checks:
            self._found.setdefault(check, []).extend((path, *each) for each in check(self.page))

    def found_by(self, check):
        """Return what a check found: the path of each page, and what is wrong there."""
        return self._found[check]


def show(page, width, height=900, style="", **media):
    """Set the page up as a reader has it; what isn't named is as usual."""
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(**{**USUAL, **media})
    page.evaluate(ADOPT_STYLE, style)


def measure(page, name):
    return page.evaluate(f"() => {{ {MEASURES} return window.measures.{name}(); }}")


def lost_texts(page):
    """Yield each text that is cut off, and by how many pixels the page is wider than the window."""
    yield from (("cut off", text) for text in measure(page, "lostTexts"))
    if pixels := page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    ):
        yield "too wide", pixels


def axe_on_a_phone(page):
    show(page, PHONE)
    return axe.findings(page, rules=[axe.CONTRAST_TO_READ])


def axe_elsewhere(page):
    """On wider screens, and what depends on colors in the dark."""
    rules = [axe.CONTRAST_TO_READ]
    show(page, DESKTOP)
    yield from axe.findings(page, rules=rules)
    show(page, TABLET)
    yield from axe.findings(page, [*axe.ABOUT_PLACES, *axe.ABOUT_COLOURS], rules)
    for width in (DESKTOP, PHONE):
        show(page, width, color_scheme="dark")
        yield from axe.findings(page, axe.ABOUT_COLOURS, rules)


def texts_lost_at_400_percent(page):
    """Of 1280 by 1024 pixels."""
    show(page, 320, 256)
    return lost_texts(page)


def texts_lost_when_spaced_out(page):
    for width in (DESKTOP, PHONE):
        show(page, width, style=SPACED_OUT)
        yield from lost_texts(page)


def texts_lost_at_twice_the_size(page):
    """Of the text alone, as the setting of a browser has it; an address of 80 letters is there."""
    show(page, 320, 640, style="html { font-size: 200% }")
    return lost_texts(page)


def lost_without_backgrounds(page):
    """What needs a background, which forced colors take away: edges of controls, and the current
    entries of menus."""
    show(page, DESKTOP, forced_colors="active")
    yield from (("no edge", control) for control in measure(page, "edgelessControls"))
    yield from (("not marked", entry) for entry in measure(page, "unmarkedEntries"))


def motion_that_nobody_wants(page):
    show(page, DESKTOP, reduced_motion="reduce")
    return ((element,) for element in measure(page, "motion"))


def lost_focus(page):
    for width in (PHONE, DESKTOP):
        show(page, width, 640)
        yield from ((width, *each) for each in measure(page, "lostFocus"))


# With its own words.
ON_EVERY_PAGE = [axe_on_a_phone, texts_lost_at_400_percent, texts_lost_when_spaced_out]
# What depends on elements and not on words. Last, what the focus leaves changed.
ON_EACH_KIND = [
    axe_elsewhere,
    texts_lost_at_twice_the_size,
    lost_without_backgrounds,
    motion_that_nobody_wants,
    lost_focus,
]
