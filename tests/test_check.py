"""What `make check` leaves out."""

from pathlib import Path

from tests.conftest import SLOW

TESTS = Path(__file__).parent


def test_files_that_it_leaves_out_are_there():
    assert [name for name in sorted(SLOW) if not (TESTS / name).is_file()] == []
