"""`manage.py make_env` makes a file of settings that works, or says why it can't."""

import io
import stat
from unittest.mock import Mock

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tianhe_site.operations import environment_file
from tianhe_site.operations.management.commands import make_env

GIVEN = {
    "site_url": "https://www.example.org",
    "tianhe_data": "/var/lib/tianhe",
    "database_url": "postgres:///tianhe",
    "email_url": "submission://web:secret@mail.example.org:587",
    "mail_from": "web@example.org",
    "security_contact": "mailto:it@example.org",
}


def make(file, **options):
    out = io.StringIO()
    call_command("make_env", file, **{**GIVEN, "connect": False, **options}, stdout=out)
    return out.getvalue()


def values_of(file):
    lines = [line for line in file.read_text().splitlines() if not line.startswith("#")]
    return {name: value.strip("'") for name, value in (line.split("=", 1) for line in lines)}


def test_file_has_what_was_given_and_new_keys_and_the_site_takes_it(tmp_path):
    file = tmp_path / ".env"
    said = make(file, tianhe_data=str(tmp_path / "data"))
    values = values_of(file)
    assert f"Written: {file}" in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    given = {**GIVEN, "tianhe_data": str(tmp_path / "data")}
    assert {name: values[name.upper()] for name in given} == given
    assert values.keys() - {name.upper() for name in given} == {
        *("SECRET_KEY", "MONITORING_TOKEN", "WEB_CONCURRENCY"),
    }


@pytest.fixture
def untried(monkeypatch):
    monkeypatch.setattr(environment_file, "try_out", lambda values, connect: None)


def test_two_files_have_different_keys(untried, tmp_path):
    for name in ("one", "two"):
        make(tmp_path / name)
    one, two = values_of(tmp_path / "one"), values_of(tmp_path / "two")
    differing = {name for name, value in one.items() if two[name] != value}
    assert differing == {"SECRET_KEY", "MONITORING_TOKEN"}


def test_file_that_is_there_is_left_as_it_is(untried, tmp_path):
    file = tmp_path / ".env"
    file.write_text("KEPT=1\n")
    with pytest.raises(CommandError, match="is there already, and is left as it is"):
        make(file)
    assert file.read_text() == "KEPT=1\n"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"site_url": "http://www.example.org"}, "a public site has an https address"),
        ({"site_url": ""}, "Not given: --site-url."),
        ({"email_url": ""}, "Not given: --email-url."),
        ({"database_url": "postgres://tianhe:pa$$@db/tianhe"}, "DATABASE_URL has a quote"),
        ({"mail_from": "web@example.org'\nDEBUG=1"}, "MAIL_FROM has a quote"),
    ],
)
def test_what_cannot_work_is_refused(untried, tmp_path, given, sentence):
    with pytest.raises(CommandError, match=sentence.replace("$", r"\$")):
        make(tmp_path / ".env", **given)
    assert list(tmp_path.iterdir()) == []


def test_what_the_settings_or_the_database_refuse_is_said(tmp_path):
    tmp_path.chmod(0o755)
    with pytest.raises(CommandError, match="SECURITY_CONTACT: It must begin with mailto:"):
        make(tmp_path / ".env", security_contact="it@example.org", tianhe_data=str(tmp_path))
    with pytest.raises(CommandError) as refused:
        make(
            tmp_path / ".env",
            database_url="postgres://tianhe@127.0.0.1:1/tianhe",
            email_url="submission://127.0.0.1:1",
            tianhe_data=str(tmp_path),
            connect=True,
        )
    lines = str(refused.value).splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "fault  data folder",
        "fault  database",
        "fault  mail",
        "To write the file before they are there",
        "Nothing was written.",
    ]
    assert not (tmp_path / ".env").exists()


def test_what_is_not_given_is_asked_on_a_terminal(untried, tmp_path, monkeypatch):
    monkeypatch.setattr(make_env.sys.stdin, "isatty", lambda: True, raising=False)
    answers = {"Address of the site": "https://a.example", "Database": ""}
    monkeypatch.setattr(
        "builtins.input", lambda text: next(v for k, v in answers.items() if text.startswith(k))
    )
    make(tmp_path / ".env", site_url=None, database_url=None)
    values = values_of(tmp_path / ".env")
    assert (values["SITE_URL"], values["DATABASE_URL"]) == (
        "https://a.example",
        "postgres:///tianhe",
    )


def test_who_answered_wrongly_is_asked_again_and_offered_what_was_right(tmp_path, monkeypatch):
    monkeypatch.setattr(make_env.sys.stdin, "isatty", lambda: True, raising=False)
    answers = iter(
        ["https://a.example", "", "", "smtp://a.example", "web", "mailto:it@a.example"]
        + ["", "", "", "", "web@a.example", ""]
    )
    asked = []
    monkeypatch.setattr("builtins.input", lambda text: asked.append(text) or next(answers))
    errors, nothing = io.StringIO(), dict.fromkeys(GIVEN)
    call_command("make_env", tmp_path / ".env", **nothing, connect=False, stderr=errors)
    assert "MAIL_FROM: It must be an address" in errors.getvalue()
    assert "Answer again" in errors.getvalue()
    assert [text.rpartition(" [")[2] for text in asked[6:]] == [
        "https://a.example]: ",
        "/var/lib/tianhe]: ",
        "postgres:///tianhe]: ",
        "smtp://a.example]: ",
        "web]: ",
        "mailto:it@a.example]: ",
    ]
    values = values_of(tmp_path / ".env")
    assert (values["SITE_URL"], values["MAIL_FROM"]) == ("https://a.example", "web@a.example")


def test_who_breaks_off_or_may_not_write_there_gets_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(make_env.sys.stdin, "isatty", lambda: True, raising=False)
    for stopped in (EOFError, KeyboardInterrupt):
        monkeypatch.setattr("builtins.input", Mock(side_effect=stopped))
        with pytest.raises(CommandError, match="Broken off. Nothing was written."):
            make(tmp_path / ".env", site_url=None)
    monkeypatch.setattr("pathlib.Path.exists", Mock(side_effect=PermissionError(13, "Denied")))
    with pytest.raises(CommandError, match="can't be written"):
        make(tmp_path / ".env")
