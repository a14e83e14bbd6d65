"""What staff and readers get for a request refused before Django handles it."""

import logging
from http.cookies import SimpleCookie

import pytest
from django.test import Client

from tianhe_site import unavailable

pytestmark = pytest.mark.django_db

CROWDED = {"tianhe.unavailable": unavailable.CROWDED}
MESSAGE = "The site is busy right now. Try again in a few seconds."


def test_form_refused_for_lack_of_threads_is_kept_in_the_page(client, author):
    client.force_login(author)
    sent = {"title": "A <new> title", "body": "<p>All of the text.</p>"}
    response = client.post("/admin/news/newsitem/add/", sent, **CROWDED)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    text = response.content.decode()
    assert MESSAGE in text
    assert "A &lt;new&gt; title</textarea>" in text
    assert "&lt;p&gt;All of the text.&lt;/p&gt;</textarea>" in text


def test_form_of_another_site_is_not_repeated_with_a_token_of_ours():
    browser = Client(enforce_csrf_checks=True)
    token = browser.get("/admin/login/").context["csrf_token"]
    ours = {"csrfmiddlewaretoken": str(token), "note": "typed"}
    forged = [
        (Client(enforce_csrf_checks=True), {"note": "typed"}, {}),
        (browser, {"note": "typed"}, {}),
        (browser, ours, {"Origin": "https://evil.example"}),
    ]
    for sender, sent, headers in forged:
        response = sender.post("/admin/", sent, **CROWDED, headers=headers)
        assert response.status_code == 503
        assert "Go back in your browser to send the form again." in response.text
        assert [each in response.text for each in ("typed", "<form")] == [False, False]
        assert response.cookies == SimpleCookie()
    response = browser.post("/admin/", ours, **CROWDED)
    assert "typed</textarea>" in response.text
    assert "csrfmiddlewaretoken" in response.text


@pytest.mark.parametrize("reason", unavailable.MESSAGES)
def test_log_says_why_a_request_was_refused(client, caplog, reason):
    with caplog.at_level(logging.WARNING):
        client.get("/admin/", **{"tianhe.unavailable": reason})
    assert [(each.name, each.getMessage()) for each in caplog.records] == [
        (f"tianhe.unavailable.{reason}", "A request was refused."),
        ("django.request", "Service Unavailable: /admin/"),
    ]


def test_refusal_takes_no_query(client, author, django_assert_num_queries):
    client.force_login(author)
    with django_assert_num_queries(0):
        assert client.get("/admin/", **CROWDED).status_code == 503
        assert client.post("/admin/", {"a": "b"}, **CROWDED).status_code == 503


def test_script_refused_for_lack_of_threads_gets_json(client):
    response = client.post("/admin/", **CROWDED, headers={"accept": "application/json"})
    assert (response.status_code, response.json()) == (503, {"error": MESSAGE})


def test_visitors_cannot_mark_their_requests(client):
    response = client.get("/robots.txt", headers={"tianhe.unavailable": unavailable.CROWDED})
    assert response.status_code == 200
