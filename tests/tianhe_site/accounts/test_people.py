"""A new person gets an account, and sets its password with a link that works once."""

import re
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from tests.reading import errors
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db

PASSWORD = "A long enough phrase 7"


def add_person(*arguments):
    out = StringIO()
    call_command("add_person", *arguments, stdout=out)
    return out.getvalue()


def link_in(text):
    return re.search(r"https?://[^/]+(/admin/set-password/\S+)", text).group(1)


def set_password(client, link, password=PASSWORD):
    """Follow a link to the form, submit it, and return the response."""
    form = client.get(link, follow=True)
    path = form.redirect_chain[-1][0]
    return client.post(path, {"new_password1": password, "new_password2": password})


def may_log_in(client, name, password=PASSWORD):
    client.logout()
    return client.login(username=name, password=password)


@pytest.mark.parametrize(
    ("role", "groups", "is_superuser"),
    [
        ("author", ["Authors"], False),
        ("reviewer", ["Reviewers"], False),
        ("publisher", ["Publishers"], False),
        ("administrator", [], True),
    ],
)
def test_a_person_is_added_in_a_role_and_sets_the_first_password(
    client, noon, role, groups, is_superuser
):
    text = add_person("eve", "--role", role, "--email", "eve@example.org")
    user = User.objects.get(username="eve")
    assert [group.name for group in user.groups.all()] == groups
    assert (user.email, user.is_staff, user.is_superuser) == ("eve@example.org", True, is_superuser)
    assert not user.has_usable_password()
    assert "once, within 3 days" in text
    response = set_password(client, link_in(text))
    assert response.headers["Location"] == "/admin/login/"
    assert may_log_in(client, "eve")


def test_a_new_person_is_in_the_audit_log(client, noon):
    set_password(client, link_in(add_person("eve", "--role", "author")))
    said = HistoryEntry.objects.order_by("id").values_list("actor_name", "verb", "item_title")
    assert list(said) == [
        ("command line", "add", "eve"),
        ("command line", "change", "eve"),
        ("command line", "invite", "eve"),
        ("eve", "set-password", "eve"),
    ]


def test_the_link_works_once(client, noon):
    link = link_in(add_person("eve", "--role", "author"))
    set_password(client, link)
    response = client.get(link)
    assert response.status_code == 404
    assert "Ask an administrator for a new one." in response.content.decode()


@pytest.mark.parametrize("part", ["MQ/x-y", "x/set-password", "%FF/a-b", f"{'9' * 40}/a-b"])
def test_a_forged_link_is_expired(client, noon, administrator, part):
    response = client.get(f"/admin/set-password/{part}/")
    assert response.status_code == 404
    assert "This link has expired" in response.content.decode()


def test_the_link_of_a_deactivated_account_is_expired(client, noon):
    link = link_in(add_person("eve", "--role", "author"))
    User.objects.update(is_active=False)
    assert client.get(link).status_code == 404


def test_a_weak_password_is_refused_with_a_message(client, noon):
    link = link_in(add_person("eve", "--role", "author"))
    response = set_password(client, link, "short")
    assert response.status_code == 200
    assert errors(response) == ["Use at least 12 characters. This has 5."]
    assert not may_log_in(client, "eve", "short")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["ann", "--role", "author"],
            "There's already an account called 'ann'. Choose another name.",
        ),
        (
            ["ANN", "--role", "author"],
            "There's already an account called 'ann'. Choose another name.",
        ),
        (
            ["eve", "--role", "boss"],
            "There is no role 'boss'. Choose one of: author, reviewer, publisher, administrator.",
        ),
        (
            ["eve", "--role", "author", "--email", "Ann@example.org"],
            "'ann' already uses this email address. Each person has one account.",
        ),
        (["e v e", "--role", "author"], "Enter a valid username."),
        (["eve", "--role", "author", "--email", "x"], "Enter a valid email address."),
    ],
)
def test_a_refused_person_gives_a_message_and_leaves_nothing(noon, person, arguments, sentence):
    person("ann", email="ann@example.org")
    with pytest.raises(CommandError, match=re.escape(sentence)):
        add_person(*arguments)
    assert [user.username for user in User.objects.all()] == ["ann"]
    assert not HistoryEntry.objects.exists()


def test_an_administrator_adds_a_person_and_creates_the_link_in_the_admin(
    client, noon, administrator
):
    client.force_login(administrator)
    form = {"username": "eve", "first_name": "Eve", "last_name": "", "email": "eve@example.org"}
    response = client.post("/admin/auth/user/add/", form)
    eve = User.objects.get(username="eve")
    assert response.headers["Location"] == f"/admin/auth/user/{eve.pk}/change/"
    assert (eve.is_staff, eve.has_usable_password()) == (True, False)
    assert (
        f"/admin/auth/user/{eve.pk}/invite/"
        in client.get(f"/admin/auth/user/{eve.pk}/change/").content.decode()
    )
    page = client.post(f"/admin/auth/user/{eve.pk}/invite/").content.decode()
    client.logout()
    set_password(client, re.search(r'value="https?://[^/]+([^"]+)"', page).group(1))
    assert may_log_in(client, "eve")
    said = HistoryEntry.objects.order_by("id").values_list("actor_name", "verb")
    assert list(said) == [("root", "add"), ("root", "invite"), ("eve", "set-password")]


def test_a_second_account_with_the_same_email_is_refused_in_the_admin(client, noon, person):
    client.force_login(person("root", is_superuser=True, email="root@example.org"))
    form = {"username": "second", "email": "ROOT@example.org"}
    response = client.post("/admin/auth/user/add/", form)
    sentence = "'root' already uses this email address. Each person has one account."
    assert errors(response) == [sentence]
    assert User.objects.count() == 1
