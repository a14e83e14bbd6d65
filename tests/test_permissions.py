"""Every admin address for every role: none is forgotten, none is open by accident."""

import copy
import re
import time

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as CONFIRMED_USER,
)
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY as CONFIRMED,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import transaction
from django.template.base import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from news.models import Category, NewsItem
from tests.factories import MAKERS, make_document, make_image, make_page, publish_approved
from tianhe_site.accounts.models import SecurityEvent
from tianhe_site.editorial.help_pages import GUIDES
from tianhe_site.editorial.models import DraftTemplate
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.models import HistoryEntry, PinnedResult, WatchedWord
from tianhe_site.publishing.sections import draft_models

pytestmark = pytest.mark.django_db

LOGIN, DENIED, OK, FOUND, NOT_FOUND, NOT_ALLOWED, GONE = 302, 403, 200, 302, 404, 405, 410
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
    "draft_version": READERS,
    "compare": READERS,
    "review": READERS,
    "review_text": READERS,
    "add": WRITERS,
    "submit": WRITERS,
    "take_back": WRITERS,
    "revert": WRITERS,
    "restore_version": WRITERS,
    "links": WRITERS,
    "translate": WRITERS,
    # What the tests made is no translation.
    "keep_translation": (NOT_FOUND, DENIED, NOT_FOUND, NOT_FOUND),
    "live_preview": WRITERS,
    "start_from_word": WRITERS,
    # Nothing is typed.
    "live_preview_new": (NOT_FOUND, DENIED, NOT_FOUND, NOT_FOUND),
    # What these do is done by POST alone.
    "revoke": POSTED,
    **dict.fromkeys(
        ["open", "save_view", "delete_view", "autosave", "autosave_new"], (NOT_ALLOWED,) * 4
    ),
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
    "jsi18n": EVERYBODY,
    # Answers 403 to a GET without the name of a field.
    "autocomplete": NOBODY,
    "view_on_site": (NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND),
    "pages_page_order": PUBLISHERS,
    "auth_user_invite": ADMINISTRATORS,
    # The row is their own account, which they can't lock out: it leads back.
    "auth_user_deactivate": (DENIED, DENIED, DENIED, FOUND),
    # Only of someone who is deactivated.
    "auth_user_reactivate": (DENIED, DENIED, DENIED, NOT_FOUND),
    "auth_user_reset_factors": (DENIED, DENIED, DENIED, FOUND),
    "auth_user_sessions": ADMINISTRATORS,
    **{f"{kind}_{name}": roles for kind in DRAFTS for name, roles in SECTION.items()},
    # There is one already, and it is not deleted. Its list leads to it.
    "pages_sitedetails_add": NOBODY,
    "pages_sitedetails_changelist": (FOUND, FOUND, FOUND, FOUND),
    "pages_sitedetails_empty_trash": ADMINISTRATORS,
    # Site details have no page to preview (back to the form) and no address to change.
    "pages_sitedetails_preview": (FOUND, FOUND, FOUND, FOUND),
    "pages_sitedetails_edition": (FOUND, FOUND, FOUND, FOUND),
    "pages_sitedetails_review_text": (NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND),
    "pages_sitedetails_live_preview": (NOT_FOUND, DENIED, NOT_FOUND, NOT_FOUND),
    "pages_sitedetails_live_preview_new": (DENIED, DENIED, DENIED, NOT_FOUND),
    # Nor a text to start.
    "pages_sitedetails_start_from_word": NOBODY,
    "pages_sitedetails_draft_version": (FOUND, FOUND, FOUND, FOUND),
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
    "editorial_drafttemplate_changelist": WRITERS,
    "editorial_drafttemplate_change": WRITERS,
    "editorial_drafttemplate_history": WRITERS,
    "editorial_drafttemplate_add": PUBLISHERS,
    "editorial_drafttemplate_delete": PUBLISHERS,
    "publishing_pinnedresult_changelist": WRITERS,
    "publishing_pinnedresult_change": WRITERS,
    "publishing_pinnedresult_history": WRITERS,
    "publishing_pinnedresult_add": PUBLISHERS,
    "publishing_pinnedresult_delete": PUBLISHERS,
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
    "status:show": ADMINISTRATORS,
    **{f"help:{name}": EVERYBODY for name in ("guides", *(each.slug for each in GUIDES))},
    "address_offer:offer": EVERYBODY,
    "item_search:find": EVERYBODY,
    "drafts_search:find": EVERYBODY,
    "search_misses:list": WRITERS,
    # Without an action there is nothing to ask about.
    "bulk:confirm": (NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND),
    # The administrator asked; whoever may approve or publish answers.
    "requests:answer": (DENIED, OK, OK, OK),
}
# Someone without a role is refused, but where everyone is or where pages only lead elsewhere.
WITHOUT_ROLE = {
    **{
        f"{kind}_{name}": NOT_ALLOWED
        for kind in DRAFTS
        for name in ("open", "save_view", "delete_view", "autosave", "autosave_new")
    },
    "bulk:confirm": NOT_FOUND,
    **{f"{kind}_delete": FOUND for kind in DRAFTS},
    **dict.fromkeys(["media_library_image_add", "media_library_document_add"], FOUND),
    **dict.fromkeys(["index", "jsi18n"], OK),
    **{f"help:{name}": OK for name in ("guides", *(each.slug for each in GUIDES))},
    "app_list": NOT_FOUND,
    "view_on_site": NOT_FOUND,
}
# Pages of the log-in and of one's own account, the same in every role: for a stranger and for
# someone logged in, as GET and as POST of an empty form.
OWN_PAGE = ((LOGIN, OK), (LOGIN, OK))
OWN_LIST = ((LOGIN, OK), (LOGIN, NOT_ALLOWED))
# Someone else's, or none: there is no such row.
OWN_ROW = ((LOGIN, NOT_FOUND), (LOGIN, NOT_FOUND))
ELSEWHERE = ((LOGIN, FOUND), (LOGIN, FOUND))
OPEN_NOTE = ((OK, OK), (NOT_ALLOWED, NOT_ALLOWED))
OWN = {
    "account_login": ((OK, FOUND), (OK, FOUND)),
    # Nobody is between password and second factor: back to the log-in.
    "mfa_authenticate": ELSEWHERE,
    "mfa_login_webauthn": ELSEWHERE,
    "account_logout": ((LOGIN, OK), (LOGIN, LOGIN)),
    "account_reset_password": ((OK, OK), (OK, OK)),
    # Links that nobody was given.
    "account_reset_password_from_key": ((NOT_FOUND, NOT_FOUND), (NOT_FOUND, NOT_FOUND)),
    # Forms that ask it send who it is about.
    "account_rate_password": ((NOT_ALLOWED, NOT_ALLOWED), (DENIED, DENIED)),
    "account_inactive": ((DENIED, DENIED), (NOT_ALLOWED, NOT_ALLOWED)),
    "account_reset_password_done": OPEN_NOTE,
    "account_reauthenticate": OWN_PAGE,
    "mfa_reauthenticate": OWN_PAGE,
    # There is no passkey to confirm with: to the password.
    "mfa_reauthenticate_webauthn": ELSEWHERE,
    "account_profile": OWN_PAGE,
    "account_change_email": OWN_PAGE,
    "account_change_password": OWN_PAGE,
    # There is a password already: to the page that changes it.
    "account_set_password": ELSEWHERE,
    "mfa_index": OWN_LIST,
    # There is an authenticator app already.
    "mfa_activate_totp": ELSEWHERE,
    # Its form has nothing to fill in.
    "mfa_deactivate_totp": ((LOGIN, OK), (LOGIN, FOUND)),
    "mfa_add_webauthn": OWN_PAGE,
    "mfa_edit_webauthn": OWN_ROW,
    "mfa_remove_webauthn": OWN_ROW,
    # There are no codes yet: to the page of all factors.
    "mfa_view_recovery_codes": ((LOGIN, FOUND), (LOGIN, NOT_ALLOWED)),
    "mfa_download_recovery_codes": ELSEWHERE,
    "mfa_generate_recovery_codes": ((LOGIN, OK), (LOGIN, FOUND)),
    "usersessions_list": ((LOGIN, OK), (LOGIN, FOUND)),
    # A secret that nobody was given; a link of a release before 0.7.
    "one_time_link": ((NOT_FOUND, NOT_FOUND), (NOT_FOUND, NOT_FOUND)),
    "old_link": ((GONE, GONE), (GONE, GONE)),
    # Both say that nobody is logged in, too.
    "account_session": OPEN_NOTE,
    "account_logged_in": OPEN_NOTE,
}
# Those that ask again who it is, unless that was just confirmed.
ASK_AGAIN = {
    "account_change_email",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}
CONFIRM = re.compile(r"/admin/account/confirm/(\w+/)?\?")
# Pages about people, for administrators.
PEOPLE = {name for name in EXPECTED if name.startswith(("auth_", "accounts_"))}
# Where someone without the factor they need may still go.
WITHOUT_FACTOR = {name for name in OWN if name != "old_link"} | {"jsi18n"}
# What an administrator gets for an empty form of a page for administrators alone.
ADMINISTRATORS_POSTED = {
    "news_category_delete": OK,
    "pages_sitedetails_empty_trash": FOUND,
    **dict.fromkeys(["auth_user_add", "auth_user_change"], OK),
    # Sent: back to the list.
    "auth_user_invite": OK,
    # Not one's own.
    "auth_user_deactivate": FOUND,
    "auth_user_reactivate": NOT_FOUND,
    "auth_user_reset_factors": FOUND,
    "auth_user_sessions": FOUND,
    "auth_user_changelist": NOT_ALLOWED,
    "auth_user_history": NOT_ALLOWED,
    "status:show": NOT_ALLOWED,
    # Who has acted stays: it leads back to the account, and says so.
    "auth_user_delete": FOUND,
    **dict.fromkeys(["auth_group_add", "auth_group_change", "auth_group_delete"], OK),
    "auth_group_changelist": NOT_ALLOWED,
    "auth_group_history": NOT_ALLOWED,
    # Nobody changes what was logged.
    "accounts_securityevent_change": DENIED,
    **dict.fromkeys(
        [f"accounts_securityevent_{name}" for name in ("changelist", "history", "export")],
        NOT_ALLOWED,
    ),
}
# Open to all, or answers by leading elsewhere.
EXEMPT = {
    *("login", "logout", "password_change", "password_change_done"),
    *("catch_all", "redirect_to_change"),
}
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


def make_passkey(user):
    """Return a passkey of someone."""
    data = {"name": "Key", "credential": {}}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)


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
        "editorial_drafttemplate": DraftTemplate.objects.first(),
        "publishing_pinnedresult": PinnedResult.objects.create(
            queries="cost", first=drafts["news_newsitem"]
        ),
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
            "<str:language>": "zh-hans",
            "<int:version_id>": workflow.keep_draft(draft, by=administrator).pk,
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
        assert name in EXEMPT or name in OWN or "<" not in route, route
        yield name, route


def plain_paths(**numbers):
    """Return (name, path) of every address; what an address asks for is number 1, if `numbers`
    doesn't say otherwise. For answers that come before anything is looked for."""
    for name, route in admin_patterns():
        if name not in EXEMPT:
            route = re.sub(r"\(\?P<as_of>.*", "2026-03-01T00:00Z/", route)
            asked = r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>"
            yield (
                name,
                re.sub(asked, lambda found: str(numbers.get(found[1] or found[2], 1)), route),
            )


def status_of(client, path):
    response = client.get(path)
    # A file that is read to its end is closed, as a server does.
    response.getvalue()
    return response.status_code


@pytest.fixture
def roles(person, author, reviewer, publisher, administrator):
    """Everyone the tables have a column for, but strangers."""
    return (person("nora"), author, reviewer, publisher, administrator)


def make_app(user):
    """Give someone an authenticator app; return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def client_of(user, *, is_confirmed=False):
    """Return a client logged in as `user` (nobody if None), who may just have confirmed it."""
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    if user and is_confirmed:
        session = client.session
        session[CONFIRMED] = [{"method": "mfa", "at": time.time(), "reauthenticated": True}]
        session[CONFIRMED_USER] = str(user.pk)
        session.save()
    return client


def answer(client, method, path):
    """Return the answer to a request, and undo what it did, a log-out included."""
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        response = getattr(client, method)(path)
        response.getvalue()
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


@pytest.fixture
def _unwritten(monkeypatch):
    """Whether a page opens is decided before it is written, which takes half of the time. That each
    page can be written is the matter of other tests."""
    monkeypatch.setattr(Template, "render", lambda self, context: "")


def test_each_address_is_in_a_table():
    names = {name for name, _route in admin_patterns()}
    assert names - EXEMPT == set(EXPECTED) | set(OWN)


@pytest.mark.usefixtures("_unwritten")
def test_each_address_answers_each_role_as_the_table_says(rows, numbers, roles):
    found, expected = {}, {}
    clients = [client_of(user) for user in (None, *roles)]
    for name, path in paths(rows, numbers):
        if name in EXPECTED:
            found[name, path] = tuple(answer(each, "get", path).status_code for each in clients)
            expected[name, path] = (LOGIN, WITHOUT_ROLE.get(name, DENIED), *EXPECTED[name])
    assert found == expected


@pytest.fixture
def own_paths(person):
    """The (name, path) of each page of one's own account. The passkey is somebody else's."""
    number = make_passkey(person("pat")).pk
    return [(name, path) for name, path in plain_paths(pk=number) if name in OWN]


@pytest.mark.usefixtures("_unwritten")
@pytest.mark.parametrize("method", ["get", "post"])
def test_each_page_of_ones_own_account_answers_each_role_as_the_table_says(
    roles, own_paths, method
):
    found, expected = {}, {}
    for user in roles:
        make_app(user)
    clients = [client_of(user, is_confirmed=True) for user in (None, *roles)]
    for name, path in own_paths:
        stranger, staff = OWN[name][method == "post"]
        found[name] = tuple(answer(each, method, path).status_code for each in clients)
        expected[name] = (stranger, *[staff] * len(roles))
    assert found == expected


@pytest.mark.usefixtures("_unwritten")
@pytest.mark.parametrize("method", ["get", "post"])
def test_dangerous_pages_of_ones_own_account_ask_again(roles, own_paths, method):
    found = set()
    for user in roles:
        make_app(user)
        client = client_of(user)
        for name, path in own_paths:
            if CONFIRM.match(answer(client, method, path).headers.get("Location", "")):
                found.add((user.username, name))
    assert found == {(user.username, name) for user in roles for name in ASK_AGAIN}


@pytest.mark.usefixtures("_unwritten")
def test_forms_for_administrators_alone_refuse_all_others(rows, numbers, roles):
    *others, administrator = roles
    found, refused = {}, {}
    clients = [client_of(user) for user in (administrator, None, *others)]
    for name, path in paths(rows, numbers):
        if EXPECTED.get(name) == ADMINISTRATORS or name in ADMINISTRATORS_POSTED:
            answers = [answer(each, "post", path).status_code for each in clients]
            found[name], refused[name] = answers[0], tuple(answers[1:])
    assert found == ADMINISTRATORS_POSTED
    assert refused == {
        name: (NOT_ALLOWED,) * 5 if status == NOT_ALLOWED else (LOGIN, *[DENIED] * 4)
        for name, status in ADMINISTRATORS_POSTED.items()
    }


@pytest.mark.usefixtures("_unwritten")
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_the_factor_they_need_people_only_get_to_where_they_set_it_up(
    settings, roles, method
):
    settings.SECOND_FACTOR = "required"
    elsewhere = set()
    for user in roles:
        client = client_of(user)
        for name, path in plain_paths():
            # The rest is the same for all, and asked of whoever may do most.
            is_asked = name in OWN or name in PEOPLE or user == roles[-1]
            if not is_asked:
                continue
            response = answer(client, method, path)
            if response.headers.get("Location") != "/admin/account/second-factor/":
                elsewhere.add((user.username, name))
    assert elsewhere == {
        (user.username, name)
        for user in roles
        for name in WITHOUT_FACTOR
        if name in OWN or user == roles[-1]
    }


@pytest.mark.usefixtures("_unwritten")
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_password_without_its_second_factor_opens_nothing(administrator, method):
    make_app(administrator)
    client = Client(raise_request_exception=False)
    client.post("/admin/login/", {"login": "root", "password": "correct horse"})
    found, expected, stranger = {}, {}, Client()
    for name, path in plain_paths():
        found[name] = answer(client, method, path).status_code
        expected[name] = answer(stranger, method, path).status_code
    # The second step waits there, and the first one leads to it.
    assert (found.pop("account_login"), expected.pop("account_login")) == (FOUND, OK)
    assert (found.pop("mfa_authenticate"), expected.pop("mfa_authenticate")) == (OK, FOUND)
    assert found == expected


@pytest.mark.usefixtures("_unwritten")
def test_no_form_is_taken_without_its_token(administrator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator)
    for visitor in (client, Client(enforce_csrf_checks=True)):
        taken = [
            path
            for _name, path in plain_paths()
            if answer(visitor, "post", path).status_code not in (DENIED, NOT_ALLOWED)
        ]
        assert taken == []


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, OK),
        ("http://testserver", OK),
        ("https://elsewhere.example", DENIED),
        ("null", DENIED),
    ],
)
def test_a_form_with_its_token_is_taken_only_from_this_site(administrator, origin, status):
    client = Client(enforce_csrf_checks=True)
    token = client.get("/admin/login/").context["csrf_token"]
    form = {"csrfmiddlewaretoken": str(token), "login": "root", "password": "wrong"}
    headers = {"origin": origin} if origin else {}
    assert client.post("/admin/login/", form, headers=headers).status_code == status


def test_anonymous_visitors_must_log_in_everywhere(client):
    for name, path in plain_paths():
        # The list of passkeys is part of another page.
        if name in EXPECTED or OWN[name][0][0] == LOGIN:
            assert client.get(path).headers["Location"].startswith("/admin/login/"), path


def test_no_cache_keeps_a_page_and_only_pages_with_the_editor_allow_inline_styles(
    rows, numbers, administrator
):
    kept, inline = [], set()
    for client in (client_of(None), client_of(administrator)):
        for name, path in paths(rows, numbers):
            headers = answer(client, "get", path).headers
            if "no-store" not in headers["Cache-Control"]:
                kept.append(path)
            if "unsafe" in headers["Content-Security-Policy"]:
                inline.add(name)
    assert kept == []
    # Site details have no rich text; templates do.
    with_text = set(DRAFTS) - {"pages_sitedetails"} | {"editorial_drafttemplate"}
    assert inline == {f"{kind}_{act}" for kind in with_text for act in ("add", "change")}


def test_no_get_request_changes_anything(client, rows, numbers, administrator):
    client.force_login(administrator)
    before = everything_stored()
    for name, path in paths(rows, numbers):
        if name in EXPECTED:
            status_of(client, path)
    for name, path in plain_paths():
        if name in OWN:
            status_of(client, path)
    assert everything_stored() == before


def everything_stored():
    models = [model for model in apps.get_models() if model._meta.label not in NOTED]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}
