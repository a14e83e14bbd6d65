"""No test is left out of `make test`, and none runs twice on one database."""

from pathlib import Path

from tests import conftest
from tests.shares import PYTEST, SHARES

TESTS = Path(__file__).parent


def is_in(path, folder):
    return (TESTS.parent / folder) in path.parents


def test_each_file_of_tests_is_in_one_share():
    ignored = [TESTS / folder for folder in conftest.collect_ignore]
    shares = [share for share in SHARES if share.command == PYTEST]
    found = {
        path.relative_to(TESTS): [
            share.title
            for share in shares
            if is_in(path, share.folder) and not any(is_in(path, each) for each in share.without)
        ]
        for path in TESTS.rglob("test_*.py")
        if not any(folder in path.parents for folder in ignored)
    }
    assert len(found) > 100
    assert {path: titles for path, titles in found.items() if len(titles) != 1} == {}
