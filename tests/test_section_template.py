"""A section is added by the steps of the README, and does all that news and pages do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEMPLATE = Path(__file__).parent / "section_template"
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
    ignored = shutil.ignore_patterns("section_template", "node_modules", "releases", "__pycache__")
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
    # The tables prepared for all shares lack the section. Where it is added to them, the audit log
    # says today that groups may do more, and nothing happens in the tests' March after that.
    ours = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "TIANHE_PREPARED")
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ours and "PYTEST" not in name
    }
    done = subprocess.run(
        [sys.executable, *command],
        cwd=site,
        env={**environment, "TIANHE_DATA": str(site / "var")},
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
    run(site, "manage.py", "makemigrations", "publications")
    # A migration lasts longer than the places of our own classes.
    migration = (site / "publications" / "migrations" / "0001_initial.py").read_text()
    assert "tianhe_site" not in migration
    found = run(site, "-m", "pytest", "-q", "tests/publications", "tests/test_architecture.py")
    assert " passed" in found
