"""Pasted text is stored as the editor shows it."""

import pytest

from tests.browser.pasted import CASES
from tianhe_site.rich_text.cleaning import clean_typed
from tianhe_site.rich_text.reading import read


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_pasted_word_is_lost_when_it_is_stored(case):
    stored = clean_typed(case.arrives)
    assert read(stored).text.split() == read(case.arrives).text.split()
    assert clean_typed(stored) == stored
