"""Where login and logout redirect: never to another host, never to an error."""

import pytest

pytestmark = pytest.mark.django_db

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


def log_in(client, address, **data):
    form = {"login": "ann", "password": "correct horse", **data}
    return client.post(address, form, follow=True)


@pytest.mark.parametrize("next", ELSEWHERE)
def test_a_login_with_a_foreign_target_redirects_to_the_dashboard(client, author, next):
    assert (
        'name="next" value="/admin/"'
        in client.get("/admin/login/", {"next": next}).content.decode()
    )
    response = log_in(client, "/admin/login/", next=next)
    assert (response.status_code, response.redirect_chain) == (200, [("/admin/", 302)])


def test_a_login_redirects_to_the_page_that_asked_for_it(client, author):
    asked = client.get("/admin/news/newsitem/?state=draft", follow=True)
    response = log_in(client, asked.redirect_chain[-1][0])
    assert response.redirect_chain == [("/admin/news/newsitem/?state=draft", 302)]


def test_the_form_field_wins_over_the_query_parameter(client, author):
    response = log_in(
        client, "/admin/login/?next=//elsewhere.example/", next="/admin/password_change/"
    )
    assert response.redirect_chain == [("/admin/password_change/", 302)]


@pytest.mark.parametrize("next", [*ELSEWHERE, "/admin/"])
def test_a_logout_redirects_to_the_login_whatever_its_target(client, author, next):
    client.force_login(author)
    response = client.post("/admin/logout/", {"next": next}, follow=True)
    assert response.status_code == 200
    assert "elsewhere.example" not in response.redirect_chain[0][0]
    assert 'name="login"' in response.content.decode()
