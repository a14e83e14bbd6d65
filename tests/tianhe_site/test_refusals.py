"""Requests that no page of the site sends get a message and the right status, never a 500."""

import logging
import re
from html import unescape

import pytest
from django.test import Client

from tests.factories import change, make_news_item, news_form
from tests.test_permissions import admin_patterns
from tianhe_site.monitoring.logs import Console
from tianhe_site.publishing import workflow

pytestmark = pytest.mark.django_db

READ, WRITTEN = "GET, HEAD", "GET, HEAD, POST"
# The end of the name of each address of the admin that takes a form; all others are only read.
TAKE_FORMS = (
    *("login", "logout", "password_change", "set_password", "catch_all", "redirect_to_change"),
    *("_add", "_change", "_delete", "bulk:confirm", "requests:answer", "pages_page_order"),
    *("auth_user_invite", "image_changelist", "document_changelist"),
    *("_deactivate", "_reactivate", "_reset_factors", "auth_user_sessions", "old_link"),
    "password_change_done",
    *("_upload", "_replace", "_sizes", "_describe"),
    *("_submit", "_review", "_take_back", "_revert", "_links", "_revoke", "_open"),
    *("_archive", "_restore", "_empty_trash", "_redact", "_confirm_redaction"),
    *("_publish", "_publish_edition", "_schedule", "_schedule_edition", "_times", "_cancel"),
    *("_withdraw", "_move", "_save_view", "_delete_view", "_restore_version"),
    *("_start_from_word", "_autosave", "_autosave_new", "_translate", "_keep_translation"),
)
# The table of test_permissions says what these answer.
OF_ACCOUNTS = ("/admin/login/", "/admin/account/")
PUBLIC = [
    *("/", "/about/", "/news/", "/news/2026/grant/", "/news/feed/", "/news/category/patent/"),
    *("/glossary/islets/", "/search/", "/robots.txt", "/.well-known/security.txt"),
    *("/site.webmanifest", "/favicon.ico", "/sitemap.xml", "/sitemap-latest.xml"),
    *("/sitemap-news-0.xml", "/share/0123456789abcdef.png", "/media/x.webp", "/preview/x/"),
    *("/nothing/here/",),
]


@pytest.fixture
def stranger():
    """A client with CSRF checks, as browsers have."""
    return Client(enforce_csrf_checks=True)


def allowed(client, method, path):
    """Return the status and the allowed methods."""
    response = client.generic(method, path)
    return response.status_code, response.headers.get("Allow")


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_are_read_only(stranger, path):
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "INVENTED"):
        assert allowed(stranger, method, path) == (405, READ), method


@pytest.mark.slow
def test_admin_pages_accept_only_the_methods_of_their_forms(stranger):
    for name, route in admin_patterns():
        path = "/admin/news/" if name == "app_list" else re.sub(r"\(\?P<[^>]*>|<[^>]*>", "1", route)
        path = path.removesuffix(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z)/1.*)")
        if path.startswith(OF_ACCOUNTS):
            continue
        if name == "as_of:walk":
            path = "/admin/as-of/2026-03-01T00:00Z/robots.txt"
        takes_forms = name.endswith(TAKE_FORMS)
        assert allowed(stranger, "PUT", path) == (405, WRITTEN if takes_forms else READ), name
        status, _methods = allowed(stranger, "POST", path)
        assert (status == 405) != takes_forms, name


def test_link_is_only_revoked_by_a_form(client, noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    edition = item.editions.get()
    link = workflow.share_preview(edition, by=publisher, note="x")
    client.force_login(publisher)
    path = f"/admin/news/newsitem/{item.pk}/links/{edition.pk}/revoke/{link.pk}/"
    assert allowed(client, "GET", path) == (405, "POST")


def test_refused_method_is_named_in_the_message(stranger):
    assert stranger.delete("/news/").content.decode() == (
        "This address doesn't accept DELETE. It accepts: GET, HEAD.\n"
    )


def text_of(response):
    return " ".join(unescape(re.sub("<[^>]*>", " ", response.content.decode())).split())


@pytest.mark.parametrize("encoding", ["multipart/form-data", "application/x-www-form-urlencoded"])
def test_form_that_is_too_large_says_so(client, publisher, encoding, caplog):
    item = make_news_item()
    client.force_login(publisher)
    typed = news_form(body="x" * 3_000_000)
    if encoding == "multipart/form-data":
        response = client.post(change(item), typed)
    else:
        response = client.post(change(item), f"body={typed['body']}", content_type=encoding)
    assert response.status_code == 413
    assert "The form is larger than 2.5 MB, so it wasn't saved." in text_of(response)
    assert lines(caplog) == ["django.security.RequestDataTooBig"]


def test_form_with_too_many_fields_says_so(client, publisher):
    client.force_login(publisher)
    response = client.post("/admin/news/newsitem/add/", {f"field-{n}": "" for n in range(1001)})
    assert response.status_code == 413
    assert "too many fields or files, so it wasn't saved" in text_of(response)


def test_script_gets_json(client, publisher):
    client.force_login(publisher)
    response = client.post(
        "/admin/news/newsitem/add/",
        {"body": "x" * 3_000_000},
        headers={"Accept": "application/json"},
    )
    assert response.status_code == 413
    assert "so it wasn't saved" in response.json()["error"]


def lines(caplog):
    """Return the loggers that wrote, each of them one line."""
    [console] = [each for each in logging.getLogger().handlers if type(each) is Console]
    records = [each for each in caplog.records if each.name != "django.request"]
    assert [each for each in records if console.filter(each) and "\n" in console.format(each)] == []
    return [each.name for each in records]


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ("title__regex=(", "DisallowedModelAdminLookup"),
        ("_to_field=x", "DisallowedModelAdminToField"),
    ],
)
def test_unknown_list_parameter_is_one_line_in_the_log(client, publisher, caplog, query, refusal):
    client.force_login(publisher)
    assert client.get(f"/admin/news/newsitem/?{query}").status_code == 400
    assert lines(caplog) == [f"django.security.{refusal}"]


@pytest.mark.parametrize("path", ["/", "/news/", "/admin/", "/admin/login/"])
def test_foreign_host_is_one_line_in_the_log_and_a_message(stranger, caplog, path):
    response = stranger.get(path, headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "This site isn't available at that address. Go to 127.0.0.1:8000." in text_of(response)
    assert "evil.example" not in response.content.decode()
    assert lines(caplog) == ["django.security.DisallowedHost"]
