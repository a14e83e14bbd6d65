"""axe-core, which finds what keeps people out of a page, as tests ask it."""

from tests import parts

from .conftest import needed

OPTIONS = {
    "runOnly": [f"wcag{version}{level}" for version in (2, 21, 22) for level in ("a", "aa")]
    + ["best-practice"],
    "resultTypes": ["violations"],
}
# A colour on its way to another is neither of the two.
RUN = """async (options) => {
    await Promise.all(document.getAnimations().map((each) => each.finished));
    const {violations} = await axe.run(options);
    return violations.flatMap(({id, nodes}) => nodes.map(
        ({html, failureSummary}) => [id, html, failureSummary]));
}"""


def findings(page):
    """Return what axe finds wrong with a page as it stands: the rule, the element and why."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    return page.evaluate(RUN, OPTIONS)


def _source():
    folder = needed(parts.tools(), "axe", parts.NPM_PACKAGES)
    return (folder / "axe-core" / "axe.min.js").read_text()
