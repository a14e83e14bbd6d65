"""What `make audit` says of what pip-audit found."""

import json

import pytest

from requirements.audit import verdict


def output(**values):
    vulnerable = {"id": "PYSEC-2026-1", "fix_versions": ["5.2.20"]}
    package = {"name": "django", "version": "5.2.19", "vulns": [vulnerable], **values}
    clean = {"name": "nh3", "version": "0.3.8", "vulns": []}
    return json.dumps({"dependencies": [package, clean], "fixes": []})


def test_vulnerable_package_is_named_with_the_release_that_fixes_it():
    code, words = verdict(output(), "Found 1 known vulnerability in 1 package")
    assert code == 1
    assert "django 5.2.19: PYSEC-2026-1, fixed in 5.2.20\n" in words


def test_nothing_found_is_said_with_the_number_of_packages():
    assert verdict(output(vulns=[]), "") == (0, "No known vulnerability in 2 packages.")


@pytest.mark.parametrize(
    "written", ["", "Traceback", '{"dependencies": []}', output(vulns=[], skip_reason="Not found")]
)
def test_database_that_was_not_asked_is_no_good_news(written):
    code, words = verdict(written, "Some lines\nERROR: nh3 could not be audited\n")
    assert code == 2
    assert "Not audited" in words
    assert "(ERROR: nh3 could not be audited)" in words
