"""A site that any release made becomes one of today, with its record whole.

`make.py` says how the databases were made, and `acts.py` what happened on those sites.
"""

import http.client
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime

import pytest
from django.conf import settings
from django.core.management.utils import get_random_secret_key
from django.db import connection

from news.models import NewsItem
from pages.models import Page, Term
from tests.own_database import connected_to, own_database
from tests.ports import free_port
from tests.releases import kept, make, people
from tests.site import RunningSite, prepare_files
from tianhe_site import RELEASE
from tianhe_site.operations.starter_content import english

KEPT = kept.MANIFEST
START = (sys.executable, "manage.py", "start")
# All that `make test` upgrades; `make drills ONLY=upgrades` does it with every release on both
# databases. The oldest goes through every migration, the newest through those that no release has
# yet, and 0.3.0 is the last before those of `search`, the only ones whose SQL differs between
# databases.
# The first, one where two could share an email address, and the last with Django's log-in.
WITH_PEOPLE = (kept.RELEASES[0], "0.3.0", "0.6.0")
ON_POSTGRESQL = ("0.3.0", kept.NEWEST)
RELEASES = [
    pytest.param(release, marks=pytest.mark.postgresql if release in ON_POSTGRESQL else ())
    for release in (*WITH_PEOPLE, kept.NEWEST)
]


def restore(release, data, variables):
    """Put the database and the media of a release in place."""
    prepare_files(data)
    if connection.vendor == "sqlite":
        (data / "db.sqlite3").write_bytes(kept.sqlite(release))
    else:
        with connected_to(variables) as database, database.cursor() as cursor:
            cursor.execute(kept.postgresql(release))
    kept.unpack_media(release, connection.vendor, data)


def answers(site, paths):
    """Return the status with which the site answers each path."""
    found = {}
    for path in paths:
        asked = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
        asked.request("GET", path)
        found[path] = asked.getresponse().status
        asked.close()
    return found


def starter_paths():
    """Return where the starter texts of today first stand."""
    drafts = [Page(**values) for values in english.PAGES]
    drafts += [Term(**values) for values in english.TERMS]
    drafts += [NewsItem(**{**values, "category": None}) for values in english.NEWS]
    return [draft.path_for(draft) for draft in drafts]


def prepare_people(data, variables):
    """Put people with passwords and a session into a restored database, as its release had them;
    return all accounts."""
    key = get_random_secret_key()
    (data / "secret_key").write_text(key)
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(data / "db.sqlite3")) as database, database:
            return people.add(
                lambda sql, values=(): database.execute(
                    sql.replace("%s", "?"), [*map(_for_sqlite, values)]
                ).fetchall(),
                key,
            )
    with connected_to(variables) as database, database.cursor() as cursor:

        def execute(sql, values=()):
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

        return people.add(execute, key)


def found_by_people(site):
    found = site.shell("from tests.releases import people; people.visit()")
    return json.loads(found.splitlines()[-1])


def as_people_expect(accounts):
    """Return what people of an old site find: all is as it was, but for the second factor."""
    form = "/admin/pages/page/add/"
    log_in, set_up = "/admin/login/?next=", "/admin/account/second-factor/"
    return {
        # The kept sites had no administrator, so the start makes one.
        "accounts": {**accounts, "admin": ["", "", True, True, True]},
        # It ended, as that log-in is gone.
        "old session": [
            [302, f"{log_in}/admin/"],
            [302, f"{log_in}{form}"],
            [302, f"{log_in}{form}"],
        ],
        "log-ins": {
            **{name: name for name in people.EMAILS},
            # A username wins over an email address.
            "Ann@Example.org": "ANN@example.org",
            people.SHARED: (
                "That email and password don't match. Check both and try again. If colleagues use "
                "the same email, log in with your username."
            ),
        },
        "ann": [[302, set_up], 302, 200],
        "ann again": "/admin/login/?next=/admin/",
    }


def _for_sqlite(value):
    return str(value) if isinstance(value, datetime) else value


@pytest.mark.parametrize("release", RELEASES)
def test_site_of_a_release_answers_gets_no_starter_text_twice_and_its_record_is_whole(
    release, tmp_path, db
):
    recorded = KEPT[release][connection.vendor]
    with own_database() as variables:
        restore(release, tmp_path / "data", variables)
        accounts = prepare_people(tmp_path / "data", variables)
        variables = {**variables, "SECOND_FACTOR": "required"}
        with RunningSite(tmp_path, **variables) as site:
            if release in WITH_PEOPLE:
                assert found_by_people(site) == as_people_expect(accounts)
            assert answers(site, recorded["answers"]) == recorded["answers"]
            new = [path for path in starter_paths() if path not in recorded["answers"]]
            said = site.manage_in_turn(
                ["load_starter_content"],
                ["verify_history", "--head", recorded["head"]],
                ["verify_media"],
                ["complete_search"],
            )
            # Each with its translation.
            assert f"Starter content: {2 * len(new)} loaded." in said
            assert "The audit log is intact: " in said
            assert "No files are missing or changed." in said
            status, text = site.get("/search/?q=release-corrected")
            assert (status, 'href="/news/2015/release-corrected/"' in text) == (200, True)
            assert site.get("/admin/")[0] == 200


def test_database_that_no_release_made_is_refused_before_it_is_changed(tmp_path):
    restore("0.3.0", tmp_path / "data", {})
    with closing(sqlite3.connect(tmp_path / "data" / "db.sqlite3")) as database:
        database.execute("ALTER TABLE media_library_asset DROP COLUMN worded_by_name")
        applied = database.execute("SELECT count(*) FROM django_migrations").fetchone()
        own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        done = subprocess.run(
            START,
            cwd=settings.BASE_DIR,
            env={**own, "TIANHE_DATA": str(tmp_path / "data"), "PORT": str(free_port())},
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stderr) == (
            1,
            "CommandError: The table media_library_asset has no column worded_by_name.\n"
            "This database comes from code that was never released, or was changed by hand. "
            "Run the code it came from, or restore a backup made by a release.\n",
        )
        assert database.execute("SELECT count(*) FROM django_migrations").fetchone() == applied


@pytest.mark.parametrize("release", KEPT)
def test_migrations_of_a_release_stay_as_they_were(release):
    # A database that has one of them never gets what an edit brings.
    frozen, today = KEPT[release]["migrations"], make.migrations(settings.BASE_DIR)
    changed = [path for path, digest in frozen.items() if today.get(path) != digest]
    assert changed == []


def test_databases_and_code_of_this_release_are_kept(tmp_path):
    # If not: .venv/bin/python tests/releases/make.py
    assert RELEASE == kept.NEWEST
    kept.unpack_code(tmp_path)
    assert f'RELEASE = "{RELEASE}"' in (tmp_path / "tianhe_site" / "__init__.py").read_text()
    missing = [
        f"{release}/{name}"
        for release in KEPT
        for name in (make.SQLITE, make.POSTGRESQL)
        if not (kept.FOLDER / release / name).exists()
    ]
    assert missing == []


def test_nobody_can_log_in_with_a_password_from_a_kept_database():
    for release in KEPT:
        script = kept.postgresql(release)
        assert "INSERT INTO public.auth_user" in script
        assert "pbkdf2" not in script
        assert "argon2" not in script
