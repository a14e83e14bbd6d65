"""Answers that are sent again as they are: only to the same request, and only until the next look
at the database."""

import pytest
from django.test import RequestFactory

from tests.factories import make_news_item
from tianhe_site.monitoring import counts
from tianhe_site.publishing import workflow
from tianhe_site.serving import page_cache, ready_answers

pytestmark = pytest.mark.django_db

PATH = "/news/2026/grant/"
# What makes an answer another one.
DIFFERENCES = [
    {},
    {"REQUEST_METHOD": "HEAD"},
    {"PATH_INFO": "/news/"},
    {"PATH_INFO": "/news/", "QUERY_STRING": "page=1"},
    {"QUERY_STRING": "page=2"},
    {"HTTP_HOST": "localhost"},
    {"HTTP_X_FORWARDED_PROTO": "https"},
    {"SCRIPT_NAME": "/site"},
    {"HTTP_ACCEPT_ENCODING": "gzip"},
    {"HTTP_ACCEPT_ENCODING": "br"},
    {"HTTP_IF_NONE_MATCH": "*"},
    {"HTTP_IF_NONE_MATCH": '"another"'},
]


@pytest.fixture(autouse=True)
def item(noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    return item


class Noted(dict):
    """A request that notes what is read of it."""

    def __init__(self, *values):
        super().__init__(*values)
        self.read = set()

    def get(self, name, default=None):
        self.read.add(name)
        return super().get(name, default)

    def __getitem__(self, name):
        self.read.add(name)
        return super().__getitem__(name)


def request(**different):
    return Noted(RequestFactory().get(PATH).environ | different)


def ask(server, environ):
    said = []
    body = server.cache(environ, lambda status, headers: said.extend((status, headers)))
    return *said, b"".join(body)


def ask_all(server):
    return [ask(server, request(**each)) for each in DIFFERENCES]


def test_only_the_same_request_gets_the_same_answer(server, monkeypatch):
    monkeypatch.setattr(ready_answers, "MAX_ANSWERS", 0)
    ask_all(server)
    worked_out = ask_all(server)
    monkeypatch.setattr(ready_answers, "MAX_ANSWERS", 500)
    assert [ask_all(server) for _time in range(3)] == [worked_out] * 3
    # Some differences don't show, such as an ETag of another page.
    assert len({repr(each) for each in worked_out}) >= 7


def test_answer_from_memory_follows_from_these_variables_alone(server):
    for different in DIFFERENCES:
        ask(server, request(**different))
        asked_again = request(**different)
        ask(server, asked_again)
        assert asked_again.read <= set(ready_answers.VARIABLES)


def test_answer_that_was_ready_counts_like_others(server, monkeypatch):
    sent = dict.fromkeys("2345", 0)
    monkeypatch.setattr(counts, "FINISHED", sent)
    for _time in range(5):
        ask(server, request())
    (entry,) = server.store.entries.values()
    # The first made it.
    assert (entry.hits, sent["2"], server.rendered) == (4, 5, 1)


def test_answers_are_limited(server, monkeypatch):
    monkeypatch.setattr(ready_answers, "MAX_ANSWERS", 2)
    for _time in range(3):
        ask_all(server)
    assert len(server.cache.ready._answers) == 2


def test_long_request_is_worked_out_each_time(server):
    for _time in range(3):
        ask(server, request(QUERY_STRING=f"x={'x' * ready_answers.MAX_LENGTH}"))
    assert not server.cache.ready._answers


def test_nothing_of_the_version_before_is_ready_once_there_is_another(
    server, item, publisher, monkeypatch
):
    for _time in range(3):
        ask(server, request())
    workflow.withdraw(item, by=publisher, note="x")
    statuses = []
    # What the process still does with a new version before it is done with the look.
    monkeypatch.setattr(
        page_cache, "in_background", lambda *call: statuses.append(ask(server, request())[0])
    )
    server.cache._check_for_changes()
    assert statuses == ["410 Gone"]


def test_withdrawn_page_is_never_ready(server, item, publisher):
    for _time in range(3):
        assert ask(server, request())[0] == "200 OK"
    workflow.withdraw(item, by=publisher, note="x")
    server.seconds += 1
    assert ask(server, request())[0] == "410 Gone"
