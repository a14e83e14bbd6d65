"""Every address of the admin, for every role: none is forgotten, none is open by accident."""

import pytest
from django.contrib.auth.models import Group
from django.urls import URLPattern, URLResolver, get_resolver

from news.models import Category
from tests.factories import make_news_item, make_page, make_site_details
from tianhe_site.publishing import workflow
from tianhe_site.publishing.models import HistoryEntry, WatchedWord

pytestmark = pytest.mark.django_db

LOGIN, DENIED, OK = 302, 403, 200
# For an author, a publisher and an administrator, who is asked to log in first, as GET.
EVERYBODY = (OK, OK, OK)
NOBODY = (DENIED, DENIED, DENIED)
PUBLISHERS = (DENIED, OK, OK)
ADMINISTRATORS = (DENIED, DENIED, OK)

SECTION = {
    "changelist": EVERYBODY,
    "add": EVERYBODY,
    "change": EVERYBODY,
    "history": EVERYBODY,
    "preview": EVERYBODY,
    "edition": EVERYBODY,
    "restore": EVERYBODY,
    # What the tests made has been published, so that nobody deletes it.
    "delete": NOBODY,
    "publish": PUBLISHERS,
    "schedule": PUBLISHERS,
    "times": PUBLISHERS,
    "cancel": PUBLISHERS,
    "withdraw": PUBLISHERS,
    "move": PUBLISHERS,
}
USERS = dict.fromkeys(["changelist", "add", "change", "history", "delete"], ADMINISTRATORS)
EXPECTED = {
    "index": EVERYBODY,
    "app_list": EVERYBODY,
    "password_change": EVERYBODY,
    "password_change_done": EVERYBODY,
    "jsi18n": EVERYBODY,
    # Answers 403 to a GET without the name of a field.
    "autocomplete": NOBODY,
    "view_on_site": (404, 404, 404),
    "pages_page_order": PUBLISHERS,
    "auth_user_password_change": ADMINISTRATORS,
    **{f"news_newsitem_{name}": roles for name, roles in SECTION.items()},
    **{f"pages_page_{name}": roles for name, roles in SECTION.items()},
    **{f"pages_sitedetails_{name}": roles for name, roles in SECTION.items()},
    # There is one already.
    "pages_sitedetails_add": NOBODY,
    # Site details have no page to preview (back to the form) and no address to change.
    "pages_sitedetails_preview": (302, 302, 302),
    "pages_sitedetails_edition": (302, 302, 302),
    "pages_sitedetails_move": (DENIED, 404, 404),
    "news_category_changelist": EVERYBODY,
    "news_category_change": EVERYBODY,
    "news_category_history": EVERYBODY,
    "news_category_add": PUBLISHERS,
    "news_category_delete": ADMINISTRATORS,
    "publishing_historyentry_changelist": EVERYBODY,
    "publishing_historyentry_change": EVERYBODY,
    "publishing_historyentry_history": EVERYBODY,
    "publishing_historyentry_add": NOBODY,
    "publishing_historyentry_delete": NOBODY,
    "publishing_watchedword_changelist": EVERYBODY,
    "publishing_watchedword_change": EVERYBODY,
    "publishing_watchedword_history": EVERYBODY,
    "publishing_watchedword_add": PUBLISHERS,
    "publishing_watchedword_delete": PUBLISHERS,
    **{f"auth_user_{name}": roles for name, roles in USERS.items()},
    **{f"auth_group_{name}": roles for name, roles in USERS.items()},
}
# Open to all, or answers by leading elsewhere.
EXEMPT = {"login", "logout", "catch_all", "redirect_to_change"}


def admin_patterns(resolver=None, prefix="/admin/"):
    """Return (name, route) of every address below /admin/."""
    if resolver is None:
        (resolver,) = (
            each
            for each in get_resolver().url_patterns
            if getattr(each, "namespace", "") == "admin"
        )
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from admin_patterns(pattern, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield pattern.name or _name_of(pattern), prefix + str(pattern.pattern)


def _name_of(pattern):
    """Name the two addresses of Django's admin that have no name of their own."""
    return "catch_all" if "url" in str(pattern.pattern) else "redirect_to_change"


@pytest.fixture
def rows(noon, administrator):
    drafts = [make_news_item(), make_page(), make_site_details()]
    for draft in drafts:
        workflow.publish_draft(draft, by=administrator)
    news, page, details = drafts
    return {
        "news_newsitem": news,
        "news_category": Category.objects.get(),
        "pages_page": page,
        "pages_sitedetails": details,
        "publishing_historyentry": HistoryEntry.objects.first(),
        "publishing_watchedword": WatchedWord.objects.first(),
        "auth_user": administrator,
        "auth_group": Group.objects.first(),
    }


def paths(rows):
    """Return (name, path) of every address, with the keys of real rows filled in."""
    for name, route in admin_patterns():
        for model, row in rows.items():
            if name.startswith(f"{model}_"):
                route = route.replace("<path:object_id>", str(row.pk)).replace("<id>", str(row.pk))
                if "<int:edition_id>" in route:
                    route = route.replace("<int:edition_id>", str(row.editions.get().pk))
        route = route.replace("<int:content_type_id>/<path:object_id>", "1/1")
        route = "/admin/news/" if name == "app_list" else route
        yield name, route


def test_each_address_is_in_the_table():
    names = {name for name, _route in admin_patterns()}
    assert names - EXEMPT == set(EXPECTED)


def test_each_address_answers_each_role_as_the_table_says(
    client, rows, author, publisher, administrator
):
    for name, path in paths(rows):
        if name in EXEMPT:
            continue
        client.logout()
        answers = [client.get(path).status_code]
        for user in (author, publisher, administrator):
            client.force_login(user)
            answers.append(client.get(path).status_code)
        assert tuple(answers) == (LOGIN, *EXPECTED[name]), (name, path)


def test_no_address_changes_anything_when_it_is_only_opened(client, rows, administrator):
    client.force_login(administrator)
    before = HistoryEntry.objects.count()
    for name, path in paths(rows):
        if name not in EXEMPT:
            client.get(path)
    assert HistoryEntry.objects.count() == before
