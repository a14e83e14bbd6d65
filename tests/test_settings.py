"""Production is strict; development needs no settings."""

import os
import re
import secrets
import shutil
import string
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.test import Client

from tests.settings_file import read
from tianhe_site import RELEASE
from tianhe_site.operations import checks

BASE_DIR = settings.BASE_DIR


def refusal(**variables):
    """Read settings that must be refused; return the message."""
    with pytest.raises(ImproperlyConfigured) as refused:
        read(**variables)
    return str(refused.value)


def run(*arguments, folder=BASE_DIR, **variables):
    """Run manage.py with only these variables; return its status and output."""
    keep = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "")}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=folder,
        env={**keep, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


STRONG_KEY = secrets.token_urlsafe(50)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SITE_URL": "https://a.example"}, "SECRET_KEY"),
        ({"SITE_URL": "https://a.example", "DEBUG": "no bool"}, "DEBUG"),
        ({"LANGUAGES": "en,xx"}, "No language has the code 'xx'."),
        ({"LANGUAGES": "zh-hans,en"}, "It must begin with en, the language at /."),
        ({"SITE_URL": "http://a.example"}, "plain http only works on this machine"),
        (
            {"SITE_URL": "https://a.example/site", "SECRET_KEY": STRONG_KEY},
            "It must be like https://www.example.org",
        ),
        (
            {"SITE_URL": "https://A.example", "SECRET_KEY": STRONG_KEY},
            "the name as browsers send it, in lower case",
        ),
        (
            {"SITE_URL": "https://", "SECRET_KEY": STRONG_KEY},
            "It must be like https://www.example.org",
        ),
        ({"SITE_URL": "https://a.example", "SECRET_KEY": STRONG_KEY, "DEBUG": "1"}, "DEBUG"),
        ({"DATABASE_URL": "mysql://127.0.0.1/x"}, "DATABASE_URL must begin with postgres://"),
        ({"MAIL_FROM": "the web site"}, "MAIL_FROM: It must be an address"),
        ({"TIANHE_DATA": "/dev/null/x"}, "can't be used"),
        (
            {"SITE_URL": "https://a.example", "SECRET_KEY": STRONG_KEY, "REVIEW_POLICY": "off"},
            "REVIEW_POLICY=off lets one person publish anything",
        ),
        ({"REVIEW_POLICY": "none"}, "REVIEW_POLICY"),
        (
            {"OIDC_ISSUER": "https://a.example", "OIDC_CLIENT_ID": "x"},
            "For single sign-on, set these variables too: OIDC_CLIENT_SECRET.",
        ),
        ({"OIDC_CLIENT_SECRET": "x"}, "set these variables too: OIDC_ISSUER, OIDC_CLIENT_ID."),
        ({"OIDC_ISSUER": "http://a.example"}, "OIDC_ISSUER: It must begin with https://."),
        ({"OIDC_ISSUER": "ftp://127.0.0.1"}, "OIDC_ISSUER: It must begin with https://."),
        ({"OIDC_ISSUER": f"https://a.example/{'x' * 200}"}, "at most 200 characters"),
        (
            {"DATABASE_REPLICA_URL": "postgres://127.0.0.1/tianhe"},
            "DATABASE_REPLICA_URL is set, so it and DATABASE_URL must both begin with postgres://",
        ),
        ({"DATABASE_REPLICA_URL": "127.0.0.1"}, "DATABASE_REPLICA_URL"),
        ({"APPROVAL_DAYS": "0"}, "APPROVAL_DAYS"),
        ({"PORT": "x"}, "PORT"),
        ({"WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY"),
        ({"PORT": "99999"}, "PORT"),
        ({"MEDIA_MAX_PIXELS": "0"}, "MEDIA_MAX_PIXELS"),
        ({"MEDIA_MAX_BYTES": "20 MB"}, "MEDIA_MAX_BYTES"),
        ({"SECURITY_CONTACT": "security@example.org"}, "SECURITY_CONTACT: It must begin with"),
        ({"SECURITY_CONTACT": "http://example.org"}, "SECURITY_CONTACT"),
        ({"MONITORING_TOKEN": "guessed"}, "MONITORING_TOKEN: It is too short. Make one:"),
    ],
)
def test_bad_environment_is_refused_with_a_message(tmp_path, variables, sentence):
    assert sentence in refusal(**{"TIANHE_DATA": str(tmp_path), **variables})


@pytest.fixture
def release(tmp_path):
    """Another folder with what is needed to read the settings there."""
    for name in ("__init__.py", "settings.py", "weak_secrets.py"):
        target = tmp_path / "tianhe_site" / name
        target.parent.mkdir(exist_ok=True)
        shutil.copy(BASE_DIR / "tianhe_site" / name, target)
    shutil.copy(BASE_DIR / "manage.py", tmp_path)
    return tmp_path


def test_commands_say_in_one_message_which_file_of_settings_cannot_be_read(release):
    (release / ".env").write_bytes(b"SITE_URL=\xff\n")
    status, written = run("check", folder=release)
    assert status != 0
    assert f"{release / '.env'} can't be read" in written
    assert "Traceback" not in written


def test_file_of_settings_counts_for_all_variables_but_not_over_the_environment(release):
    (release / ".env").write_text("DJANGO_SUPERUSER_USERNAME=zoe\nSITE_URL=http://127.0.0.1:1\n")
    code = (
        "import os; from tianhe_site import settings; "
        "print(os.environ['DJANGO_SUPERUSER_USERNAME'], settings.SITE_URL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=release,
        env={"SITE_URL": "http://127.0.0.1:2"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("zoe http://127.0.0.1:2\n", "")


def test_former_second_person_setting_still_works_with_a_notice(tmp_path):
    variables = {"TIANHE_DATA": str(tmp_path), "SECOND_PERSON_FOR_ALL": "1"}
    assert read(**variables, REVIEW_POLICY="marked")["REVIEW_POLICY"] == "all"
    status, written = run("check", **variables)
    assert (status, "Set REVIEW_POLICY=all instead" in written) == (0, True)


def test_all_missing_variables_are_named_at_once(tmp_path):
    said = refusal(SITE_URL="https://a.example", DEBUG="x", TIANHE_DATA=str(tmp_path))
    assert ("SECRET_KEY" in said, "DEBUG" in said) == (True, True)


def test_development_needs_no_variable_and_no_package_of_s3(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import sys; sys.modules['storages'] = sys.modules['boto3'] = None"
    )
    status, written = run("check", TIANHE_DATA=str(tmp_path), PYTHONPATH=str(tmp_path))
    assert status == 0, written
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_data_folder_that_is_set_to_nothing_is_the_usual_one():
    assert read(TIANHE_DATA="", SECRET_KEY=STRONG_KEY)["DATA_DIR"] == BASE_DIR / "var"


WEAK_KEYS = {
    "": "it has 0 characters",
    "f2xR9-short": "it has 11 characters",
    "x" * 50: "it repeats itself",
    string.ascii_letters: "it counts up or down",
    f"replace-this-{STRONG_KEY}": "it's an example",
    "0123456789" * 6: "it repeats itself",
    "ab12" * 20: "it repeats itself",
    f"django-insecure-{STRONG_KEY}": "it's an example",
    f"your-secret-key-{STRONG_KEY}": "it's an example",
}


@pytest.mark.parametrize("key", WEAK_KEYS)
@pytest.mark.parametrize("url", ["https://a.example", "http://127.0.0.1:8000"])
def test_guessable_key_is_refused_with_a_way_to_make_one(tmp_path, key, url):
    variables = {"SITE_URL": url, "SECRET_KEY": key, "TIANHE_DATA": str(tmp_path)}
    if not key and url.startswith("http:"):
        # Development makes its own.
        assert read(**variables)["SECRET_KEY"] == (tmp_path / "secret_key").read_text()
        return
    said = refusal(**variables)
    assert said.startswith(f"SECRET_KEY is weak: {WEAK_KEYS[key]}")
    assert "secrets.token_urlsafe(50)" in said


# As after a power cut.
@pytest.mark.parametrize("kept", [b"", b"\0" * 50, b"\xff" * 20])
def test_damaged_key_file_is_refused_with_a_way_to_replace_it(tmp_path, kept):
    key = tmp_path / "secret_key"
    key.write_bytes(kept)
    said = refusal(TIANHE_DATA=str(tmp_path))
    assert said.startswith(f"The key in {key} is weak: ")
    assert "Remove this file. The next start creates a new key" in said


@pytest.mark.parametrize("make", [secrets.token_urlsafe, secrets.token_hex])
def test_random_key_is_accepted(tmp_path, make):
    key, variables = make(50), {"SITE_URL": "https://a.example", "TIANHE_DATA": str(tmp_path)}
    assert read(SECRET_KEY=key, **variables)["SECRET_KEY"] == key


@pytest.mark.parametrize(
    ("asked", "header"),
    [
        ({}, "max-age=31536000"),
        ({"HSTS_INCLUDE_SUBDOMAINS": "1"}, "max-age=31536000; includeSubDomains"),
        ({"HSTS_PRELOAD": "1"}, "max-age=31536000; preload"),
    ],
)
def test_hsts_covers_subdomains_and_preloading_only_on_request(tmp_path, settings, asked, header):
    strict = {"SITE_URL": "https://a.example", "SECRET_KEY": STRONG_KEY}
    for name, value in read(TIANHE_DATA=str(tmp_path), **strict, **asked).items():
        if name.startswith("SECURE_HSTS_") or name == "ALLOWED_HOSTS":
            setattr(settings, name, value)
    response = Client().get("/robots.txt", secure=True, headers={"host": "a.example"})
    assert response.headers["Strict-Transport-Security"] == header


S3 = {
    "MEDIA_S3_BUCKET": "media",
    "MEDIA_S3_ACCESS_KEY": "key",
    "MEDIA_S3_SECRET_KEY": "secret",
    "MEDIA_S3_REGION": "us-east-1",
}


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (["MEDIA_S3_ENDPOINT"], list(S3)),
        (list(S3)[:2], list(S3)[2:]),
        (list(S3)[1:], list(S3)[:1]),
    ],
)
def test_media_in_s3_need_all_their_variables(tmp_path, given, missing):
    values = {"MEDIA_S3_ENDPOINT": "http://127.0.0.1:9", **S3}
    said = refusal(TIANHE_DATA=str(tmp_path), **{name: values[name] for name in given})
    assert f"set these variables too: {', '.join(missing)}." in said


def test_media_in_s3_need_no_endpoint(tmp_path):
    found = read(TIANHE_DATA=str(tmp_path), **S3)["STORAGES"]["private_media"]["OPTIONS"]
    assert (found["bucket_name"], found["endpoint_url"]) == ("media", None)


@pytest.mark.parametrize("package", ["storages", "boto3"])
def test_missing_package_of_s3_is_named(tmp_path, monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    said = refusal(TIANHE_DATA=str(tmp_path), **S3)
    assert "install --no-deps --require-hashes -r requirements/s3.txt" in said


def test_every_variable_the_site_reads_is_in_the_example():
    example = set(re.findall(r"^#([A-Z0-9_]+)=", (BASE_DIR / ".env.example").read_text(), re.M))
    read = {"TIANHE_DATA"}
    for path in (BASE_DIR / "gunicorn.conf.py", *(BASE_DIR / "tianhe_site").rglob("*.py")):
        read |= set(
            re.findall(r'(?:\benv\.\w+|os\.environ\.get)\(\s*"([A-Z0-9_]+)"', path.read_text())
        )
    assert example == read


def test_sqlite_has_the_measured_settings(db):
    if connection.vendor != "sqlite":
        pytest.skip("on SQLite only")
    with connection.cursor() as cursor:
        values = {}
        for name in ("journal_mode", "synchronous", "mmap_size", "recursive_triggers"):
            cursor.execute(f"PRAGMA {name}")
            values[name] = cursor.fetchone()[0]
    assert values == {
        "journal_mode": "wal",
        "synchronous": 2,
        "mmap_size": 0,
        "recursive_triggers": 1,
    }
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_release_is_the_version_of_the_project():
    project = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]
    assert project["version"] == RELEASE


def test_old_sqlite_gives_a_warning_in_production(settings, monkeypatch):
    monkeypatch.setattr(checks.sqlite3, "sqlite_version_info", (3, 51, 2))
    assert checks.check_sqlite_version(None) == []
    settings.PRODUCTION = True
    (warning,) = checks.check_sqlite_version(None)
    assert "PostgreSQL" in warning.hint
    monkeypatch.setattr(checks.sqlite3, "sqlite_version_info", (3, 51, 3))
    assert checks.check_sqlite_version(None) == []


def test_waits_for_postgresql_are_limited_and_database_url_overrides_the_limits(tmp_path):
    address = "postgres://x@127.0.0.1:1/x"
    for query, options in {
        "": {
            "connect_timeout": 5,
            "prepare_threshold": 5,
            "options": "-c lock_timeout=10000 -c jit=off",
        },
        "?sslmode=require&prepare_threshold=9&options=-c%20search_path%3Dx": {
            "connect_timeout": 5,
            "prepare_threshold": 9,
            "sslmode": "require",
            "options": "-c lock_timeout=10000 -c jit=off -c search_path=x",
        },
    }.items():
        found = read(TIANHE_DATA=str(tmp_path), DATABASE_URL=address + query)
        assert found["DATABASES"]["default"]["OPTIONS"] == options


def test_written_files_are_private_to_their_owner(tmp_path):
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "page.html").write_text("")
    name = storages["private_media"].save("folder/name", ContentFile(b"bytes"))
    stored = Path(storages["private_media"].path(name))
    for path in (tmp_path / "export", tmp_path / "export" / "page.html", stored, stored.parent):
        assert path.stat().st_mode & 0o077 == 0, path
