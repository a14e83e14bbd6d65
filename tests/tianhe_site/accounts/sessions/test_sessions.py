"""When a session ends: by itself, with what it was trusted for, or by somebody's hand."""

import time
from datetime import timedelta
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from news.models import NewsItem
from tests.factories import change, made_before, make_news_item
from tests.held_lock import held_lock
from tests.reading import text_of
from tianhe_site import disk_space
from tianhe_site.accounts import sessions
from tianhe_site.accounts.models import SecurityEvent
from tianhe_site.accounts.sessions.store import SessionStore

pytestmark = pytest.mark.django_db

MINUTES, HOURS = 60, 3600
LOG_IN = {"login": "ann", "password": "correct horse"}
PAGE = "/admin/news/newsitem/"


@pytest.fixture
def later():
    """Return a function that returns a context manager in which so many seconds have passed."""
    now = time.time()
    return lambda seconds: mock.patch.object(time, "time", return_value=now + seconds)


@pytest.fixture
def ann(client, author):
    client.force_login(author)
    return client


def client_of(user):
    """Return a browser of its own in which `user` is logged in."""
    client = Client()
    client.force_login(user)
    return client


def is_logged_in(client):
    return client.get(PAGE).status_code == 200


def ended():
    """Return whose sessions the security log says have ended, and why, in order; not by whom."""
    found = SecurityEvent.objects.filter(kind="session_ended").order_by("pk")
    notes = found.values_list("user__username", "note")
    return [(name, note.partition(". By ")[0]) for name, note in notes]


def key_of(client):
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.mark.postgresql
def test_a_session_ends_after_two_hours_without_activity(ann, later):
    with later(119 * MINUTES):
        assert is_logged_in(ann)
    # That counted.
    with later((119 + 119) * MINUTES):
        assert is_logged_in(ann)
    with later((119 + 119 + 121) * MINUTES):
        response = ann.get(f"{PAGE}?state=draft")
    assert response.status_code == 302
    assert response.headers["Location"] == (
        "/admin/login/?next=/admin/news/newsitem/%3Fstate%3Ddraft&ended=idle"
    )
    page = text_of(ann.get(response.headers["Location"]))
    assert "You were logged out because nothing happened for a while." in page
    assert ended() == [("ann", "No activity for too long")]
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()


def test_a_session_ends_after_twelve_hours_whatever_happens(ann, later):
    for hour in range(1, 12):
        with later(hour * HOURS):
            assert is_logged_in(ann)
    with later(12 * HOURS + 1):
        response = ann.get(PAGE)
    assert response.headers["Location"] == "/admin/login/?next=/admin/news/newsitem/&ended=too-long"
    assert ended() == [("ann", "Logged in for too long")]


def test_pages_of_readers_are_there_for_those_whose_session_is_over(ann, later):
    assert is_logged_in(ann)
    with later(3 * HOURS):
        assert ann.get("/search/").status_code == 200


@pytest.mark.postgresql
def test_both_limits_are_settings(ann, later, settings):
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 1, 2
    with later(50):
        assert is_logged_in(ann)
    with later(100):
        assert is_logged_in(ann)
    with later(161):
        assert not is_logged_in(ann)


@pytest.mark.postgresql
def test_a_session_that_is_over_is_good_for_nothing_even_if_it_could_not_be_deleted(ann, later):
    with later(3 * HOURS), mock.patch.object(sessions, "_delete", side_effect=OperationalError):
        assert [is_logged_in(ann), is_logged_in(ann)] == [False, False]
        assert ann.post(f"{PAGE}add/", {"title": "Late"}).status_code == 302
    assert not NewsItem.objects.exists()
    assert ended() == []


@pytest.mark.postgresql
def test_a_session_of_an_earlier_release_gets_its_limits_with_its_first_request(ann, later):
    session = SessionStore(key_of(ann))
    del session["began"], session["seen"]
    session.save()
    UserSession.objects.all().delete()
    with later(HOURS):
        assert is_logged_in(ann)
    assert [row.user.username for row in UserSession.objects.all()] == ["ann"]
    with later(HOURS + 119 * MINUTES):
        assert is_logged_in(ann)
    with later(HOURS + (119 + 121) * MINUTES):
        assert not is_logged_in(ann)


@pytest.mark.parametrize("name", ["sizes", "catalog", "heartbeat", "question"])
def test_requests_that_scripts_send_by_themselves_keep_no_session_alive(ann, later, name):
    item = make_news_item()
    paths = {
        "sizes": "/admin/media_library/image/1/sizes/",
        "catalog": "/admin/jsi18n/",
        "heartbeat": change(item, "open"),
        "question": "/admin/account/session/",
    }
    before = SessionStore(key_of(ann))["seen"]
    with later(HOURS):
        ask = ann.get if name in ("catalog", "question") else ann.post
        assert ask(paths[name]).status_code in (200, 404)
    assert SessionStore(key_of(ann))["seen"] == before


@pytest.mark.postgresql
def test_typing_in_an_open_form_keeps_a_session_alive(ann, later):
    item = make_news_item()
    with later(HOURS):
        assert ann.post(change(item, "open"), {"typed": "1"}).status_code == 200
    with later(HOURS + 119 * MINUTES):
        assert is_logged_in(ann)


def test_activity_is_noted_every_five_minutes_at_most(ann, later):
    before = SessionStore(key_of(ann))["seen"]
    seen = []
    for seconds in (290, 310, 600, 620):
        with later(seconds):
            ann.get(PAGE)
        seen.append(round(SessionStore(key_of(ann))["seen"] - before))
    assert seen == [0, pytest.approx(310, abs=2), seen[1], pytest.approx(620, abs=2)]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_page_does_not_wait_for_a_save_to_note_activity(ann, later):
    before = SessionStore(key_of(ann))["seen"]
    with held_lock(), later(HOURS):
        assert is_logged_in(ann)
    with later(HOURS):
        assert is_logged_in(ann)
    assert SessionStore(key_of(ann))["seen"] > before


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_page_does_not_wait_for_a_save_to_end_a_session(ann, later):
    with held_lock(), later(3 * HOURS):
        assert ann.get(PAGE).status_code == 302


def test_on_a_full_disk_a_session_that_nobody_could_note_lives_on(ann, later):
    full = OperationalError("database or disk is full")
    with mock.patch.object(sessions, "_write_row", side_effect=full):
        with later(HOURS):
            assert is_logged_in(ann)
        with mock.patch.object(disk_space, "is_low", return_value=True):
            with later(11 * HOURS):
                assert is_logged_in(ann)
            with later(13 * HOURS):
                assert not is_logged_in(ann)


def test_logging_in_gives_a_new_session(client, author):
    client.get("/admin/")
    client.cookies[settings.SESSION_COOKIE_NAME] = "planted0planted0planted0planted0"
    client.post("/admin/login/", LOG_IN)
    assert key_of(client) != "planted0planted0planted0planted0"
    assert is_logged_in(client)


def test_a_session_that_began_before_the_log_in_is_good_for_nothing_after_it(client, author):
    anonymous = SessionStore()
    anonymous["planted"] = "yes"
    anonymous.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = anonymous.session_key
    client.post("/admin/login/", LOG_IN)
    assert key_of(client) != anonymous.session_key
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = anonymous.session_key
    assert [is_logged_in(client), is_logged_in(thief)] == [True, False]


def test_logging_out_ends_the_session_for_copies_of_its_cookie(ann):
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key_of(ann)
    assert is_logged_in(thief)
    ann.post("/admin/logout/")
    assert not is_logged_in(thief)
    assert not UserSession.objects.exists()


def test_a_new_password_ends_all_other_sessions_of_the_person(ann, author, publisher):
    second, paul = client_of(author), client_of(publisher)
    author.set_password("A long enough phrase 7")
    author.save()
    assert [is_logged_in(each) for each in (ann, second, paul)] == [False, False, True]
    assert ended() == [("ann", "Password changed")]


def test_a_password_that_is_only_hashed_again_ends_nothing(ann, author):
    author.password = author.password.replace("md5", "md5")
    author.save(update_fields=["password"])
    assert is_logged_in(ann)


def test_whoever_changes_their_own_password_stays_logged_in(noon, ann, author):
    second = client_of(author)
    new = "A long enough phrase 7"
    form = {"oldpassword": "correct horse", "password1": new, "password2": new}
    old = key_of(ann)
    assert ann.post("/admin/account/password/", form).status_code == 302
    assert [is_logged_in(each) for each in (ann, second)] == [True, False]
    assert key_of(ann) != old
    assert [row.session_key for row in sessions.sessions_of(author)] == [key_of(ann)]


CHANGES = {
    "deactivated": lambda user: _set(user, is_active=False),
    "made an administrator": lambda user: _set(user, is_superuser=True),
    "no staff": lambda user: _set(user, is_staff=False),
    "given a group": lambda user: user.groups.add(Group.objects.get(name="Reviewers")),
    "taken out of a group": lambda user: user.groups.clear(),
    "added by the group": lambda user: Group.objects.get(name="Reviewers").user_set.add(user),
    "given a permission": lambda user: user.user_permissions.add(Permission.objects.first()),
    "group changed": lambda user: user.groups.get().permissions.add(
        Permission.objects.get(codename="delete_user")
    ),
    "group deleted": lambda user: user.groups.get().delete(),
}


def _set(user, **values):
    for name, value in values.items():
        setattr(user, name, value)
    user.save()


@pytest.mark.postgresql
@pytest.mark.parametrize("way", CHANGES)
def test_what_a_person_may_do_and_their_sessions_change_together(noon, ann, author, publisher, way):
    paul = client_of(publisher)
    CHANGES[way](author)
    why = "Account deactivated" if way == "deactivated" else "Rights changed"
    assert ended() == [("ann", why)]
    assert not UserSession.objects.filter(user=author).exists()
    assert not Session.objects.filter(session_key=key_of(ann)).exists()
    assert is_logged_in(paul)
    # Not even if everything is set back.
    _set(author, is_active=True, is_staff=True)
    assert not is_logged_in(ann)


def test_a_new_name_ends_no_session(noon, ann, author):
    _set(author, first_name="Ann", email="ann@example.org")
    assert is_logged_in(ann)


def test_an_administrator_who_changes_their_own_rights_goes_on_here_and_nowhere_else(
    noon, client, administrator
):
    client.force_login(administrator)
    elsewhere = client_of(administrator)
    roles = ["administrator", "author"]
    form = {"name": "Root", "email": "root@example.org", "username": "root", "roles": roles}
    page = f"/admin/auth/user/{administrator.pk}/change/"
    client.post(page, form)
    assert [group.name for group in administrator.groups.all()] == ["Authors"]
    assert [client.get("/admin/").status_code, elsewhere.get("/admin/").status_code] == [200, 302]


def had_before(user, type):
    """Give someone a factor that was there before their sessions."""
    made_before(Authenticator, user=user, type=type, data={})


def test_the_first_factor_ends_sessions_that_never_showed_one(ann, author):
    had_before(author, "recovery_codes")
    Authenticator.objects.create(user=author, type="webauthn", data={})
    assert not is_logged_in(ann)
    assert ended() == [("ann", "Second factor added")]


def test_a_further_factor_ends_none(ann, author):
    had_before(author, "totp")
    Authenticator.objects.create(user=author, type="webauthn", data={})
    assert is_logged_in(ann)


@pytest.mark.postgresql
def test_a_factor_that_is_removed_ends_the_sessions_that_relied_on_it(ann, author, publisher):
    paul = client_of(publisher)
    for user in (author, publisher):
        had_before(user, "totp")
        had_before(user, "recovery_codes")
    Authenticator.objects.filter(type="recovery_codes").delete()
    assert [is_logged_in(each) for each in (ann, paul)] == [True, True]
    Authenticator.objects.filter(user=author).delete()
    assert [is_logged_in(each) for each in (ann, paul)] == [False, True]
    assert ended() == [("ann", "Second factor removed")]


@pytest.mark.postgresql
def test_an_account_that_is_deleted_takes_its_sessions_along(noon, ann, author):
    had_before(author, "totp")
    User.objects.filter(pk=author.pk).delete()
    assert not is_logged_in(ann)
    assert ended() == []


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Safari/537.36"
)
OWN = "/admin/account/sessions/"
QUERIES_OF_LIST = 5


def logged_in_with(user_agent, **headers):
    client = Client(headers={"User-Agent": user_agent, **headers})
    client.post("/admin/login/", LOG_IN)
    return client


def listed(client, path=OWN):
    """Return the rows of a list of sessions without their times."""
    found = client.get(path).context["sessions"]
    return [(row["device"], row["address"], row["is_current"]) for row in found]


def test_people_see_their_own_sessions_in_words(author, publisher, settings):
    settings.PROXIES = 1
    client_of(publisher)
    chrome = logged_in_with(CHROME, **{"X-Forwarded-For": "203.0.113.5"})
    firefox = logged_in_with(FIREFOX, **{"X-Forwarded-For": "2001:db8::7"})
    assert listed(chrome) == [
        ("Firefox on Linux", "2001:db8::7", False),
        ("Chrome on Windows", "203.0.113.5", True),
    ]
    text = text_of(firefox.get(OWN))
    assert "This device" in text
    assert "(New York)" in text


@pytest.mark.postgresql
def test_people_end_one_of_their_sessions_or_all_others(author):
    here, *others = [logged_in_with(CHROME) for _number in range(4)]
    row = UserSession.objects.get(session_key=key_of(others[0]))
    page = here.post(OWN, {"session": row.pk}, follow=True)
    assert "1 session ended." in text_of(page)
    assert [is_logged_in(each) for each in (here, *others)] == [True, False, True, True]
    assert "2 sessions ended." in text_of(here.post(OWN, {"all": ""}, follow=True))
    assert [is_logged_in(each) for each in (here, *others)] == [True, False, False, False]
    assert ended() == [("ann", "Ended by the person")] * 2
    assert "End all other sessions" not in text_of(here.get(OWN))


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 18, "9" * 5000, "²"])
def test_a_session_that_is_no_more_is_said_to_have_ended(author, number):
    page = logged_in_with(CHROME).post(OWN, {"session": number}, follow=True)
    assert "This session had already ended." in text_of(page)


def test_nobody_ends_a_session_of_someone_else(author, publisher):
    paul = client_of(publisher)
    row = UserSession.objects.get(session_key=key_of(paul))
    logged_in_with(CHROME).post(OWN, {"session": row.pk})
    assert is_logged_in(paul)


@pytest.mark.postgresql
def test_a_session_that_is_over_is_in_no_list(author, settings):
    client = logged_in_with(CHROME)
    logged_in_with(FIREFOX)
    UserSession.objects.exclude(session_key=key_of(client)).update(
        last_seen_at=timezone.now() - timedelta(minutes=121)
    )
    assert [device for device, *_rest in listed(client)] == ["Chrome on Windows"]


@pytest.mark.postgresql
def test_administrators_end_the_sessions_of_others(author, administrator):
    ann, root = [logged_in_with(CHROME), logged_in_with(FIREFOX)], client_of(administrator)
    page = f"/admin/auth/user/{author.pk}/sessions/"
    change_form = root.get(f"/admin/auth/user/{author.pk}/change/")
    assert f'<a href="{page}">Sessions</a>' in change_form.content.decode()
    assert [device for device, *_rest in listed(root, page)] == [
        "Firefox on Linux",
        "Chrome on Windows",
    ]
    row = UserSession.objects.get(session_key=key_of(ann[0]))
    root.post(page, {"session": row.pk})
    assert [is_logged_in(each) for each in ann] == [False, True]
    root.post(page, {"all": ""})
    assert [is_logged_in(each) for each in ann] == [False, False]
    assert ended() == [("ann", "Ended by an administrator")] * 2
    assert "ann isn't logged in anywhere." in text_of(root.get(page))


def test_only_administrators_see_the_sessions_of_others(client, publisher, author):
    client.force_login(publisher)
    path = f"/admin/auth/user/{author.pk}/sessions/"
    assert [client.get(path).status_code, client.post(path, {"all": ""}).status_code] == [403] * 2


@pytest.mark.postgresql
@pytest.mark.parametrize("number", [1, 3])
def test_a_list_of_sessions_takes_as_many_queries_whatever_its_length(
    author, number, django_assert_num_queries
):
    here = [logged_in_with(CHROME) for _number in range(number)][-1]
    here.get(OWN)
    with django_assert_num_queries(QUERIES_OF_LIST):
        here.get(OWN)


def state(client):
    return client.get("/admin/account/session/").json()


def test_a_script_learns_who_is_logged_in_and_gets_a_token_that_works(author):
    client = Client(enforce_csrf_checks=True)
    stranger = state(client)
    token = stranger.pop("token")
    log_in_at = "/admin/login/?small=1&next=%2Fadmin%2Faccount%2Fsession%2Fback%2F"
    assert stranger == {"person": "", "name": "", "logIn": log_in_at, "confirm": ""}
    client.post(log_in_at, {**LOG_IN, "csrfmiddlewaretoken": token})
    person = {"person": str(author.pk), "name": "ann", "logIn": log_in_at, "confirm": ""}
    answer = state(client)
    assert {**answer, "token": ""} == {**person, "token": ""}
    old = client.post("/admin/logout/", {"csrfmiddlewaretoken": token})
    assert old.status_code == 403
    token = answer["token"]
    assert client.post("/admin/logout/", {"csrfmiddlewaretoken": token}).status_code == 302


def test_a_script_learns_where_to_confirm_who_it_is_when_that_is_due(author, later, settings):
    settings.SECOND_FACTOR = "required"
    client = logged_in_with(CHROME)
    assert state(client)["confirm"] == ""
    with later(16 * MINUTES):
        assert state(client)["confirm"].startswith("/admin/account/confirm/?small=1&next=%2Fadmin")
