"""What `deploy/` and the steps of docs/production.md name is there."""

import os
import re
import subprocess
import uuid
from contextlib import closing

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.db import connection

from tests.own_database import connected_to
from tianhe_site import RELEASE
from tianhe_site.operations.doctor import OK, database

DEPLOY, DOCS = settings.BASE_DIR / "deploy", settings.BASE_DIR / "docs"
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))
TIMERS = {timer.name for timer in (DEPLOY / "systemd").glob("*.timer")}
STEPS = (DOCS / "production.md").read_text()


def values(unit, name):
    return re.findall(rf"^{name}=(.*)$", unit.read_text(), re.M)


def test_commands_that_units_run_are_there():
    lines = [line for service in SERVICES for line in values(service, "ExecStart")]
    named = {command for line in lines for command in re.findall(r"manage\.py (\w+)", line)}
    # The name of an instance is the command.
    named |= {match[1] for match in map(re.compile(r"tianhe-job@(\w+)").match, TIMERS) if match}
    assert named == {"prepare", "backup", "prune", "check_links"}
    assert named <= get_commands().keys()


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_service_has_the_account_and_the_limits_that_all_share(service):
    folder = "tianhe@.service.d" if service.name.startswith("tianhe@") else "tianhe-.service.d"
    shared = DEPLOY / "systemd" / folder / "hardening.conf"
    assert {"tianhe"} == {*values(shared, "User"), *values(shared, "Group")}
    assert [values(shared, name) for name in ("ProtectSystem", "NoNewPrivileges")] == [
        ["strict"],
        ["yes"],
    ]
    assert values(service, "User") == []


def test_steps_name_commands_units_and_files_that_are_there():
    commands = set(re.findall(r"manage\.py (\w+)", STEPS))
    assert commands <= get_commands().keys()
    assert set(re.findall(r"[\w@-]+\.timer", STEPS)) == TIMERS
    files = set(re.findall(r"(?<![/\w])deploy/([\w./-]+\w)", STEPS)) | {"Caddyfile"}
    assert [name for name in files if not (DEPLOY / name).exists()] == []
    links = re.findall(r"\]\(([\w./-]+)\)", STEPS)
    assert [link for link in links if not (DOCS / link).exists()] == []


def test_steps_install_this_release():
    assert re.findall(r"RELEASE=([\d.]+)", STEPS) == [RELEASE]


@pytest.mark.postgresql
@pytest.mark.django_db
def test_script_for_postgresql_makes_another_database_that_is_closed_to_others(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("on PostgreSQL only")
    url, name = os.environ["DATABASE_URL"], f"again_{uuid.uuid4().hex}"
    script = [f"--set=database={name}", f"--file={DEPLOY / 'postgresql.sql'}"]
    subprocess.run(["psql", "--no-psqlrc", "--quiet", *script, url], check=True)
    try:
        with connected_to({"DATABASE_URL": f"x/{name}"}) as made:
            monkeypatch.setattr(database, "connection", made)
            assert [database.check_others().level, database.check_encoding().level] == [OK, OK]
    finally:
        with closing(connection.copy()) as outside, outside.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_error_pages_of_nginx_and_caddy_are_there_and_load_nothing():
    for name in ("unavailable", "too-large"):
        page = (DEPLOY / "error-pages" / f"{name}.html").read_text()
        assert re.findall(r"(?:src|href)=", page) == []
        assert name in (DEPLOY / "nginx.conf").read_text()
        assert f"/{name}.html" in (DEPLOY / "Caddyfile").read_text()
