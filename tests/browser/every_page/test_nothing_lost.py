"""Nothing is lost, however a reader sets up the browser: large, spaced out, in colours of the
system, without motion; and where the focus is can always be seen."""

from . import visits


def test_no_text_is_lost_at_400_percent(visited):
    assert visited.found_by(visits.texts_lost_at_400_percent) == []


def test_no_text_is_lost_on_a_phone_at_twice_the_size(visited):
    assert visited.found_by(visits.texts_lost_at_twice_the_size) == []


def test_no_text_is_lost_when_it_is_spaced_out(visited):
    assert visited.found_by(visits.texts_lost_when_spaced_out) == []


def test_focus_is_always_shown_and_never_covered(visited):
    assert visited.found_by(visits.lost_focus) == []


def test_forced_colours_leave_controls_their_edges_and_menus_their_current_entry(visited):
    assert visited.found_by(visits.lost_without_backgrounds) == []


def test_nothing_moves_for_readers_who_asked_for_no_motion(visited):
    assert visited.found_by(visits.motion_that_nobody_wants) == []
