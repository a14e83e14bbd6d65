"""Two hosts with a database, a replica and a storage of media behind nginx are one site, and one of
them can be lost."""

import itertools
import json
import os
import re
import secrets
import signal
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests import parts
from tests.drills.people import ADD_NEWS, NEWS, UPLOAD, Browser
from tests.factories import picture_upload
from tests.nginx import HOST, Nginx
from tests.releases import kept
from tests.s3 import ACCESS_KEY, SECRET_KEY, S3Server
from tests.site import GUNICORN, PASSWORD, START, RunningSite
from tests.waiting import wait_until

sys.path.insert(0, str(Path(__file__).parent))

SEARCH = "/search/?q=cells"
NUMBERS = itertools.count(1)
# As nginx sends a request on.
PASSED_ON = {"Host": HOST, "Origin": f"https://{HOST}", "X-Forwarded-Proto": "https"}


@dataclass
class Hosts:
    first: RunningSite
    second: RunningSite
    nginx: Nginx
    primary: object
    replica: object

    def browser(self):
        """Return the browser of somebody who asks nginx."""
        return Browser(self.nginx.port, tls=True, headers={"Host": HOST})

    def at(self, site, cookies=()):
        """Return a browser, at an address of its own, whose requests nginx sends to one host."""
        number = next(NUMBERS)
        headers = {**PASSED_ON, "X-Forwarded-For": f"10.0.{number >> 8}.{number & 255}"}
        return Browser(site.port, cookies, headers=headers)


@pytest.fixture(scope="module")
def hosts(tmp_path_factory):
    from on_postgresql import Replica, Server

    programs, _storage, _front = map(parts.needed, (parts.POSTGRESQL, parts.RCLONE, parts.NGINX))
    new_folder = tmp_path_factory.mktemp
    with ExitStack() as stack:
        primary = stack.enter_context(Server(programs))
        kept.load_newest(primary.url)
        replica = stack.enter_context(Replica(primary))
        storage = stack.enter_context(S3Server(new_folder("storage")))
        variables = {
            "SITE_URL": f"https://{HOST}",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DATABASE_URL": primary.url,
            "DATABASE_REPLICA_URL": replica.url,
            "MEDIA_S3_ENDPOINT": storage.url,
            "MEDIA_S3_BUCKET": storage.new_bucket(),
            "MEDIA_S3_ACCESS_KEY": ACCESS_KEY,
            "MEDIA_S3_SECRET_KEY": SECRET_KEY,
            "MEDIA_S3_REGION": "us-east-1",
            "SECOND_FACTOR": "optional",
            "REVIEW_POLICY": "marked",
        }
        # One start prepares the database for both.
        first, second = (
            stack.enter_context(RunningSite(new_folder(name), command, **variables))
            for name, command in (("first", START), ("second", GUNICORN))
        )
        front = stack.enter_context(Nginx(new_folder("nginx"), first.port, second.port))
        yield Hosts(first, second, front, primary, replica)


@pytest.fixture(scope="module")
def editor(hosts):
    browser = hosts.at(hosts.first)
    assert browser.log_in(kept.PUBLISHER, PASSWORD)
    return browser


def publish(editor, slug, **typed):
    """Publish a news item by its forms; return its path."""
    page = editor.ask("GET", ADD_NEWS)
    sent = page.form(**NEWS, slug=slug, category=page.choices("category")[0], _publish="x", **typed)
    saved = editor.ask("POST", ADD_NEWS, urlencode(sent))
    assert (saved.status, editor.send(saved.path).status) == (302, 302)
    return f"/news/2026/{slug}/"


def upload(editor, title):
    """Upload a picture and describe it; return what the library says of it."""
    body = encode_multipart(BOUNDARY, {"file": picture_upload(title)})
    facts = json.loads(editor.act(UPLOAD, body, MULTIPART_CONTENT).text)
    described = urlencode({"language": "en", "description": title})
    assert editor.act(facts["describeUrl"], described).status == 200
    return facts


def shows(browser, path, text):
    """Return a question for `wait_until`: is the text on a page?"""
    return lambda: text in browser.ask("GET", path).text


def test_what_one_host_uploads_and_publishes_the_other_shows(hosts, editor):
    picture, reader = upload(editor, "Taken at the first"), hosts.at(hosts.second)
    colleague = hosts.at(hosts.second, editor.cookies)
    assert colleague.ask("GET", picture["thumbnail"]).status == 200
    reader.ask("GET", "/news/")
    path = publish(editor, "at-the-first", title="Of the first host", picture=picture["id"])
    wait_until(shows(reader, "/news/", "Of the first host"))
    shown = re.search(r'src="(/media/[^"]+)"', reader.ask("GET", path).text)[1]
    assert reader.ask("GET", shown).status == 200


def searches_of(replica):
    return replica.log.read_text().count("FROM search_words")


def is_asked(hosts):
    """Return whether the replica answers somebody who searches at the second host."""
    before = searches_of(hosts.replica)
    # Each time somebody else: how often one may search is limited.
    assert hosts.at(hosts.second).ask("GET", SEARCH).status == 200
    return searches_of(hosts.replica) > before


def test_readers_are_answered_from_the_replica_as_long_as_it_is_up_to_date(hosts, editor):
    reader = hosts.at(hosts.second)
    wait_until(lambda: is_asked(hosts))
    with psycopg.connect(hosts.replica.url, autocommit=True) as database:
        database.execute("SELECT pg_wal_replay_pause()")
        publish(editor, "behind", title="The replica lacks this")
        wait_until(shows(reader, "/news/", "The replica lacks this"))
        assert not is_asked(hosts)
        database.execute("SELECT pg_wal_replay_resume()")
    wait_until(lambda: is_asked(hosts))
    hosts.replica.stop("immediate")
    for _turn in range(5):
        assert reader.ask("GET", SEARCH).status == 200
    publish(editor, "without-it", title="The replica is away")
    wait_until(shows(reader, "/news/", "The replica is away"))


def test_losing_a_host_costs_no_session_no_form_and_no_counted_try(hosts, editor):
    """The last one here: one host is left."""
    person = hosts.browser()
    assert person.log_in(kept.PUBLISHER, PASSWORD)
    form = person.ask("GET", ADD_NEWS)
    stranger = hosts.at(hosts.first)
    tries = [try_to_log_in(stranger) for _try in range(3)]
    os.killpg(hosts.first.process.pid, signal.SIGKILL)
    hosts.first.process.wait()
    readers = [hosts.browser().ask("GET", path).status for path in ("/", "/news/") * 5]
    assert readers == [200] * 10
    stranger = hosts.at(hosts.second)
    tries += [try_to_log_in(stranger) for _try in range(4)]
    # Five are free. After the sixth, everyone waits.
    assert tries == [200] * 6 + [429]
    typed = {"title": "Typed before", "slug": "typed", "category": form.choices("category")[0]}
    sent = person.ask("POST", ADD_NEWS, urlencode(form.form(**NEWS, **typed)))
    assert sent.status == 302
    assert "Typed before" in person.ask("GET", sent.path).text


def try_to_log_in(browser):
    """Return the status of a log-in by a name that nobody has."""
    return browser.send("/admin/login/", login="stranger", password="a wrong password").status
