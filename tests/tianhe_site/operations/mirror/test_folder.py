"""The folder of a mirror: its generations, and what a killed run leaves."""

import fcntl
import stat

import pytest

from tianhe_site.operations.export_folder import ExportError
from tianhe_site.operations.mirror import folder as mirror_folder

LONG = b"<p>What readers get.</p>" * 100


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "mirror"


def write(folder, **bodies):
    """Write a generation with these public files; return how many were new."""
    with mirror_folder.next_generation(folder) as generation:
        for name, body in bodies.items():
            generation.write_public(f"news/{name}.html", body, compressed=True)
    return generation.written


def public(folder, name):
    return folder / "current" / "public" / "news" / name


def test_unchanged_file_is_the_same_file(folder):
    assert write(folder, first=LONG, second=b"<p>Short.</p>") == 2
    before = public(folder, "first.html").stat()
    assert write(folder, first=LONG, second=b"<p>Other.</p>") == 1
    after = public(folder, "first.html").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert public(folder, "second.html").read_bytes() == b"<p>Other.</p>"
    assert sorted(path.name for path in public(folder, ".").iterdir()) == [
        *("first.html", "first.html.br", "first.html.gz", "second.html"),
    ]


def test_one_generation_is_left_and_everybody_may_read_it(folder):
    for body in (b"one", b"two"):
        write(folder, page=body)
    assert len(list(folder.glob("mirror-*"))) == 1
    paths = [folder, *folder.rglob("mirror-*/**/*")]
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in paths}
    assert modes == {(True, 0o755), (False, 0o644)}


def test_run_that_fails_leaves_the_generation_before(folder):
    write(folder, page=b"whole")
    with pytest.raises(TypeError):
        write(folder, page=b"half", other="no bytes")
    assert public(folder, "page.html").read_bytes() == b"whole"
    assert len(list(folder.glob("mirror-*"))) == 1


def test_what_a_killed_run_left_goes_with_the_next(folder):
    write(folder, page=b"whole")
    (folder / "mirror-killed" / "public").mkdir(parents=True)
    (folder / "mirror-current").symlink_to("mirror-killed")
    write(folder, page=b"whole")
    assert public(folder, "page.html").read_bytes() == b"whole"
    assert len(list(folder.glob("mirror-*"))) == 1


def test_folder_with_anything_else_is_refused_and_left_as_it_is(folder):
    folder.mkdir()
    (folder / "mirror-of-mine").write_text("Mine.")
    with pytest.raises(ExportError, match="holds something else than a mirror"):
        write(folder, page=b"x")
    (folder / "mirror-of-mine").rename(folder / "mine")
    (folder / "mirror.lock").touch()
    with pytest.raises(ExportError, match="holds something else than a mirror"):
        write(folder, page=b"x")
    assert sorted(path.name for path in folder.iterdir()) == ["mine", "mirror.lock"]


def test_second_run_at_the_same_time_is_refused(folder):
    write(folder, page=b"x")
    with (folder / "mirror.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ExportError, match="Another process is writing"):
            write(folder, page=b"y")
    assert public(folder, "page.html").read_bytes() == b"x"
