"""axe finds nothing on any page, in either scheme, at any width, and text has a contrast of 7:1."""

from . import visits


def test_axe_finds_nothing_on_any_page_on_a_phone(visited):
    assert visited.found_by(visits.axe_on_a_phone) == []


def test_axe_finds_nothing_on_any_kind_of_page_on_wider_screens_and_in_the_dark(visited):
    assert visited.found_by(visits.axe_elsewhere) == []
