"""Static checks of style sheets and modules that no compiler makes."""

import re
import shutil
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from tianhe_site.static_files import HashedStaticFilesStorage

STATIC = Path(__file__).parent.parent / "static"
SCRIPTS = STATIC / "js"
SHEETS = sorted((STATIC / "css").rglob("*.css"))
PUBLIC_SHEET = next(sheet for sheet in SHEETS if sheet.name == "site.css")
# A browser that doesn't know one of them drops the rule, or all that is in the block.
NEW_COLORS = ["light-dark(", "color-mix(", "oklch("]
TOO_NEW = ["@layer", "@container", "@scope", ":has(", "&", *NEW_COLORS]


def _rules_of(sheet):
    """Return what a sheet says without its comments."""
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_each_style_sheet_block_is_closed(sheet):
    # One that doesn't takes every rule below it along, and the page still loads.
    depth = 0
    for line in sheet.read_text().splitlines():
        assert depth >= 0
        assert not (depth and line.startswith(("/*", ":root", "@media"))), line
        depth += line.count("{") - line.count("}")
    assert depth == 0


def test_fonts_of_chinese_are_the_same_for_readers_for_staff_and_in_messages():
    message = STATIC.parent / "templates" / "_static_message.html"
    texts = [path.read_text() for path in (*SHEETS, message)]
    lists = [found for text in texts for found in re.findall(r"--[\w-]*han: ([^;]+);", text)]
    assert len(lists) == 3
    assert len({" ".join(fonts.split()) for fonts in lists}) == 1


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_old_browsers_know_all_colors(sheet):
    # Without them, a page is black on white, or the whole rule is missing.
    found = [name for name in NEW_COLORS if name in _rules_of(sheet)]
    assert found == []


def test_public_style_sheet_works_in_old_browsers():
    rules = _rules_of(PUBLIC_SHEET)
    needed = re.sub(r"@supports.*?\n}\n", "", rules, flags=re.DOTALL)
    assert [name for name in TOO_NEW if name in needed] == []
    blocks = []
    for opening, closing in re.findall(r"([^{};]*){|(})", rules):
        if closing:
            blocks.pop()
        else:
            assert not blocks or blocks[-1].startswith("@"), f"{opening.strip()} is nested"
            blocks.append(opening.strip())


def test_public_style_sheet_uses_no_gap_in_flexbox():
    """Chromium and Safari have it since 2020 and 2021 only, in grids since 2017."""
    rules = _rules_of(PUBLIC_SHEET)
    flexible, with_gap = set(), set()
    for selectors, body in re.findall(r"([^{}]+){([^{}]*)}", rules):
        names = {name.strip() for name in selectors.split(",")}
        flexible |= names if re.search(r"display: (inline-)?flex", body) else set()
        with_gap |= names if re.search(r"(?<![a-z-])(column-|row-)?gap:", body) else set()
    assert flexible & with_gap == set()


def test_words_break_in_browsers_that_only_know_the_older_property():
    rules = _rules_of(PUBLIC_SHEET)
    start, older, end = re.split(
        r"@supports not \(overflow-wrap: anywhere\) {\n(.*?)\n}\n", rules, flags=re.S
    )
    known_as = {"anywhere": "break-word", "break-word": "normal"}
    now = {
        selector.strip(): known_as[wrap]
        for selector, wrap in re.findall(r"([^{}]+){[^{}]*overflow-wrap: ([a-z-]+)", start + end)
    }
    before = {
        selector.strip(): value
        for selectors, value in re.findall(r"([^{}]+){ word-break: ([a-z-]+); }", older)
        for selector in selectors.split(",")
    }
    assert now == before


IMPORT = re.compile(r"""^(?:import|export)\b[^;]*?["'](\.[^"']+)["'];""", re.MULTILINE)


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The names of all modules as served, each with its text."""
    folder = tmp_path_factory.mktemp("static")
    shutil.copytree(SCRIPTS, folder / "js")
    own = FileSystemStorage(folder)
    storage = HashedStaticFilesStorage(
        location=folder,
        base_url="/static/",
        manifest_storage=FileSystemStorage(folder / "manifest"),
    )
    names = [path.relative_to(folder).as_posix() for path in (folder / "js").rglob("*.js")]
    done = list(storage.post_process({name: (own, name) for name in names}))
    assert [problem for *_, problem in done if isinstance(problem, Exception)] == []
    return {name: (folder / storage.hashed_files[name]) for name in names}


def test_modules_import_files_that_may_be_cached_for_ever(collected):
    served = set(collected.values())
    imported = {
        (file.parent / address).resolve()
        for file in served
        for address in IMPORT.findall(file.read_text())
    }
    assert imported <= served
    assert len(imported) > 50


def test_each_import_is_written_as_django_parses_it():
    """It gives names with hashes to those alone that end in a semicolon."""
    for script in SCRIPTS.rglob("*.js"):
        text = script.read_text()
        found = re.findall(r"^(?:import|export \{|export \*)\b", text, re.MULTILINE)
        assert len(IMPORT.findall(text)) == len(found), script
