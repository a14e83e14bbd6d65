"""What no compiler looks at."""

from pathlib import Path

import pytest

SHEETS = sorted((Path(__file__).parent.parent / "static" / "css").glob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_each_block_of_a_style_sheet_ends(sheet):
    # One that doesn't takes every rule below it along, and the page still loads.
    depth = 0
    for line in sheet.read_text().splitlines():
        assert depth >= 0
        assert not (depth and line.startswith(("/*", ":root", "@media"))), line
        depth += line.count("{") - line.count("}")
    assert depth == 0
