"""Each drill has a short form in `make test`, and a row in docs/reliability.md."""

import ast
from datetime import date

import pytest
from django.conf import settings

from tests.drills import table
from tests.drills.drill import load, names


def functions_in(path):
    return {
        each.name
        for each in ast.parse((settings.BASE_DIR / path).read_text()).body
        if isinstance(each, ast.FunctionDef)
    }


@pytest.mark.parametrize("name", names())
def test_each_drill_says_which_test_is_its_short_form(name):
    path, test = load(name).short_form
    assert test in functions_in(path)


def test_table_has_a_row_for_each_drill_with_its_bar_and_a_figure():
    rows = table.rows()
    assert sorted(rows) == names()
    for name, (_title, bar, measured, day) in rows.items():
        assert bar == load(name).bar, name
        assert measured, name
        assert date.fromisoformat(day)
