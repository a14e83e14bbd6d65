"""The list of people says who may do what, how they log in, and how far they are with it."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User

from tests.reading import cells, text_of
from tests.tianhe_site.accounts.pages_of_people import PEOPLE
from tianhe_site.accounts import people
from tianhe_site.accounts.models import OneTimeLink
from tianhe_site.accounts.people import links
from tianhe_site.names import name_of
from tianhe_site.publishing import clock, workflow

pytestmark = pytest.mark.django_db

INVITATION = OneTimeLink.Kind.INVITATION
MARCH_1 = "1 March 2026 12:00 (New York), 2 March 2026 01:00 (Jinan)"
MARCH_2 = "2 March 2026 12:00 (New York), 3 March 2026 01:00 (Jinan)"


@pytest.fixture
def root(client, noon, person):
    client.force_login(person("root", is_superuser=True, first_name="Root Smith"))
    return client


@pytest.fixture
def everyone(root, noon, person):
    """Return people in every state, by username."""
    seen = {"last_login": noon - timedelta(days=1)}
    new = {"password": "!", "email": "x@example.org"}
    found = [
        person("ann", "Authors", first_name="Ann", last_name="Meyer", **seen),
        person("bo", "Reviewers", first_name="Bo Li", **new),
        person("cy", "Publishers", first_name="Cy", **new),
        person("di", first_name="Di", is_active=False),
        person("ed", "Authors", first_name="Ed", password="!", last_login=noon),
    ]
    found[0].groups.add(*people.groups_of(["reviewer"]))
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN):
        Authenticator.objects.create(user=found[0], type=kind, data={})
    Authenticator.objects.create(user=found[4], type=Authenticator.Type.RECOVERY_CODES, data={})
    links.create(found[1], INVITATION, by=workflow.COMMAND_LINE)
    return {user.username: user for user in found}


def names(response):
    return [row[0] for row in named_cells(response)]


def named_cells(response):
    """Return the cells of each row, with the name, which is its heading."""
    rows = cells(response, 'id="result_list"')
    listed = [name_of(user) for user in response.context["cl"].result_list]
    return [[name, *row] for name, row in zip(listed, rows, strict=True)]


def test_each_person_has_a_name_a_role_a_factor_and_a_state(root, everyone):
    nothing = ["No second factor", "Never logged in"]
    *rows, own = named_cells(root.get(PEOPLE))
    assert rows == [
        ["Ann Meyer", "Active", "Author, Reviewer", "Passkey, App", MARCH_1],
        ["Bo Li", "Invited until 9 March 2026", "Reviewer", *nothing],
        ["Cy", "Invitation expired", "Publisher", *nothing],
        ["Di", "Deactivated", "–", *nothing],
        ["Ed", "Active", "Author", "No second factor", MARCH_2],
    ]
    assert own[:4] == ["Root Smith", "Active", "Administrator", "No second factor"]


def test_an_invitation_expires_in_the_list(root, everyone, noon):
    with clock.set_to(noon + timedelta(days=8)):
        [row] = named_cells(root.get(PEOPLE, {"q": "bo"}))
    assert row[1] == "Invitation expired"


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "meyer"}, ["Ann Meyer"]),
        ({"q": "x@example"}, ["Bo Li", "Cy"]),
        ({"role": "reviewer"}, ["Ann Meyer", "Bo Li"]),
        ({"role": "administrator"}, ["Root Smith"]),
        ({"state": "active"}, ["Ann Meyer", "Ed", "Root Smith"]),
        ({"state": "invited"}, ["Bo Li"]),
        ({"state": "expired"}, ["Cy"]),
        ({"state": "deactivated"}, ["Di"]),
        ({"factor": "yes"}, ["Ann Meyer"]),
        ({"factor": "no"}, ["Bo Li", "Cy", "Di", "Ed", "Root Smith"]),
        ({"role": "boss", "state": "odd", "factor": "x"}, None),
    ],
)
def test_people_are_found_by_name_address_role_state_and_factor(root, everyone, query, expected):
    everybody = ["Ann Meyer", "Bo Li", "Cy", "Di", "Ed", "Root Smith"]
    assert names(root.get(PEOPLE, query)) == (expected or everybody)


@pytest.mark.postgresql
def test_states_in_sql_are_the_states_of_the_list(root, everyone, noon):
    users = people.with_facts(User.objects.all(), noon + timedelta(hours=1))
    found = {state: list(people.in_state(users, state)) for state in people.State}
    assert {user: state for state, group in found.items() for user in group} == {
        user: people.state_of(user) for user in users
    }


def test_people_without_a_name_are_pointed_out(root, person):
    assert "Colleagues see usernames" not in text_of(root.get(PEOPLE))
    old = person("paul")
    person("gone", is_active=False)
    page = root.get(PEOPLE)
    assert "so colleagues see their usernames. Add a name for each: paul" in (text_of(page))
    assert f'<a href="/admin/auth/user/{old.pk}/change/">paul</a>' in page.content.decode()
    assert "gone" in names(page)


def test_people_are_called_people_everywhere(root):
    for path in ("/admin/", PEOPLE, f"{PEOPLE}add/"):
        page = text_of(root.get(path))
        assert "People" in page
        assert "Authentication and Authorization" not in page
        assert "Users" not in page


@pytest.mark.postgresql
@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_whatever_its_length(
    root, noon, person, number, django_assert_num_queries
):
    for each in range(number):
        user = person(f"person-{each}", "Authors", password="!")
        links.create(user, INVITATION, by=workflow.COMMAND_LINE)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    root.get(PEOPLE)
    with django_assert_num_queries(8):
        root.get(PEOPLE)


@pytest.mark.postgresql
@pytest.mark.parametrize("number", [1, 3])
def test_a_form_takes_as_many_queries_whatever_the_number_of_people(
    root, person, number, django_assert_num_queries
):
    for each in range(number):
        user = person(f"person-{each}", "Authors")
    path = f"{PEOPLE}{user.pk}/change/"
    root.get(path)
    with django_assert_num_queries(13):
        root.get(path)
