"""Each drill has a short form in `make test`."""

import ast

import pytest
from django.conf import settings

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
