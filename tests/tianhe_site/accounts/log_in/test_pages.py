"""Where login and logout redirect: never to another host, never to an error."""

import re

import pytest
from django.contrib.auth import SESSION_KEY

pytestmark = pytest.mark.django_db

NO_ACCESS = [("/admin/login/inactive/", 302)]
ELSEWHERE = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "///elsewhere.example/",
    "\\\\elsewhere.example",
    "/\\elsewhere.example",
    "https:elsewhere.example",
    "http://testserver.elsewhere.example/",
    "//elsewhere.example@testserver/",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://[",
    "\x00",
    "/\r\nSet-Cookie: a=b",
    "",
    "not-a-path",
    "/news/",
    "/nothing-here/",
    "/admin/nothing/here/",
    "/admin/../news/",
    "/admin/%00/",
    "/admin/logout/",
    "/admin/login/",
    "/admin/news/newsitem/1/links/1/revoke/1/",
    "/admin/news/newsitem/1/open/",
    "/admin/media_library/image/1/sizes/",
    "/admin/media_library/image/1/describe/",
    "/admin/" + "x" * 5000,
]


def title_of(response):
    return " ".join(re.search(r"<title>(.*?)</title>", response.content.decode(), re.S)[1].split())


def log_in(client, address, **data):
    form = {"login": "ann", "password": "correct horse", **data}
    return client.post(address, form, follow=True)


@pytest.mark.parametrize("next", ELSEWHERE)
def test_a_login_with_a_foreign_target_redirects_to_the_dashboard(client, author, next):
    page = client.get("/admin/login/", {"next": next}).content.decode()
    assert 'name="next"' not in page
    assert "elsewhere.example" not in page
    response = log_in(client, "/admin/login/", next=next)
    assert (response.status_code, response.redirect_chain) == (200, [("/admin/", 302)])


def test_a_login_redirects_to_the_page_that_asked_for_it(client, author):
    asked = client.get("/admin/news/newsitem/?state=draft", follow=True)
    assert 'name="next" value="/admin/news/newsitem/?state=draft"' in asked.content.decode()
    response = log_in(client, asked.redirect_chain[-1][0])
    assert response.redirect_chain == [("/admin/news/newsitem/?state=draft", 302)]


def test_the_form_field_wins_over_the_query_parameter(client, author):
    address = "/admin/login/?next=//elsewhere.example/"
    response = log_in(client, address, next="/admin/claims/")
    assert response.redirect_chain == [("/admin/claims/", 302)]


@pytest.mark.parametrize("next", [*ELSEWHERE, "/admin/"])
def test_a_logout_redirects_to_the_login_whatever_its_target(client, author, next):
    client.force_login(author)
    response = client.post("/admin/logout/", {"next": next}, follow=True)
    assert (response.status_code, response.redirect_chain) == (200, [("/admin/login/", 302)])
    assert SESSION_KEY not in client.session


def test_a_logout_by_address_asks_first(client, author):
    client.force_login(author)
    assert title_of(client.get("/admin/logout/")) == "Log out | Tianhe admin"
    assert SESSION_KEY in client.session


@pytest.mark.parametrize("name", ["ann", "ANN@example.com"])
def test_a_person_is_known_by_username_and_by_email_address(client, person, name):
    person("ann", email="ann@example.com")
    assert log_in(client, "/admin/login/", login=name).redirect_chain == [("/admin/", 302)]


@pytest.mark.parametrize("name", ["ann", "nobody", "nobody@example.com"])
def test_what_does_not_match_gets_the_same_sentence_whoever_it_is(client, author, name):
    response = log_in(client, "/admin/login/", login=name, password="wrong horse")
    assert title_of(response) == "Error: Log in | Tianhe admin"
    page = response.content.decode()
    assert "and password don&#x27;t match. Check both and try again." in page
    assert f'value="{name}"' in page
    assert "wrong horse" not in page


def test_someone_who_is_not_staff_is_not_let_in(client, person):
    person("eve", is_staff=False)
    response = log_in(client, "/admin/login/", login="eve")
    assert (response.status_code, response.redirect_chain) == (403, NO_ACCESS)
    assert "Your account has no role here" in response.content.decode()
    assert SESSION_KEY not in client.session


def test_someone_who_is_no_longer_staff_is_told_so_instead_of_sent_in_a_circle(client, person):
    client.force_login(person("eve", is_staff=False))
    response = client.get("/admin/", follow=True)
    assert (response.status_code, response.redirect_chain[1:]) == (403, NO_ACCESS)
    assert "Your account has no role here" in response.content.decode()
    assert 'action="/admin/logout/"' in response.content.decode()
