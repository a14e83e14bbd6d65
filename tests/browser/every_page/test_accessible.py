"""axe finds nothing on any page, in either scheme, at any width."""

from .. import axe

SCHEMES = ["light", "dark"]
WIDTHS = [1280, 768, 360]


def test_axe_finds_nothing_on_any_page(page, paths):
    found = [(path, *each) for path in paths for each in findings(page, path)]
    assert found == []


def findings(page, path):
    """Yield what axe finds at each width in each scheme; the page is loaded once."""
    page.goto(path)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for each in axe.findings(page):
                yield scheme, width, *each
