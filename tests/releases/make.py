"""Keeps the databases of a release, for the tests of upgrades, and freezes its migrations. Of the
newest release it keeps the code as well, without static files.

    .venv/bin/python tests/releases/make.py            of what is checked out here
    .venv/bin/python tests/releases/make.py COMMIT     of an earlier release

Run the first as the last step of a release, after RELEASE has its name, and commit what it
writes. Needs PostgreSQL with pg_dump. The packages are those of this Python; all releases so far
pinned the same versions.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MANIFEST = HERE / "manifest.json"
SQLITE, POSTGRESQL, MEDIA = "sqlite.gz", "postgresql.sql.gz", "media.tar.gz"
CODE = HERE / "code.tar.xz"
PARTS_OF_CODE = (
    "gunicorn.conf.py",
    "locale",
    "manage.py",
    "news",
    "pages",
    "templates",
    "tianhe_site",
)


def main(commit=None):
    with _code(commit) as code:
        release = _release(code)
        folder = HERE / release
        if folder.exists():
            sys.exit(f"{release} is kept already. Give RELEASE its new name first.")
        with tempfile.TemporaryDirectory() as unfinished:
            made = Path(unfinished) / release
            made.mkdir()
            entry = {
                "sqlite": _keep_sqlite(code, made),
                "postgresql": _keep_postgresql(code, made),
                "migrations": migrations(code),
            }
            shutil.copytree(made, folder)
        if commit is None:
            keep_code(code)
    kept = json.loads(MANIFEST.read_text()) if MANIFEST.exists() else {}
    kept = dict(sorted({**kept, release: entry}.items()))
    MANIFEST.write_text(json.dumps(kept, indent=1) + "\n")
    print(f"Kept: {release}")


def migrations(code):
    """Return the SHA-256 of each migration, by its path in the folder `code`."""
    paths = (path.relative_to(code) for path in code.glob("**/migrations/0*.py"))
    # Those of packages are in hidden folders.
    ours = sorted(path for path in paths if not path.parts[0].startswith("."))
    return {str(path): hashlib.sha256((code / path).read_bytes()).hexdigest() for path in ours}


@contextmanager
def _code(commit):
    """Yield the folder of the code of a commit, or of what is checked out here."""
    if commit is None:
        yield ROOT
        return
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(
            ["git", "archive", commit], cwd=ROOT, capture_output=True, check=True
        ).stdout
        subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
        yield Path(folder)


def keep_code(code):
    """Keep the code in the folder `code` as that of the newest release."""
    with tarfile.open(CODE, "w:xz") as archive:
        for name in PARTS_OF_CODE:
            archive.add(code / name, name, filter=_plain)


def _plain(entry):
    """Return an entry of an archive without what differs from machine to machine; None for what
    Python made."""
    if "__pycache__" in entry.name:
        return None
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry


def _release(code):
    written = (code / "tianhe_site" / "__init__.py").read_text()
    return re.search(r'RELEASE = "([^"]+)"', written)[1]


def _keep_sqlite(code, folder):
    with tempfile.TemporaryDirectory() as data:
        recorded = _act(code, data)
        whole = Path(data) / "whole.sqlite3"
        with closing(sqlite3.connect(Path(data) / "db.sqlite3")) as database:
            database.execute("VACUUM INTO ?", [str(whole)])
        _write(folder / SQLITE, whole.read_bytes())
        _keep_media(data, folder / "sqlite" / MEDIA)
    return recorded


def _keep_postgresql(code, folder):
    # Programs of the tests, which are no package.
    sys.path.insert(0, str(HERE.parent))
    import on_postgresql
    import parts

    programs = parts.POSTGRESQL.find()
    with tempfile.TemporaryDirectory() as data, on_postgresql.server(programs) as url:
        recorded = _act(code, data, DATABASE_URL=url)
        # Rows as INSERTs, which any driver can replay.
        dump = subprocess.run(
            [_pg_dump(programs), "--inserts", "--no-owner", "--no-privileges", url],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        # Commands to psql, and what only its own version knows.
        lines = [line for line in dump.splitlines() if not line.startswith(("\\", "SET "))]
        _write(folder / POSTGRESQL, "\n".join(lines).encode())
        _keep_media(data, folder / "postgresql" / MEDIA)
    return recorded


def _pg_dump(programs):
    # A link to one of the programs may stand alone in its folder.
    return (Path(programs) / "initdb").resolve().with_name("pg_dump")


def _act(code, data, **variables):
    """Let everything happen on a new site in the folder `data`; return what it says of itself."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "tianhe_site.settings",
        "PYTHONPATH": str(code),
        "TIANHE_DATA": data,
        # Static files by their plain names.
        "DEBUG": "1",
        **variables,
    }
    result = Path(data) / "recorded.json"
    subprocess.run(
        [sys.executable, HERE / "acts.py", result], cwd=code, env=environment, check=True
    )
    return json.loads(result.read_text())


def _keep_media(data, path):
    media = Path(data) / "media"
    if media.exists():
        path.parent.mkdir()
        with tarfile.open(path, "w:gz") as archive:
            archive.add(media, "media")


def _write(path, content):
    path.write_bytes(gzip.compress(content, mtime=0))


if __name__ == "__main__":
    main(*sys.argv[1:])
