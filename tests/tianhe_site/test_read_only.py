"""While the site is moved nothing can be changed, nothing typed is lost, and readers notice
nothing."""

import re
import subprocess
import sys
from html import unescape

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone

from news.models import Category, NewsItem
from tests.factories import change, make_news_item, news_form, picture_upload
from tests.site import own_variables
from tianhe_site import busy, read_only
from tianhe_site.operations.checks import check_move
from tianhe_site.publishing import workflow
from tianhe_site.publishing.errors import BusyError
from tianhe_site.throttle import readers
from tianhe_site.throttle.tries import Counter, take_without_waiting

pytestmark = pytest.mark.django_db
MESSAGE = "The site is being moved. Nothing can be saved until that is done."
JSON = {"headers": {"accept": "application/json"}}
CHANGE_WHAT_IS_MOVED = """
from django.db import connection
from tianhe_site import read_only
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE moved (name text)")
    read_only.begin(connection, "elsewhere")
    cursor.execute("INSERT INTO moved VALUES ('new')")
"""


@pytest.fixture
def moved(author):
    return read_only.begin(connection, "elsewhere")


@pytest.mark.postgresql
class TestDatabase:
    @pytest.mark.parametrize(
        "change",
        [
            lambda: User.objects.create(username="new"),
            lambda: User.objects.update(first_name="Other"),
            lambda: User.objects.filter(is_superuser=False).delete(),
            lambda: Category.objects.bulk_create([Category(slug="a")], ignore_conflicts=True),
            lambda: SessionStore().create(),
        ],
    )
    def test_every_change_is_refused_as_busy(self, moved, change):
        with pytest.raises(OperationalError) as refusal, transaction.atomic():
            change()
        assert busy.is_busy(refusal.value)
        assert str(busy.reason_of(refusal.value)) == MESSAGE

    def test_a_verb_says_why(self, moved):
        with pytest.raises(BusyError, match=MESSAGE), workflow.publishing_lock():
            User.objects.create(username="new")

    def test_the_mark_is_there_until_it_is_lifted(self, moved):
        assert read_only.mark(connection) == moved
        assert moved.target == "elsewhere"
        read_only.end(connection)
        assert read_only.mark(connection) is None
        User.objects.create(username="new")

    def test_a_check_says_since_when(self, moved):
        [warning] = check_move(None, databases=["default"])
        assert warning.id == "operations.W003"
        assert warning.msg == (
            f"Nothing can be saved: the site is being moved to elsewhere, since {moved.begun_at}."
        )

    def test_what_changes_nothing_is_no_change(self, moved):
        assert User.objects.filter(username="nobody").update(first_name="Other") == 0


class TestStaff:
    def test_a_form_comes_back_with_everything_typed(self, client, publisher, caplog):
        item, typed = make_news_item(), news_form(title="Typed", slug="grant")
        client.force_login(publisher)
        read_only.begin(connection, "elsewhere")
        response = client.post(change(item), typed)
        text = unescape(response.content.decode())
        assert (response.status_code, MESSAGE in text) == (503, True)
        assert re.search(r'name="title"[^>]*>\s*Typed</textarea>', text)
        assert NewsItem.objects.get(pk=item.pk).title == "A patent is granted"
        [noted] = [each for each in caplog.records if each.name == "tianhe.busy"]
        assert (noted.getMessage(), noted.exc_info) == (
            "A request was refused: the site is being moved.",
            None,
        )

    def test_a_script_gets_the_reason(self, client, publisher):
        item, typed = make_news_item(), news_form()
        client.force_login(publisher)
        read_only.begin(connection, "elsewhere")
        for path in (change(item), "/admin/media_library/image/upload/"):
            response = client.post(path, {**typed, "file": picture_upload()}, **JSON)
            assert (response.status_code, response.json()) == (503, {"error": MESSAGE})

    def test_nobody_gets_in_or_out(self, client, publisher):
        client.force_login(publisher)
        read_only.begin(connection, "elsewhere")
        for path, browser in (("/admin/login/", Client()), ("/admin/logout/", client)):
            response = browser.post(path, {"login": "paul", "password": "correct horse"})
            text = unescape(response.content.decode())
            assert (response.status_code, MESSAGE in text) == (503, True), path
            assert "correct horse" not in text

    def test_reading_goes_on_and_the_dashboard_says_that_nothing_else_does(self, client, publisher):
        item = make_news_item()
        client.force_login(publisher)
        assert MESSAGE not in client.get("/admin/").text
        read_only.begin(connection, "elsewhere")
        for path in ("/news/", "/search/?q=nothing", "/admin/", change(item)):
            assert (path, client.get(path).status_code) == (path, 200)
        assert MESSAGE in client.get("/admin/").text


def test_a_reader_who_searches_too_often_is_counted_by_the_process_alone(moved):
    counter = Counter(readers.EXCESS, "search", "127.0.0.1")
    assert take_without_waiting([counter], at=timezone.now()) == 0


def test_a_command_that_is_refused_says_why(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", CHANGE_WHAT_IS_MOVED],
        cwd=settings.BASE_DIR,
        env={**own_variables(), "TIANHE_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{MESSAGE}\n")
