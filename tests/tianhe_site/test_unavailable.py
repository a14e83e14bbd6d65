"""What staff and readers get where their request had to be refused before anybody looked at it."""

import pytest

from tianhe_site import unavailable

pytestmark = pytest.mark.django_db

CROWDED = {"tianhe.unavailable": unavailable.CROWDED}
MESSAGE = "The site is busy right now. Try again in a few seconds."


def test_form_that_found_no_thread_is_in_the_page_that_says_so(client, author):
    client.force_login(author)
    sent = {"title": "A <new> title", "body": "<p>All of the text.</p>"}
    response = client.post("/admin/news/newsitem/add/", sent, **CROWDED)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    text = response.content.decode()
    assert MESSAGE in text
    assert "A &lt;new&gt; title</textarea>" in text
    assert "&lt;p&gt;All of the text.&lt;/p&gt;</textarea>" in text


def test_refusal_asks_the_database_nothing(client, author, django_assert_num_queries):
    client.force_login(author)
    with django_assert_num_queries(0):
        assert client.get("/admin/", **CROWDED).status_code == 503
        assert client.post("/admin/", {"a": "b"}, **CROWDED).status_code == 503


def test_script_that_found_no_thread_is_told_in_json(client):
    response = client.post("/admin/", **CROWDED, headers={"accept": "application/json"})
    assert (response.status_code, response.json()) == (503, {"error": MESSAGE})


def test_visitors_can_not_mark_their_requests(client):
    response = client.get("/robots.txt", headers={"tianhe.unavailable": unavailable.CROWDED})
    assert response.status_code == 200
