"""A section is added by the steps of the README, and does all that news and pages do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import site as sites

ROOT = Path(__file__).parent.parent
TEMPLATE = Path(__file__).parent / "section_template"
# The tables of the site and those of the section, which groups may do more with: the audit log says
# so, and the tests go on from a day in March.
MIGRATE = """
from datetime import UTC, datetime
from django.core.management import call_command
from tianhe_site.publishing import clock
with clock.set_to(lambda: datetime(2026, 1, 1, tzinfo=UTC)):
    call_command("makemigrations", "publications")
    call_command("migrate", verbosity=0)
"""
PARTS = ["tianhe_site", "news", "pages", "templates", "static", "tests"]
# By the file: the line of the README, and that before which it goes.
ADDED = {
    "settings.py": ('"publications",', '"tianhe_site.operations",'),
    "public_urls.py": ('path("publications/", include("publications.urls")),', "# Last:"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A copy of the project with the section added."""
    folder = tmp_path_factory.mktemp("site")
    ignored = shutil.ignore_patterns("section_template", "node_modules", "releases")
    for name in PARTS:
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("manage.py", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(TEMPLATE, folder, dirs_exist_ok=True)
    for name, (line, before) in ADDED.items():
        path = folder / "tianhe_site" / name
        text = path.read_text()
        assert text.count(f"    {before}") == 1
        path.write_text(text.replace(f"    {before}", f"    {line}\n    {before}"))
    return folder


def run(site, *command):
    """Run Python in the copy; return what it wrote."""
    ours = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ours and "PYTEST" not in name
    }
    # Its tests begin with its own tables, where all others find those of the site.
    prepared = {"TIANHE_PREPARED": str(site / "var"), "TIANHE_DATA": str(site / "var" / "migrated")}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=site,
        env={**environment, **prepared},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_readme_names_the_lines_that_add_a_section():
    readme = (ROOT / "README.md").read_text()
    assert [line for line, _before in ADDED.values() if line not in readme] == []


def test_section_added_by_the_readme_does_what_sections_do(site):
    (site / "var" / "migrated").mkdir(parents=True)
    shutil.copy2(sites.migrated_database(), site / "var" / "migrated")
    run(site, "manage.py", "shell", "-v0", "-c", MIGRATE)
    # A migration lasts longer than the places of our own classes.
    migration = (site / "publications" / "migrations" / "0001_initial.py").read_text()
    assert "tianhe_site" not in migration
    found = run(site, "-m", "pytest", "-q", "tests/publications", "tests/test_architecture.py")
    assert " passed" in found
