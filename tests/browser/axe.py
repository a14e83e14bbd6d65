"""axe-core, which finds what keeps people out of a page, as tests ask it."""

from tests import parts

TAGS = [f"wcag{version}{level}" for version in (2, 21, 22) for level in ("a", "aa")]
# All that can differ where colours alone do.
ABOUT_COLOURS = ["color-contrast", "link-in-text-block"]
# All that can differ where the places of elements alone do.
ABOUT_PLACES = ["target-size", "scrollable-region-focusable"]
# 7:1, what WCAG asks for at level AAA. It says nothing of what has less than 4.5:1.
CONTRAST_TO_READ = "color-contrast-enhanced"
OPTIONS = {
    "resultTypes": ["violations"],
    # Style sheets that are loaded once more serve rules that are not asked for.
    "preload": False,
}
# A colour on its way to another is neither of the two.
RUN = """async (options) => {
    await Promise.all(document.getAnimations().map((each) => each.finished));
    const {violations} = await axe.run(options);
    return violations.flatMap(({id, nodes}) => nodes.map(
        ({html, failureSummary}) => [id, html, failureSummary]));
}"""


def findings(page, only=None, rules=()):
    """Return what axe finds wrong with a page as it stands: the rule, the element and why. `rules`
    are asked as well as the usual ones, or `only` some."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    asked = [*only, *rules] if only else [*TAGS, "best-practice"]
    as_well = {rule: {"enabled": True} for rule in rules}
    return page.evaluate(RUN, {**OPTIONS, "runOnly": asked, "rules": as_well})


def findings_in_each_scheme(page, widths, dark_widths=None, rules=()):
    """Yield scheme, width and what axe finds, without loading the page again; in the dark at
    `dark_widths`, if they are others."""
    schemes = ("light", None, widths), ("dark", ABOUT_COLOURS, dark_widths or widths)
    page.wait_for_load_state()
    for scheme, only, widths_of_scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        for width in widths_of_scheme:
            page.set_viewport_size({"width": width, "height": 900})
            for each in findings(page, only, rules):
                yield scheme, width, *each


def _source():
    folder = parts.needed(parts.NPM_PACKAGES)
    return (folder / "axe-core" / "axe.min.js").read_text()
