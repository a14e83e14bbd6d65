"""People who use the site: each has a browser, and editors note what they were told is done."""

import http.client
import itertools
import json
import ssl
import threading
import time
from collections import Counter
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from statistics import quantiles
from urllib.parse import urlencode, urlsplit

import lxml.html
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.factories import picture_upload

ADD_NEWS, UPLOAD = "/admin/news/newsitem/add/", "/admin/media_library/image/upload/"
NEWS = {
    "summary": "Short.",
    "date": "2026-03-02",
    "dateline_place": "Jinan, China",
    "body": "<p>Text</p>",
    "company_announcement": "on",
}
JSON = {"Accept": "application/json"}
URLENCODED = "application/x-www-form-urlencoded"
# What a request may end with that got no answer.
NO_ANSWER = (OSError, http.client.HTTPException)
# A certificate made for one drill.
_TRUSTS_ANYONE = ssl._create_unverified_context()


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str
    retry_after: str = ""

    @property
    def is_refusal(self):
        """Whether the site asks to come again: that's no error."""
        return self.status == 503 and bool(self.retry_after)

    @property
    def path(self):
        """The address that it leads to, without the host."""
        return urlsplit(self.location).path

    def form(self, **typed):
        """Return what the largest form of the page would send, with some of it typed over."""
        return {**dict(self._form.form_values()), **typed}

    def choices(self, name):
        """Return what a field of that form may be set to."""
        return [value for value in self._form.inputs[name].value_options if value]

    @property
    def _form(self):
        forms = lxml.html.fromstring(self.text).forms
        return max(forms, key=lambda form: len(form.inputs))


def connect(port, *, tls=False, source="127.0.0.1"):
    """Return a connection from an address of this machine to a port of 127.0.0.1."""
    kind = http.client.HTTPConnection
    if tls:
        kind = partial(http.client.HTTPSConnection, context=_TRUSTS_ANYONE)
    return kind("127.0.0.1", port, timeout=60, source_address=(source, 0))


class Browser:
    """Keeps its cookies. `headers` go with each request; `tls` is for nginx's port.

    Its methods raise one of `NO_ANSWER` if no answer comes.
    """

    def __init__(self, port, cookies=(), *, tls=False, headers=()):
        self.port, self.tls = port, tls
        self.cookies, self.headers = dict(cookies), dict(headers)

    def ask(self, method, path, body=None, content_type=URLENCODED, **headers):
        """Return the `Answer`; leads nowhere by itself."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {**self.headers, "Cookie": cookies, "Content-Type": content_type, **headers}
        if self.tls:
            sent["Referer"] = f"https://{self.headers['Host']}{path}"
        with closing(connect(self.port, tls=self.tls)) as connection:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        for name, value in response.getheaders():
            if name == "Set-Cookie":
                self.cookies.update([value.partition(";")[0].split("=", 1)])
        headers = response.headers
        return Answer(
            response.status, headers.get("Location", ""), text, headers.get("Retry-After", "")
        )

    def send(self, path, **typed):
        """Open the page of a form and send it, with some of it typed over."""
        page = self.ask("GET", path)
        return self.ask("POST", path, urlencode(page.form(**typed))) if page.status == 200 else page

    def act(self, path, body, content_type=URLENCODED):
        """Send what a script of a page sends, and ask for JSON."""
        token = next(value for name, value in self.cookies.items() if "csrf" in name)
        return self.ask("POST", path, body, content_type, **JSON, **{"X-CSRFToken": token})

    def log_in(self, name, password):
        """Return whether the password was all that was asked for."""
        return self.send("/admin/login/", login=name, password=password).path == "/admin/"


@dataclass
class Ledger:
    """What editors were told: the title of each item that is live, by its path; the numbers of the
    pictures that are in the library; the status of each answer, "none" if there was none.

    `seconds` is how long each request took; `forgotten` counts refused forms that came back
    without what was typed.
    """

    published: dict = field(default_factory=dict)
    uploaded: list = field(default_factory=list)
    answers: Counter = field(default_factory=Counter)
    seconds: list = field(default_factory=list)
    forgotten: int = 0

    @property
    def acknowledged(self):
        return len(self.published) + len(self.uploaded)

    @property
    def percentile_95(self):
        """Within how many seconds 95 % of the answers came."""
        return quantiles(self.seconds, n=20)[-1]

    @property
    def errors(self):
        """How many answers were an error page, or didn't come."""
        return self.answers[500] + self.answers["none"]


class Editors:
    """Editors who upload a picture and publish an item that shows it, again and again, while the
    block runs. `ledger` has what they were told. What fails they leave, and begin the next.

    `pause` is how many seconds each rests before the next item.
    """

    def __init__(self, browsers, *, pause=0):
        self.ledger = Ledger()
        self._numbers = itertools.count(1)
        self._pause, self._over = pause, threading.Event()
        self._desks = [threading.Lock() for _browser in browsers]
        self._threads = [
            threading.Thread(target=self._work, args=pair)
            for pair in zip(browsers, self._desks, strict=True)
        ]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self._over.set()
        for thread in self._threads:
            thread.join()

    @contextmanager
    def resting(self):
        """Let all of them finish what they are at, and begin nothing while the block runs."""
        with ExitStack() as kept:
            for desk in self._desks:
                kept.enter_context(desk)
            yield

    def _work(self, browser, desk):
        while not self._over.wait(self._pause):
            with desk:
                self._try_to_publish(browser)

    def _try_to_publish(self, browser):
        try:
            self._publish(browser, next(self._numbers))
        except NO_ANSWER:
            self.ledger.answers["none"] += 1
            # A port that refuses does so at once.
            time.sleep(0.05)

    def _publish(self, browser, number):
        title, slug = f"Published item {number}", f"item-{number}"
        picture = self._upload(browser, f"Picture {number}")
        page = self._told(browser.ask, "GET", ADD_NEWS)
        if not picture or page.status != 200:
            return
        typed = {**NEWS, "title": title, "slug": slug, "picture": picture}
        sent = page.form(**typed, category=page.choices("category")[0], _publish="x")
        saved = self._told(browser.ask, "POST", ADD_NEWS, urlencode(sent))
        self.ledger.forgotten += saved.status == 503 and title not in saved.text
        # A draft that wasn't saved comes back with the same page.
        if saved.status == 302 and self._told(browser.send, saved.path).status == 302:
            self.ledger.published[f"/news/2026/{slug}/"] = title

    def _upload(self, browser, title):
        """Return the number of a new picture; None if it wasn't taken, or has no description."""
        body = encode_multipart(BOUNDARY, {"file": picture_upload(title)})
        answer = self._told(browser.act, UPLOAD, body, MULTIPART_CONTENT)
        if answer.status != 200:
            return None
        facts = json.loads(answer.text)
        self.ledger.uploaded.append(facts["id"])
        described = urlencode({"language": "en", "description": title})
        told = self._told(browser.act, facts["describeUrl"], described)
        return facts["id"] if told.status == 200 else None

    def _told(self, ask, *arguments):
        """Ask something, and note the answer."""
        begun = time.monotonic()
        answer = ask(*arguments)
        self.ledger.seconds.append(time.monotonic() - begun)
        self.ledger.answers[answer.status] += 1
        return answer
