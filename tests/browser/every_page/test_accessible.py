"""axe finds nothing on any page, in either scheme, at any width."""

from .. import axe

WIDTHS = [1280, 768, 360]


def test_axe_finds_nothing_on_any_page(page, paths, kinds):
    found = []
    for path in paths:
        page.goto(path)
        # Another page of its kind, with other words, is asked at every width.
        widths = WIDTHS if path in kinds else WIDTHS[-1:]
        found += [(path, *each) for each in axe.findings_in_each_scheme(page, widths)]
    assert found == []
