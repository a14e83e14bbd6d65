"""Static files of a release take their places while those of the release before are served."""

import json

import pytest

from tianhe_site.operations import static_collection

STYLES = ("css/site.css", "css/site.css.gz")


@pytest.fixture
def collect(tmp_path, settings):
    """Return a function that collects files with a content, hashed names for the style sheet
    included, and returns what is served after it."""
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"

    def collect(digest, *others):
        collected = tmp_path / "collected"
        hashed = f"css/site.{digest}.css"
        for name in (*STYLES, hashed, f"{hashed}.gz", *others):
            (collected / name).parent.mkdir(parents=True, exist_ok=True)
            (collected / name).write_text(digest)
        manifest = tmp_path / "manifest"
        manifest.write_text(json.dumps({"paths": {"css/site.css": hashed}}))
        static_collection.take_over(collected, manifest)
        files = [path for path in settings.STATIC_ROOT.rglob("*") if path.is_file()]
        return {
            path.relative_to(settings.STATIC_ROOT).as_posix(): path.read_text() for path in files
        }

    return collect


def of(digest):
    return {f"css/site.{digest}.css": digest, f"css/site.{digest}.css.gz": digest}


def test_files_that_open_pages_name_stay_for_one_release(collect):
    assert collect("a", "js/old.js") == {**dict.fromkeys(STYLES, "a"), **of("a"), "js/old.js": "a"}
    assert collect("b") == {**dict.fromkeys(STYLES, "b"), **of("a"), **of("b")}
    assert collect("c") == {**dict.fromkeys(STYLES, "c"), **of("b"), **of("c")}


def test_damaged_manifest_keeps_nothing_back(collect, tmp_path):
    collect("a")
    (tmp_path / "staticfiles.json").write_bytes(b"\0")
    assert collect("b") == {**dict.fromkeys(STYLES, "b"), **of("b")}
