"""axe finds nothing on any page, in either scheme, at any width, and text has a contrast of 7:1."""

from .. import axe

WIDTHS = [1280, 768, 360]


def test_axe_finds_nothing_on_any_page(page, paths, kinds):
    found = []
    for path in paths:
        page.goto(path)
        # Another page of its kind, with other words, is asked at every width.
        widths = WIDTHS if path in kinds else WIDTHS[-1:]
        seen = axe.findings_in_each_scheme(page, widths, rules=[axe.CONTRAST_TO_READ])
        found += [(path, *each) for each in seen]
    assert found == []
