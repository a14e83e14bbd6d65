"""People of an old site: put into its database as that release had them, and what they find today.

`add` runs in the tests, before the upgrade. `visit` runs inside the upgraded site, through its
front door, and writes what happened as JSON.
"""

import json
import time
from datetime import UTC, datetime, timedelta

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing
from django.utils.crypto import salted_hmac

PASSWORD = "Only for the tests 7"
SHARED = "office@example.org"
# Names that Django takes, and their email addresses. Up to 0.4, two could have the same.
EMAILS = {
    "ann": "ann@example.org",
    "paul": SHARED,
    "pia": SHARED,
    "张伟": "",
    "o.neil+wei_1-x": "",
    "wei@jinan.example": "",
    # Someone else's email address.
    "ANN@example.org": "",
}
SESSION = "0123456789abcdefghijklmnopqrstuv"
COLUMNS = "username, email, first_name, is_staff, is_superuser, is_active"


def add(execute, key):
    """Give the people of the kept site passwords and email addresses, and add more with odd names;
    log ann in. `execute` runs SQL with parameters, `key` is the secret key of the site. Return all
    accounts with their groups."""
    known = {name for (name,) in execute("SELECT username FROM auth_user")}
    for name, email in EMAILS.items():
        # Fewer rounds than those releases had: they cost 0.8 seconds each.
        password = PBKDF2PasswordHasher().encode(PASSWORD, "onlyfortests", iterations=1000)
        if name in known:
            execute(
                "UPDATE auth_user SET password = %s, email = %s WHERE username = %s",
                [password, email, name],
            )
        else:
            execute(
                f"INSERT INTO auth_user ({COLUMNS}, last_name, password, date_joined) "
                "VALUES (%s, %s, %s, %s, %s, %s, '', %s, %s)",
                [name, email, "Wei", True, False, True, password, datetime(2026, 1, 1, tzinfo=UTC)],
            )
    _log_in(execute, key, "ann")
    return accounts(execute)


def accounts(execute):
    """Return all accounts with their groups, by name."""
    found = {
        name: [*map(_plain, rest)] for name, *rest in execute(f"SELECT {COLUMNS} FROM auth_user")
    }
    groups = execute(
        "SELECT username, name FROM auth_user_groups JOIN auth_group ON group_id = auth_group.id "
        "JOIN auth_user ON user_id = auth_user.id"
    )
    for username, group in groups:
        found[username].append(group)
    return found


def _plain(value):
    return bool(value) if isinstance(value, int) else value


def _log_in(execute, key, name):
    """Store a session as Django wrote it for its own log-in."""
    [(pk, password)] = execute(f"SELECT id, password FROM auth_user WHERE username = '{name}'")
    salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
    session = {
        "_auth_user_id": str(pk),
        "_auth_user_backend": "django.contrib.auth.backends.ModelBackend",
        "_auth_user_hash": salted_hmac(salt, password, secret=key, algorithm="sha256").hexdigest(),
    }
    data = signing.dumps(
        session, key, "django.contrib.sessions.SessionStore", JSONSerializer, compress=True
    )
    execute(
        "INSERT INTO django_session (session_key, session_data, expire_date) VALUES (%s, %s, %s)",
        [SESSION, data, datetime.now(UTC) + timedelta(days=7)],
    )


def visit():
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()

    def execute(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    found = {
        "accounts": accounts(execute),
        "old session": _old_session(),
        "log-ins": {name: _log_in_as(name) for name in (*EMAILS, "Ann@Example.org", SHARED)},
        "ann": _set_up_factor(_client_of("ann")),
        "ann again": _client_of("ann").get("/admin/").headers["Location"],
    }
    print(json.dumps(found))


def _client(session=None):
    from django.conf import settings
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"}, raise_request_exception=False)
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


def _old_session():
    client, form = _client(SESSION), "/admin/pages/page/add/"
    return [
        _led(client.get("/admin/")),
        _led(client.get(form)),
        _led(client.post(form, {"title": "x"})),
    ]


def _led(response):
    return response.status_code, response.headers.get("Location")


def _client_of(name):
    client = _client()
    client.post("/admin/login/", {"login": name, "password": PASSWORD})
    return client


def _log_in_as(name):
    """Return the username of whom a name logs in, or what the page says."""
    from django.contrib.auth import get_user

    client = _client()
    response = client.post("/admin/login/", {"login": name, "password": PASSWORD})
    if response.status_code != 302:
        return " ".join(response.context["form"].non_field_errors())
    request = type("Request", (), {"session": client.session})
    first = client.get("/admin/")
    assert _led(first) == (302, "/admin/account/second-factor/")
    return get_user(request).username


def _set_up_factor(client):
    """Set up an authenticator app; return what the addresses answer before and after."""
    from allauth.mfa.totp.internal import auth

    before = _led(client.get("/admin/pages/page/add/"))
    assert client.get("/admin/account/second-factor/app/").status_code == 200
    code = auth.hotp_value(client.session[auth.SECRET_SESSION_KEY], int(time.time()) // 30)
    done = client.post("/admin/account/second-factor/app/", {"code": auth.format_hotp_value(code)})
    return [before, done.status_code, client.get("/admin/pages/page/add/").status_code]
