"""A new person gets an account and a role, and chooses a password through a link."""

import re
from io import StringIO
from smtplib import SMTPException

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.core.management import CommandError, call_command

from tests.reading import errors, text_of
from tests.tianhe_site.accounts.pages_of_people import (
    PASSWORD,
    PEOPLE,
    link_in,
    may_log_in,
    page_of,
    set_password,
)
from tianhe_site.accounts import people
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db

ADD = f"{PEOPLE}add/"
ANN = {"name": "Ann Meyer", "email": "ann.meyer@example.org", "roles": ["author"]}


@pytest.fixture
def root(client, noon, administrator):
    """A client logged in as an administrator."""
    client.force_login(administrator)
    return client


@pytest.fixture(autouse=True)
def has_mail(settings):
    settings.HAS_MAIL = True


def add_person(*arguments):
    out = StringIO()
    call_command("add_person", *arguments, stdout=out)
    return out.getvalue()


def facts(user):
    """Return what an account says about a person."""
    groups = sorted(group.name for group in user.groups.all())
    names = (user.first_name, user.last_name, user.username, user.email)
    return (*names, groups, user.is_staff, user.is_superuser, user.has_usable_password())


def test_an_invitation_is_mailed_and_lets_the_person_in(root, example_site):
    response = root.post(ADD, ANN)
    assert response.headers["Location"] == PEOPLE
    assert "Sent to Ann Meyer at ann.meyer@example.org. The link works until 9 March 2026." in (
        text_of(root.get(PEOPLE))
    )
    ann = User.objects.get(username="ann.meyer")
    names = ("Ann Meyer", "", "ann.meyer", "ann.meyer@example.org")
    assert facts(ann) == (*names, ["Authors"], True, False, False)
    [message] = mail.outbox
    assert message.to == ["ann.meyer@example.org"]
    assert "root invited you to work on" in message.body
    root.logout()
    response = set_password(root, link_in(message.body))
    assert response.headers["Location"] == "/admin/"
    assert root.get("/admin/").status_code == 200
    assert may_log_in(root, "ann.meyer@example.org")


def test_without_mail_the_link_is_shown_once_to_copy(root, settings):
    settings.HAS_MAIL = False
    response = root.post(ADD, ANN)
    assert response.status_code == 200
    assert "Give this link only to Ann Meyer." in text_of(response)
    link = link_in(response.content.decode())
    assert mail.outbox == []
    assert link not in root.get(page_of(User.objects.get(username="ann.meyer"))).content.decode()
    root.logout()
    set_password(root, link)
    assert may_log_in(root, "ann.meyer")


def test_a_mail_server_that_fails_is_named_and_the_link_shown(root, monkeypatch):
    def fail(*arguments):
        raise SMTPException

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", fail)
    response = root.post(ADD, ANN)
    assert "The email couldn't be sent. Pass the link on yourself." in text_of(response)
    assert link_in(response.content.decode())
    assert User.objects.filter(username="ann.meyer").exists()


@pytest.mark.parametrize(
    ("roles", "groups", "is_superuser"),
    [
        (["author"], ["Authors"], False),
        (["reviewer"], ["Reviewers"], False),
        (["author", "reviewer"], ["Authors", "Reviewers"], False),
        (["publisher"], ["Publishers"], False),
        (["administrator"], [], True),
    ],
)
def test_roles_give_their_groups_and_make_someone_staff(root, roles, groups, is_superuser):
    root.post(ADD, {**ANN, "roles": roles})
    ann = User.objects.get(username="ann.meyer")
    assert facts(ann)[4:7] == (groups, True, is_superuser)
    assert people.roles_of(ann) == roles


def test_the_form_says_what_each_role_does(root):
    page = text_of(root.get(ADD))
    for role in people.ROLES.values():
        assert f"{role.title} {role.sentence}" in page
    assert "usable_password" not in page


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"name": " "}, ["Enter the name that colleagues should see."]),
        ({"email": ""}, ["Enter the person's email address."]),
        ({"email": "x"}, ["Enter a valid email address."]),
        ({"roles": []}, ["Choose at least one role."]),
        ({"roles": ["boss"]}, ["Select a valid choice. boss is not one of the available choices."]),
    ],
)
def test_what_is_missing_is_named_and_what_was_typed_stays(root, values, expected):
    response = root.post(ADD, {**ANN, **values})
    assert errors(response) == expected
    typed = {**ANN, **values}
    assert f'value="{typed["email"]}"' in response.content.decode() or not typed["email"]
    assert User.objects.count() == 1


def test_a_form_with_errors_says_so_at_the_top_and_leads_to_the_fields(root):
    content = root.post(ADD, {**ANN, "name": ""}).content.decode()
    assert "There is a problem" in content
    assert '<a href="#id_name">' in content
    assert content.index("There is a problem") < content.index('name="email"')


@pytest.mark.postgresql
def test_an_address_that_is_taken_says_whose_it_is_and_leads_there(root, person):
    bo = person("bo", email="Ann.Meyer@example.org", first_name="Bo Li")
    response = root.post(ADD, ANN)
    sentence = "'Bo Li' already uses this email address. Each person has one account."
    assert errors(response) == [f"{sentence} Open it"]
    assert f'<a href="{page_of(bo)}">Open it</a>' in response.content.decode()
    assert User.objects.filter(email__iexact=ANN["email"]).count() == 1


def test_a_username_that_is_taken_says_whose_it_is(root, author, person):
    person("bo", first_name="Bo Li")
    response = root.post(page_of(author), {"name": "Ann", "roles": "author", "username": "BO"})
    assert errors(response) == ["'Bo Li' already has this username. Choose another one. Open it"]


def test_no_name_at_the_log_in_is_that_of_two_accounts(root, author, person):
    person("bo", first_name="Bo Li", email="bo@example.org")
    form = {"name": "Ann", "roles": "author", "username": "Bo@example.org"}
    sentence = "'Bo Li' logs in with this email address. Choose another username. Open it"
    assert errors(root.post(page_of(author), form)) == [sentence]
    person("cy@example.org", first_name="Cy Wu")
    sentence = "'Cy Wu' already uses this email address. Each person has one account. Open it"
    assert errors(root.post(ADD, {**ANN, "email": "CY@example.org"})) == [sentence]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("email", ["mine@example.org", ""])
def test_who_gets_another_address_is_told_at_the_one_they_had(root, person, email):
    bo = person("bo", "Authors", first_name="Bo Li", email="bo@example.org")
    form = {"name": "Bo Li", "email": email, "username": "bo", "roles": "author"}
    root.post(page_of(bo), form)
    [message] = mail.outbox
    assert (message.to, message.subject) == (["bo@example.org"], "Email address changed: 127.0.0.1")
    told = f"root changed the email address of your account to: {email or '–'}"
    assert message.body.startswith(told)
    # Saved again without a change of it.
    root.post(page_of(bo), form | {"name": "Bo Lee"})
    assert len(mail.outbox) == 1


@pytest.mark.postgresql
def test_an_invitation_to_a_wrong_address_ends_with_its_correction(root):
    root.post(ADD, {**ANN, "email": "wrong@example.org"})
    link = link_in(mail.outbox[0].body)
    ann = User.objects.get(first_name="Ann Meyer")
    root.post(page_of(ann), {**ANN, "username": "ann"})
    root.logout()
    assert root.get(link).status_code == 410


@pytest.mark.postgresql
def test_usernames_are_made_from_the_address_and_nobody_has_them_twice(root, person):
    person("Ann.Meyer")
    person("ann.meyer2")
    root.post(ADD, ANN)
    assert User.objects.get(email=ANN["email"]).username == "ann.meyer3"


@pytest.mark.parametrize(
    ("email", "username"),
    [
        ("Ann+News@example.org", "ann+news"),
        ("李梅@example.org", "李梅"),
        ("!!@example.org", "person"),
        (f"{'x' * 300}@example.org", "x" * 144),
    ],
)
def test_odd_addresses_give_usable_usernames(db, email, username):
    assert people.free_username(email) == username


def confirmed_name(response):
    """Return what the form sends with it if someone submits it again."""
    return response.context["adminform"].form["confirmed_name"].value()


# In Cyrillic letters, full width, and with other spaces.
@pytest.mark.parametrize("name", ["Ann Meyer", "ann  meyer", "Аnn Меyеr", "Ａｎｎ Meyer"])
def test_a_namesake_is_named_and_added_when_the_form_is_sent_again(root, name):
    root.post(ADD, ANN)
    bo = {**ANN, "name": name, "email": "bo@example.org"}
    response = root.post(ADD, bo)
    assert errors(response) == [
        "There's already someone of this name: ann.meyer@example.org, Author. If this is another "
        "person, submit again."
    ]
    assert confirmed_name(response) == name
    assert response.content.decode().count('name="confirmed_name"') == 1
    # Another name would be asked about anew.
    other = root.post(ADD, {**bo, "name": "ANN MEYER", "confirmed_name": name})
    assert confirmed_name(other) == "ANN MEYER"
    assert User.objects.count() == 2
    assert root.post(ADD, {**bo, "confirmed_name": name}).status_code == 302
    assert User.objects.count() == 3


def test_who_takes_the_name_of_another_is_asked_too(root, author, person):
    person("bo", "Reviewers", first_name="Bo Li", is_active=False)
    form = {"name": "Bo Li", "email": "", "username": "ann", "roles": ["author"]}
    response = root.post(page_of(author), form)
    assert errors(response) == [
        "There's already someone of this name: bo, Reviewer, Deactivated. If this is another "
        "person, submit again."
    ]
    assert response.content.decode().count('name="confirmed_name"') == 1
    form["confirmed_name"] = confirmed_name(response)
    assert root.post(page_of(author), form).status_code == 302
    # Their name is known now.
    del form["confirmed_name"]
    assert root.post(page_of(author), {**form, "roles": ["publisher"]}).status_code == 302


def test_a_change_of_name_and_role_is_recorded_and_makes_or_ends_staff(root, author):
    form = {"name": "Ann Meyer", "email": "", "username": "ann", "roles": ["publisher"]}
    assert root.post(page_of(author), form).status_code == 302
    author.refresh_from_db()
    assert facts(author)[:7] == ("Ann Meyer", "", "ann", "", ["Publishers"], True, False)
    assert root.post(page_of(author), {**form, "roles": []}).status_code == 302
    author.refresh_from_db()
    assert facts(author)[4:7] == ([], False, False)
    changes = [entry.touched["changes"] for entry in HistoryEntry.objects.order_by("id")]
    assert changes == [
        {"first_name": ["", "Ann Meyer"]},
        {"groups": [["Authors"], []]},
        {"groups": [[], ["Publishers"]]},
        {"is_staff": [True, False]},
        {"groups": [["Publishers"], []]},
    ]


def test_an_old_name_in_two_parts_becomes_one(root, person):
    bo = person("bo", "Authors", first_name="Bo", last_name="Li")
    assert 'value="Bo Li"' in root.get(page_of(bo)).content.decode()
    root.post(page_of(bo), {"name": "Bo Li", "username": "bo", "roles": "author"})
    bo.refresh_from_db()
    assert (bo.first_name, bo.last_name) == ("Bo Li", "")


@pytest.mark.postgresql
def test_other_groups_and_single_permissions_make_someone_staff_too(root, author):
    group = Group.objects.create(name="Translators")
    permission = Permission.objects.get(codename="publish_page")
    form = {"name": "Ann", "username": "ann"}
    root.post(page_of(author), {**form, "other_groups": [group.pk]})
    author.refresh_from_db()
    assert facts(author)[4:6] == (["Translators"], True)
    root.post(page_of(author), {**form, "user_permissions": [permission.pk]})
    author.refresh_from_db()
    assert (author.is_staff, list(author.user_permissions.all())) == (True, [permission])


@pytest.mark.postgresql
def test_the_last_administrator_stays_one(root, administrator):
    form = {"name": "Root", "username": "root", "roles": ["author"]}
    response = root.post(page_of(administrator), form)
    assert errors(response) == [str(people.LAST_ADMINISTRATOR)]
    administrator.refresh_from_db()
    assert administrator.is_superuser


# The command


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        # As releases before 0.7 took it.
        (["eve", "--role", "author"], ("", "", "eve", "", ["Authors"], True, False)),
        (
            ["eve", "--role", "reviewer", "--email", "e.smith@example.org"],
            ("", "", "eve", "e.smith@example.org", ["Reviewers"], True, False),
        ),
        (
            ["Eve Smith", "--role", "publisher", "--email", "e.smith@example.org"],
            ("Eve Smith", "", "e.smith", "e.smith@example.org", ["Publishers"], True, False),
        ),
        (
            ["Eve Smith", "--role", "author", "--role", "administrator", "--email", "e@x.org"],
            ("Eve Smith", "", "e", "e@x.org", ["Authors"], True, True),
        ),
    ],
)
def test_the_command_adds_a_person_who_sets_the_first_password(client, noon, arguments, expected):
    text = add_person(*arguments)
    user = User.objects.get()
    assert facts(user) == (*expected, False)
    assert "once, within 7 days" in text
    assert set_password(client, link_in(text)).headers["Location"] == "/admin/"
    assert may_log_in(client, user.username)


@pytest.mark.postgresql
def test_a_new_person_is_in_the_audit_log(client, noon):
    text = add_person("Eve Smith", "--role", "author", "--email", "eve@example.org")
    set_password(client, link_in(text))
    said = HistoryEntry.objects.order_by("id").values_list("actor_name", "verb", "item_title")
    assert list(said) == [
        ("command line", "add", "Eve Smith (eve)"),
        ("command line", "change", "Eve Smith (eve)"),
        ("command line", "invite", "Eve Smith (eve)"),
        ("Eve Smith", "set-password", "Eve Smith (eve)"),
    ]


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["ann", "--role", "author"], "'ann' already has this username. Choose another one."),
        (["ANN", "--role", "author"], "'ann' already has this username. Choose another one."),
        (
            ["eve", "--role", "boss"],
            "There is no role 'boss'. Choose one of: author, reviewer, publisher, administrator.",
        ),
        (
            ["eve", "--role", "author", "--email", "Ann@example.org"],
            "'ann' already uses this email address. Each person has one account.",
        ),
        (
            ["Eve Smith", "--role", "author"],
            "Give an address with --email, or a username without spaces.",
        ),
        (["eve", "--role", "author", "--email", "x"], "Enter a valid email address."),
        (["Eve S", "--role", "author", "--email", "x@"], "Enter a valid email address."),
        # Bytes that no terminal in UTF-8 types, marks that reverse a line, and far too much.
        (["\udcff\u202e", "--role", "author", "--email", "e@x.org"], "Give the name that"),
        (["e" * 60_000, "--role", "author"], "at most 150 characters (it has 60000)."),
        (["E " * 60_000, "--role", "author", "--email", "e@x.org"], "at most 150 characters"),
    ],
)
def test_a_refused_person_gives_a_message_and_leaves_nothing(noon, person, arguments, sentence):
    person("ann", email="ann@example.org")
    with pytest.raises(CommandError, match=re.escape(sentence)):
        add_person(*arguments)
    assert [user.username for user in User.objects.all()] == ["ann"]
    assert not HistoryEntry.objects.exists()


@pytest.mark.postgresql
def test_a_password_can_only_be_set_by_its_person(root, author):
    response = root.get(f"{PEOPLE}{author.pk}/password/", follow=True)
    assert response.redirect_chain[-1][0] == "/admin/"
    root.post(f"{PEOPLE}{author.pk}/password/", {"password1": PASSWORD, "password2": PASSWORD})
    author.refresh_from_db()
    assert author.check_password("correct horse")


@pytest.mark.postgresql
def test_only_permissions_that_let_someone_do_something_are_offered(root, author):
    response = root.get(page_of(author))
    permissions = response.context["adminform"].form.fields["user_permissions"].queryset
    offered = set(permissions.values_list("content_type__app_label", flat=True))
    assert offered == {"editorial", "media_library", "news", "pages", "publishing"}
