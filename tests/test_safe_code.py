"""What code of ours may not do, read from the code: SQL made of what people send, and requests to
other hosts. And what it runs on: packages of known versions with known content."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

BASE_DIR = settings.BASE_DIR
CODE = sorted(
    path
    for room in ("tianhe_site", "news", "pages")
    for path in (BASE_DIR / room).rglob("*.py")
    if "migrations" not in path.parts
)
# Where SQL is written by hand, because Django's own can't say it. What people send only ever
# comes in as a parameter.
WRITES_SQL = {
    "tianhe_site/bulk_insert.py",
    "tianhe_site/database.py",
    "tianhe_site/operations/backup/snapshot.py",
    "tianhe_site/operations/doctor/database.py",
    "tianhe_site/operations/moving/rows.py",
    "tianhe_site/operations/moving/unfinished.py",
    "tianhe_site/operations/process_locks.py",
    "tianhe_site/operations/scale/tables.py",
    "tianhe_site/operations/table_checks.py",
    "tianhe_site/prepared_queries.py",
    "tianhe_site/publishing/clock.py",
    "tianhe_site/publishing/history/queries.py",
    "tianhe_site/publishing/history/rows.py",
    "tianhe_site/publishing/search/live_search.py",
    "tianhe_site/publishing/triggers.py",
    "tianhe_site/publishing/workflow/locking.py",
    "tianhe_site/read_only.py",
    "tianhe_site/search/filling.py",
    "tianhe_site/search/finding.py",
    "tianhe_site/search/index.py",
}
SQL_METHODS = {"execute", "executemany", "executescript", "raw", "extra", "RawSQL"}
# Names that such a statement may be made of: constants of the module, columns of our tables,
# settings. Never a request.
FROM_OUTSIDE = {"request", "GET", "POST", "headers", "COOKIES", "META", "cleaned_data", "query"}
# Where a connection to another host begins: to the storage of media and the provider of single
# sign-on, if they are set. Mail goes through Django. All go to hosts that settings name, but for
# those of two commands: a mirror, which the operator names, and the links of live texts, which
# lead to public addresses alone.
CONNECTS = {
    "tianhe_site/accounts/log_in/single_sign_on.py",
    "tianhe_site/media_library/s3.py",
    "tianhe_site/operations/doctor/front.py",
    "tianhe_site/operations/mirror/checking.py",
    "tianhe_site/operations/outside_links/asking.py",
}
CLIENTS = {
    *("aiohttp", "boto3", "botocore", "ftplib", "http.client", "httpx", "imaplib", "poplib"),
    *("requests", "socketserver", "telnetlib", "urllib.request", "urllib3", "xmlrpc"),
}
# A socket that asks whether a port of this machine is free, those that a server listens on, the
# name of this machine, and the connection to an address that was checked.
SOCKETS = {
    "tianhe_site/operations/management/commands/start.py",
    "tianhe_site/operations/export.py",
    "tianhe_site/operations/redacted_exports.py",
    "tianhe_site/operations/mirror/making.py",
    "tianhe_site/operations/outside_links/asking.py",
}


def name_of(path):
    return path.relative_to(BASE_DIR).as_posix()


def nodes(path):
    return ast.walk(ast.parse(path.read_text()))


def statements(path):
    """Return the calls that hand SQL to the database."""
    for node in nodes(path):
        if isinstance(node, ast.Call) and node.args:
            # `super().execute(*args)` is a command's.
            if isinstance(node.args[0], ast.Starred):
                continue
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in SQL_METHODS:
                yield node


def imports(path):
    """Return the full names of what a module imports."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{each.name}" for each in node.names)


def test_sql_is_written_by_hand_only_where_this_list_says():
    assert {name_of(path) for path in CODE if list(statements(path))} == WRITES_SQL


def test_no_sql_is_made_of_what_people_send():
    found = []
    for path in CODE:
        for call in statements(path):
            words = {
                getattr(each, "id", getattr(each, "attr", "")) for each in ast.walk(call.args[0])
            }
            if words & FROM_OUTSIDE:
                found.append((name_of(path), call.lineno))
    assert found == []


def test_no_lookup_is_named_by_what_people_send():
    found = []
    for path in CODE:
        for node in nodes(path):
            if not isinstance(node, ast.Call):
                continue
            for each in (keyword.value for keyword in node.keywords if keyword.arg is None):
                words = {getattr(part, "attr", "") for part in ast.walk(each)}
                if words & {"GET", "POST", "COOKIES", "META", "headers"}:
                    found.append((name_of(path), node.lineno))
    assert found == []


def test_only_these_modules_connect_to_another_host():
    def uses(path, clients):
        return any(
            name == client or name.startswith(f"{client}.")
            for name in imports(path)
            for client in clients
        )

    assert {name_of(path) for path in CODE if uses(path, CLIENTS)} == CONNECTS
    assert {name_of(path) for path in CODE if uses(path, {"socket"})} == SOCKETS


@pytest.mark.parametrize("name", ["base", "s3", "test", "supply"])
def test_every_package_is_pinned_with_the_hashes_of_its_files(name):
    lines = (
        (BASE_DIR / "requirements" / f"{name}.txt").read_text().replace("\\\n", " ").splitlines()
    )
    packages = [line for line in lines if line.strip() and not line.strip().startswith("#")]
    loose = [
        line.split()[0]
        for line in packages
        if not re.match(r"[a-z0-9._-]+(\[[a-z0-9,._-]+\])?==\S+\s", line)
        or "--hash=sha256:" not in line
    ]
    assert len(packages) > 5
    assert loose == []


def test_packages_are_installed_only_with_their_hashes():
    makefile = (BASE_DIR / "Makefile").read_text()
    assert "--require-hashes" in makefile.partition("PIP_OPTIONS :=")[2].partition("\n")[0]
    assert re.findall(r"pip install(?! \$\(PIP_OPTIONS\))", makefile) == []


def test_no_key_or_certificate_is_in_the_project():
    begins = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}")
    folders = [BASE_DIR / name for name in ("tianhe_site", "news", "pages", "templates", "static")]
    files = [path for folder in folders for path in Path(folder).rglob("*") if path.is_file()]
    assert [name_of(path) for path in files if begins.search(path.read_bytes())] == []
