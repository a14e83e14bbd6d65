"""Asking for an address that someone typed: what answers mean, and what is never reached."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest

from tianhe_site.operations.models import OutsideLink
from tianhe_site.operations.outside_links import asking
from tianhe_site.operations.outside_links.asking import CANNOT_TELL, WORKS, Asker, Outcome

Fault = OutsideLink.Fault
# A name that no resolver knows: whoever is reached by it was reached by the checked address.
HOST = "no-such-host.invalid"


class Handler(BaseHTTPRequestHandler):
    """Answers `/404` with a 404, `/get-200` with a 405 to HEAD, `/to?URL` with a redirect, and
    `/raw?URL` with one in which nothing is quoted."""

    def do_HEAD(self):
        self.server.seen.append((self.command, self.path))
        if self.path == "/slow":
            self.server.drip(self)
        elif self.path.startswith("/to?"):
            self.answer(302, self.path.removeprefix("/to?"))
        elif self.path.startswith("/raw?"):
            self.answer(302, unquote(self.path.removeprefix("/raw?"), "latin-1"))
        elif self.path.startswith("/get-"):
            self.answer(int(self.path[5:]) if self.command == "GET" else 405)
        else:
            self.answer(int(self.path[1:4]))

    def do_GET(self):
        self.do_HEAD()

    def answer(self, status, location=""):
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.end_headers()

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen, self.is_over = [], threading.Event()
        self.url = f"http://{HOST}:{self.server_port}"

    def drip(self, handler):
        """Send a header that never ends."""
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        try:
            while not self.is_over.wait(0.02):
                handler.wfile.write(b"a")
        except OSError:
            self.is_over.set()


@pytest.fixture
def server():
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,)).start()
        yield server
        server.is_over.set()
        server.shutdown()


@pytest.fixture
def asker(server):
    """An asker for whom each name is the server's, and the server alone is a public one."""
    return Asker(
        resolve=lambda host, port: ["10.0.0.1"] if host == "inner.example" else ["127.0.0.1"],
        may_ask=lambda ip, port: (ip, port) == ("127.0.0.1", server.server_port),
    )


@pytest.mark.parametrize(
    ("path", "outcome", "methods"),
    [
        ("/200", WORKS, ["HEAD"]),
        ("/get-200", WORKS, ["HEAD", "GET"]),
        ("/404", Outcome(Fault.NOT_FOUND), ["HEAD", "GET"]),
        ("/410", Outcome(Fault.NOT_FOUND), ["HEAD", "GET"]),
        ("/503", Outcome(Fault.SERVER_ERROR), ["HEAD", "GET"]),
        ("/401", CANNOT_TELL, ["HEAD"]),
        ("/403", CANNOT_TELL, ["HEAD", "GET"]),
        ("/429", CANNOT_TELL, ["HEAD"]),
    ],
)
def test_what_a_status_means(server, asker, path, outcome, methods):
    assert asker.ask(server.url + path) == outcome
    assert [method for method, _path in server.seen] == methods


def test_redirects_are_followed_until_there_are_too_many(server, asker):
    assert asker.ask(f"{server.url}/to?/200") == WORKS
    assert asker.ask(f"{server.url}/to?{server.url}/404") == Outcome(Fault.NOT_FOUND)
    server.seen.clear()
    location = "/to?"
    assert asker.ask(f"{server.url}{location * 9}/200") == Outcome(Fault.TOO_MANY_REDIRECTS)
    assert len(server.seen) == asking.MAX_REDIRECTS + 1


def test_redirect_to_letters_that_nobody_quoted_leads_where_browsers_go(server, asker):
    assert asker.ask(f"{server.url}/raw?/200%E6%96%B0%E9%97%BB") == WORKS
    assert server.seen[-1] == ("HEAD", "/200%E6%96%B0%E9%97%BB")


@pytest.mark.parametrize(
    "location", ["http://inner.example/200", "http://127.0.0.1:1/200", "file:///etc/passwd"]
)
def test_redirect_to_where_nobody_may_go_is_not_followed(server, asker, location):
    assert asker.ask(f"{server.url}/to?{location}") == Outcome(Fault.INNER)
    assert len(server.seen) == 1


def test_name_with_one_inner_address_among_its_addresses_is_refused(server):
    asker = Asker(
        resolve=lambda host, port: ["127.0.0.1", "10.0.0.1"],
        may_ask=lambda ip, port: ip == "127.0.0.1",
    )
    assert asker.ask(f"{server.url}/200") == Outcome(Fault.INNER)
    assert server.seen == []


def test_name_that_changes_its_address_gets_no_second_look(server):
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    asker = Asker(
        resolve=lambda host, port: next(answers), may_ask=lambda ip, port: ip == "127.0.0.1"
    )
    assert asker.ask(f"{server.url}/200") == WORKS
    assert next(answers) == ["10.0.0.1"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "0.0.0.0", "127.1", "2130706433", "0x7f000001"]
)
def test_this_machine_is_never_asked(server, host, monkeypatch):
    monkeypatch.setattr(asking, "ALLOWED_PORTS", {server.server_port})
    outcome = Asker().ask(f"http://{host}:{server.server_port}/200")
    assert outcome in (Outcome(Fault.INNER), Outcome(Fault.NO_HOST))
    assert server.seen == []


def test_port_that_no_browser_opens_is_never_asked(server):
    asker = Asker(resolve=lambda host, port: ["93.184.215.14"])
    assert asker.ask("http://example.org:25/") == Outcome(Fault.INNER)


@pytest.mark.parametrize(
    "address",
    [
        *("10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "0.0.0.0", "169.254.169.254"),
        *("100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::10.0.0.1"),
        *("2002:7f00:1::1", "2002:a00:1::1", "192.0.0.192", "168.63.129.16", "::ffff:192.0.0.192"),
    ],
)
def test_inner_address_is_not_public(address):
    assert not asking.is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"]
)
def test_address_of_the_internet_is_public(address):
    assert asking.is_public(address)


def test_answer_that_never_ends_is_cut(server, asker, monkeypatch):
    monkeypatch.setattr(asking, "SECONDS_PER_REQUEST", 0.2)
    assert asker.ask(f"{server.url}/slow") == Outcome(Fault.NO_ANSWER)


def test_nothing_is_sent_once_the_time_is_over(server, asker, monkeypatch):
    class Over(threading.Timer):
        start = property(lambda timer: timer.function)

    monkeypatch.setattr(asking.threading, "Timer", Over)
    assert asker.ask(f"{server.url}/200") == Outcome(Fault.NO_ANSWER)
    assert server.seen == []


@pytest.mark.parametrize("url", ["http://", "http://[", "http://a:b/", "http://\u2488/", "x"])
def test_what_is_no_address_is_a_fault(asker, url):
    assert asker.ask(url).fault


def test_server_that_is_off_is_a_fault(asker, server):
    server.server_close()
    assert asker.ask(f"{server.url}/200") == Outcome(Fault.NO_ANSWER)
