"""Every admin address for every role: none is forgotten, none is open by accident."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.urls import URLPattern, URLResolver, get_resolver

from news.models import Category, NewsItem
from tests.factories import MAKERS, make_document, make_image, make_page, publish_approved
from tianhe_site.accounts.models import SecurityEvent
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.models import HistoryEntry, WatchedWord
from tianhe_site.publishing.sections import draft_models

pytestmark = pytest.mark.django_db

LOGIN, DENIED, OK, FOUND, NOT_FOUND, NOT_ALLOWED = 302, 403, 200, 302, 404, 405
# For an author, a reviewer, a publisher and an administrator, as GET; strangers log in first.
EVERYBODY = (OK, OK, OK, OK)
NOBODY = (DENIED, DENIED, DENIED, DENIED)
WRITERS = (OK, DENIED, OK, OK)
# Reviewers see the form, and can't save it.
READERS = EVERYBODY
PUBLISHERS = (DENIED, DENIED, OK, OK)
# What is done by POST alone, by those who write.
POSTED = (NOT_ALLOWED, DENIED, NOT_ALLOWED, NOT_ALLOWED)
ADMINISTRATORS = (DENIED, DENIED, DENIED, OK)

SECTION = {
    "changelist": READERS,
    "change": READERS,
    "history": READERS,
    "preview": READERS,
    "edition": READERS,
    "compare": READERS,
    "review": READERS,
    "add": WRITERS,
    "submit": WRITERS,
    "take_back": WRITERS,
    "revert": WRITERS,
    "links": WRITERS,
    # What these do is done by POST alone.
    "revoke": POSTED,
    "open": (NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED),
    # Leads to "archived".
    "delete": (FOUND, FOUND, FOUND, FOUND),
    # What the tests made has been published: it can be archived, by those who publish.
    "archive": PUBLISHERS,
    "restore": PUBLISHERS,
    "empty_trash": WRITERS,
    "redact": PUBLISHERS,
    "confirm_redaction": PUBLISHERS,
    "publish": PUBLISHERS,
    "publish_edition": PUBLISHERS,
    "schedule": PUBLISHERS,
    "schedule_edition": PUBLISHERS,
    "times": PUBLISHERS,
    "cancel": PUBLISHERS,
    "withdraw": PUBLISHERS,
    "move": PUBLISHERS,
}
ASSET = {
    **dict.fromkeys(["changelist", "choose", "picker", "change", "history", "file"], READERS),
    **dict.fromkeys(["upload", "replace"], WRITERS),
    # Leads to the page for uploads.
    "add": (FOUND, FOUND, FOUND, FOUND),
    # What is used is not deleted: it leads back to where it is used.
    "delete": (FOUND, DENIED, FOUND, FOUND),
}
USERS = dict.fromkeys(["changelist", "add", "change", "history", "delete"], ADMINISTRATORS)
# By the names of their pages in the admin.
DRAFTS = {model._meta.label_lower.replace(".", "_"): model for model in draft_models()}
EXPECTED = {
    "index": EVERYBODY,
    "app_list": EVERYBODY,
    "password_change": EVERYBODY,
    "password_change_done": EVERYBODY,
    "jsi18n": EVERYBODY,
    # Answers 403 to a GET without the name of a field.
    "autocomplete": NOBODY,
    "view_on_site": (NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND),
    "pages_page_order": PUBLISHERS,
    "auth_user_password_change": ADMINISTRATORS,
    "auth_user_invite": ADMINISTRATORS,
    **{f"{kind}_{name}": roles for kind in DRAFTS for name, roles in SECTION.items()},
    # There is one already, and it is not deleted.
    "pages_sitedetails_add": NOBODY,
    "pages_sitedetails_empty_trash": ADMINISTRATORS,
    # Site details have no page to preview (back to the form) and no address to change.
    "pages_sitedetails_preview": (FOUND, FOUND, FOUND, FOUND),
    "pages_sitedetails_edition": (FOUND, FOUND, FOUND, FOUND),
    "pages_sitedetails_links": (NOT_FOUND, DENIED, NOT_FOUND, NOT_FOUND),
    "pages_sitedetails_move": (DENIED, DENIED, NOT_FOUND, NOT_FOUND),
    "news_category_changelist": EVERYBODY,
    "news_category_change": EVERYBODY,
    "news_category_history": EVERYBODY,
    "news_category_add": PUBLISHERS,
    "news_category_delete": ADMINISTRATORS,
    **{f"media_library_image_{name}": roles for name, roles in ASSET.items()},
    **{f"media_library_document_{name}": roles for name, roles in ASSET.items()},
    **dict.fromkeys(["media_library_image_sizes", "media_library_image_describe"], POSTED),
    "media_files": READERS,
    "publishing_historyentry_changelist": EVERYBODY,
    "publishing_historyentry_change": EVERYBODY,
    "publishing_historyentry_history": EVERYBODY,
    "publishing_historyentry_export": EVERYBODY,
    "publishing_historyentry_add": NOBODY,
    "publishing_historyentry_delete": NOBODY,
    "publishing_watchedword_changelist": WRITERS,
    "publishing_watchedword_change": WRITERS,
    "publishing_watchedword_history": WRITERS,
    "publishing_watchedword_add": PUBLISHERS,
    "publishing_watchedword_delete": PUBLISHERS,
    **{f"auth_user_{name}": roles for name, roles in USERS.items()},
    # Who has acted stays: it leads back to the account, and says so.
    "auth_user_delete": (DENIED, DENIED, DENIED, FOUND),
    **{f"auth_group_{name}": roles for name, roles in USERS.items()},
    **dict.fromkeys(
        [f"accounts_securityevent_{name}" for name in ("changelist", "change", "export")],
        ADMINISTRATORS,
    ),
    "accounts_securityevent_history": ADMINISTRATORS,
    **dict.fromkeys([f"accounts_securityevent_{name}" for name in ("add", "delete")], NOBODY),
    # Beside the admin's own.
    "as_of:choose": (DENIED, OK, OK, OK),
    "as_of:walk": (DENIED, OK, OK, OK),
    "claims:register": EVERYBODY,
    "bulk_publish:choose": PUBLISHERS,
    # The administrator asked; whoever may approve or publish answers.
    "requests:answer": (DENIED, OK, OK, OK),
}
# Open to all, or answers by leading elsewhere.
EXEMPT = {"login", "logout", "accounts:set_password", "catch_all", "redirect_to_change"}
# What a page that is opened may note: who is there.
NOTED = {"publishing.OpenForm", "sessions.Session", "auth.User"}


def admin_patterns(resolver=None, prefix="/"):
    """Return (name, route) of every address below /admin/, whichever view answers."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if resolver is None and not route.startswith("/admin/"):
            continue
        if isinstance(pattern, URLResolver):
            yield from admin_patterns(pattern, route)
        elif isinstance(pattern, URLPattern):
            room = getattr(resolver, "app_name", None) or "admin"
            name = pattern.name or _name_of(pattern)
            yield name if room == "admin" else f"{room}:{name}", route


def _name_of(pattern):
    """Return a name for the two admin addresses that Django leaves unnamed."""
    return "catch_all" if "url" in str(pattern.pattern) else "redirect_to_change"


@pytest.fixture
def rows(noon, administrator):
    image, document = make_image(), make_document()
    body = f'<p><a href="document:{document.pk}">The report</a></p>'
    shown = {NewsItem: {"picture": image, "body": body}}
    drafts = {kind: MAKERS[model](**shown.get(model, {})) for kind, model in DRAFTS.items()}
    for draft in drafts.values():
        publish_approved(draft, by=administrator)
    return {
        **drafts,
        "news_category": Category.objects.get(),
        "media_library_image": image,
        "media_library_document": document,
        "publishing_historyentry": HistoryEntry.objects.first(),
        "publishing_watchedword": WatchedWord.objects.first(),
        "accounts_securityevent": SecurityEvent.objects.create(
            at=clock.now(), kind="log_in", user=administrator, name="root"
        ),
        "auth_user": administrator,
        "auth_group": Group.objects.first(),
    }


@pytest.fixture
def numbers(rows, administrator):
    """What stands for the numbers in the addresses of each draft: a live edition, a preview link
    of it, and the request to redact another edition."""
    found = {}
    for model in DRAFTS:
        draft = rows[model]
        live = draft.editions.get()
        name = draft.titled_by or "name"
        setattr(draft, name, "To be redacted")
        draft.save()
        other = workflow.freeze(draft, by=administrator)
        setattr(draft, name, getattr(live, name))
        draft.save()
        found[model] = {
            "<int:edition_id>": live.pk,
            "<int:link_id>": workflow.share_preview(live, by=administrator, note="x").pk,
            "<int:entry_id>": workflow.ask_redaction([other], by=administrator, reason="x").pk,
        }
    found["requests"] = {"<int:entry_id>": _request(administrator).pk}
    return found


def _request(by):
    page = make_page("therapy", needs_second_person=True)
    workflow.import_edition(page, by=by, live_from=clock.now())
    return workflow.ask_move({page: {"slug": "archive"}}, by=by, reason="x")


def paths(rows, numbers):
    """Return (name, path) of every address, with the keys of real rows filled in."""
    for name, route in admin_patterns():
        for model, row in rows.items():
            if name.startswith(f"{model}_"):
                route = route.replace("<path:object_id>", str(row.pk)).replace("<id>", str(row.pk))
                route = route.replace("<int:asset_id>", str(row.pk))
                for part, number in numbers.get(model, {}).items():
                    route = route.replace(part, str(number))
        if name.startswith("requests:"):
            route = route.replace("<int:entry_id>", str(numbers["requests"]["<int:entry_id>"]))
        route = route.replace("<path:content_type_id>/<path:object_id>", "1/1")
        route = "/admin/news/" if name == "app_list" else route
        route = "/admin/as-of/2026-03-01T00:00Z/robots.txt" if name == "as_of:walk" else route
        if name == "media_files":
            file = rows["media_library_image"].current
            route = route.replace("<path:name>", file.renditions.first().name)
        assert name in EXEMPT or "<" not in route, route
        yield name, route


def status_of(client, path):
    response = client.get(path)
    # A file that is read to its end is closed, as a server does.
    response.getvalue()
    return response.status_code


def test_each_address_is_in_the_table():
    names = {name for name, _route in admin_patterns()}
    assert names - EXEMPT == set(EXPECTED)


def test_each_address_answers_each_role_as_the_table_says(
    client, rows, numbers, author, reviewer, publisher, administrator
):
    found, expected = {}, {}
    for name, path in paths(rows, numbers):
        if name in EXEMPT:
            continue
        client.logout()
        answers = [client.get(path).status_code]
        for user in (author, reviewer, publisher, administrator):
            client.force_login(user)
            answers.append(status_of(client, path))
        found[name, path] = tuple(answers)
        expected[name, path] = (LOGIN, *EXPECTED[name])
    assert found == expected


def test_anonymous_visitors_must_log_in_everywhere(client, rows, numbers):
    for name, path in paths(rows, numbers):
        if name not in EXEMPT:
            assert client.get(path).headers["Location"].startswith("/admin/login/"), path


def test_no_get_request_changes_anything(client, rows, numbers, administrator):
    client.force_login(administrator)
    before = everything_stored()
    for name, path in paths(rows, numbers):
        if name not in EXEMPT:
            status_of(client, path)
    assert everything_stored() == before


def everything_stored():
    models = [model for model in apps.get_models() if model._meta.label not in NOTED]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}
