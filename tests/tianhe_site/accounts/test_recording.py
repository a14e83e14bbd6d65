"""Changes of accounts and groups are in the audit log, whatever code path makes them."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.test import Client

from news.models import Category
from tests.factories import make_image, make_news_item
from tianhe_site.accounts import people
from tianhe_site.publishing import actor, cache_version, history, workflow
from tianhe_site.publishing.models import HistoryEntry, WatchedWord

pytestmark = pytest.mark.django_db

PASSWORD = "A long enough phrase 7"


@pytest.fixture
def root(client, noon, administrator):
    """A client logged in as an administrator."""
    client.force_login(administrator)
    return client


def said():
    """Return the audit log, oldest first, as (who, verb, object, changes)."""
    return [
        (entry.actor_name, entry.verb, entry.item_title, entry.touched.get("changes"))
        for entry in HistoryEntry.objects.order_by("id")
    ]


def account_form(user, **values):
    """Return the data that an account's form submits."""
    defaults = {
        "name": user.get_full_name() or user.get_username(),
        "email": user.email,
        "username": user.username,
        "roles": people.roles_of(user),
    }
    return {name: value for name, value in {**defaults, **values}.items() if value is not None}


def save(client, user, **values):
    response = client.post(f"/admin/auth/user/{user.pk}/change/", account_form(user, **values))
    assert response.status_code == 302, response.context["errors"]


def test_renaming_and_deactivating_an_account_is_recorded_with_its_actor(root, author):
    save(root, author, name="Anna Li", username="anna", email="anna@example.org")
    root.post(f"/admin/auth/user/{author.pk}/deactivate/")
    changes = {
        "username": ["ann", "anna"],
        "first_name": ["", "Anna Li"],
        "email": ["", "anna@example.org"],
    }
    assert said() == [
        ("root", "change", "Anna Li (anna)", changes),
        ("root", "change", "Anna Li (anna)", {"is_active": [True, False]}),
    ]
    deactivated, entry = HistoryEntry.objects.all()
    assert (entry.kind, entry.item_id, entry.touched["subject"]) == ("auth.user", None, author.pk)
    assert history.describe(entry) == [
        "Email address: – → anna@example.org",
        "Name: – → Anna Li",
        "Username: ann → anna",
    ]
    assert history.describe(deactivated) == ["Active: yes → no"]
    assert history.verify() == []


def test_a_form_that_changes_nothing_leaves_no_entry(root, person):
    save(root, person("ann", "Authors", first_name="Ann"))
    assert said() == []


def test_a_change_of_group_is_recorded(root, person):
    save(root, person("ann", "Authors", first_name="ann"), roles=["publisher"])
    assert said() == [
        ("root", "change", "ann", {"groups": [["Authors"], []]}),
        ("root", "change", "ann", {"groups": [[], ["Publishers"]]}),
    ]


def test_a_member_added_from_the_group_is_recorded(noon, author, reviewer):
    Group.objects.get(name="Publishers").user_set.add(author, reviewer)
    assert sorted(said()) == [
        ("command line", "change", "ann", {"groups": [["Authors"], ["Authors", "Publishers"]]}),
        (
            "command line",
            "change",
            "rita",
            {"groups": [["Reviewers"], ["Publishers", "Reviewers"]]},
        ),
    ]


@pytest.mark.postgresql
def test_emptying_a_group_is_recorded(noon, author):
    Group.objects.get(name="Authors").user_set.clear()
    assert said() == [("command line", "change", "ann", {"groups": [["Authors"], []]})]


def test_members_lose_a_group_that_is_deleted(noon, author):
    Group.objects.get(name="Authors").delete()
    members, permissions = said()[0], said()[-1]
    assert members == ("command line", "change", "ann", {"groups": [["Authors"], []]})
    assert permissions == ("command line", "delete", "Authors", {"name": ["Authors", None]})


@pytest.mark.postgresql
def test_a_change_of_a_groups_permissions_is_recorded(root):
    group = Group.objects.create(name="Helpers")
    permission = Permission.objects.get(codename="publish_page")
    root.post(
        f"/admin/auth/group/{group.pk}/change/",
        {"name": "Helpers", "permissions": [permission.pk]},
    )
    assert said() == [
        ("command line", "add", "Helpers", {"name": [None, "Helpers"]}),
        ("root", "change", "Helpers", {"permissions": [[], ["pages.publish_page"]]}),
    ]
    assert history.describe(HistoryEntry.objects.first()) == [
        "Permissions: added pages.publish_page"
    ]


@pytest.mark.postgresql
def test_a_migration_that_resets_a_group_is_recorded(noon):
    group = Group.objects.get(name="Authors")
    permission = Permission.objects.get(codename="publish_newsitem")
    group.permissions.through.objects.bulk_create(
        [group.permissions.through(group=group, permission=permission)]
    )
    call_command("migrate", verbosity=0)
    [(who, verb, what, changes)] = said()
    assert (who, verb, what) == ("command line", "change", "Authors")
    before, after = changes["permissions"]
    assert set(before) - set(after) == {"news.publish_newsitem"}


def test_a_change_of_an_accounts_permissions_is_recorded(noon, author):
    author.user_permissions.add(Permission.objects.get(codename="publish_page"))
    changes = {"user_permissions": [[], ["pages.publish_page"]]}
    assert said() == [("command line", "change", "ann", changes)]


def test_an_administrator_created_on_the_command_line_is_recorded(noon, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, username="eve", email="e@example.org")
    made = {
        "username": [None, "eve"],
        "email": [None, "e@example.org"],
        "is_active": [None, True],
        "is_staff": [None, True],
        "is_superuser": [None, True],
    }
    assert said() == [
        ("command line", "add", "eve", made),
        ("command line", "set-password", "eve", {}),
    ]


@pytest.mark.postgresql
def test_a_password_set_on_the_command_line_is_recorded(noon, author, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda prompt: PASSWORD)
    call_command("changepassword", "ann", verbosity=0)
    assert said() == [("command line", "set-password", "ann", {})]
    author.refresh_from_db()
    assert author.check_password(PASSWORD)


def test_a_removed_password_is_recorded(noon, author):
    author.set_unusable_password()
    author.save()
    assert said() == [("command line", "set-password", "ann", {})]
    assert "with a password any more" in HistoryEntry.objects.get().note


def test_a_login_leaves_no_entry_even_if_it_rehashes_the_password(client, noon, author, settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    before = author.password
    client.post("/admin/login/", {"login": "ann", "password": "correct horse"})
    author.refresh_from_db()
    assert author.password != before
    assert author.last_login is not None
    assert said() == []


@pytest.mark.postgresql
def test_changes_of_watched_words_and_categories_are_recorded(client, noon, publisher, reviewer):
    make_news_item()
    client.force_login(publisher)
    category, word = Category.objects.get(), WatchedWord.objects.get(word__startswith="cure")
    names = {"name": "Patents", "name_zh-hans": category.names["zh-hans"]}
    form = {**names, "position": "0", "medical": "on"}
    client.post(f"/admin/news/category/{category.pk}/change/", form)
    client.post(f"/admin/publishing/watchedword/{word.pk}/delete/", {"why": "Not ours."})
    client.force_login(reviewer)
    request = HistoryEntry.objects.get(verb="ask")
    client.post(f"/admin/requests/{request.pk}/", {"_agree": "1", "note": ""})
    entries = [entry for entry in said() if entry[1] in ("change", "delete")]
    assert [entry[:3] for entry in entries] == [
        ("paul", "change", "Patents"),
        ("rita", "delete", word.word),
    ]
    assert entries[0][3] == {"name": ["Patent", "Patents"], "medical": [False, True]}
    assert entries[1][3]["word"] == [word.word, None]
    assert history.verify() == []


@pytest.mark.postgresql
def test_entries_stay_in_order_when_a_restore_recreates_a_category(noon, publisher):
    item = make_news_item()
    edition = workflow.freeze(item, by=publisher)
    item.category = Category.objects.create(name="Trial", slug="trial")
    workflow.write(item, by=publisher)
    Category.objects.filter(slug="patent").delete()
    workflow.revert_draft_to(edition, by=publisher)
    times = list(HistoryEntry.objects.order_by("id").values_list("at", flat=True))
    assert [entry[1] for entry in said()][-2:] == ["add", "restore"]
    assert times == sorted(times)


def test_the_actor_is_forgotten_after_the_request(root, author):
    save(root, author, name="Ann Li")
    assert actor.current() is workflow.COMMAND_LINE


def test_the_actor_is_forgotten_after_a_failed_request(noon, author):
    def fail(request):
        raise RuntimeError

    class Request:
        user = author

    with pytest.raises(RuntimeError):
        actor.remember_user(fail)(Request())
    assert actor.current() is workflow.COMMAND_LINE


@pytest.mark.postgresql
def test_an_account_that_wrote_something_cannot_be_deleted_by_any_code_path(root, author):
    workflow.write(make_news_item(), by=author)
    before = said()
    path = f"/admin/auth/user/{author.pk}/delete/"
    for response in (root.get(path, follow=True), root.post(path, {"post": "yes"}, follow=True)):
        assert response.redirect_chain == [(f"/admin/auth/user/{author.pk}/change/", 302)]
        assert "Deactivate the account instead." in response.content.decode()
    with pytest.raises(ProtectedError), transaction.atomic():
        User.objects.filter(pk=author.pk).delete()
    assert User.objects.filter(pk=author.pk).exists()
    assert said() == before


@pytest.mark.postgresql
def test_an_account_that_described_a_picture_cannot_be_deleted(noon, author):
    image = make_image()
    image.set_author(author)
    image.save()
    with pytest.raises(ProtectedError):
        author.delete()


@pytest.mark.postgresql
def test_an_account_that_single_sign_on_linked_once_can_be_deleted_without_it(root, author):
    SocialAccount.objects.create(user=author, provider="https://id.example.org", uid="1")
    response = root.post(f"/admin/auth/user/{author.pk}/delete/", {"post": "yes"})
    assert (response.status_code, SocialAccount.objects.count()) == (302, 0)
    connection.check_constraints()


def test_an_account_without_actions_can_be_deleted_and_that_is_recorded(root, author):
    path = f"/admin/auth/user/{author.pk}/delete/"
    assert root.post(path, {"post": "yes"}).headers["Location"] == "/admin/auth/user/"
    [(who, verb, what, changes)] = said()
    assert (who, verb, what, changes["username"]) == ("root", "delete", "ann", ["ann", None])
    assert history.verify() == []


def test_account_changes_keep_the_page_cache(noon, publish, author):
    publish(make_news_item())
    before = cache_version.last_change()
    author.groups.clear()
    assert cache_version.last_change() == before


@pytest.mark.postgresql
def test_the_history_of_an_account_shows_its_changes(root, author):
    save(root, author, name="Ann Li")
    page = root.get(f"/admin/auth/user/{author.pk}/history/").content.decode()
    assert "Name: – → Ann Li" in page
    assert "root" in page


@pytest.mark.postgresql
def test_entries_about_accounts_can_be_read_and_exported(root, author):
    save(root, author, name="Ann Li")
    entry = HistoryEntry.objects.get()
    base = "/admin/publishing/historyentry/"
    assert "ann" in root.get(base).content.decode()
    assert "Name: – → Ann Li" in root.get(f"{base}{entry.pk}/change/").content.decode()
    for format in ("csv", "jsonl"):
        response = root.get(f"{base}export/", {"format": format})
        assert b"first_name" in b"".join(response.streaming_content)
    assert Client().get(base).status_code == 302
