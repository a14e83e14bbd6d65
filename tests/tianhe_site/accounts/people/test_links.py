"""One-time links: each works once, for some days, for one person; otherwise a sentence says why."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client

from tests.reading import errors, text_of
from tests.tianhe_site.accounts.pages_of_people import PASSWORD, may_log_in, set_password
from tianhe_site.accounts.models import OneTimeLink, SecurityEvent
from tianhe_site.accounts.people import links
from tianhe_site.publishing import clock, workflow

pytestmark = pytest.mark.django_db

Kind = OneTimeLink.Kind
ASK = "Ask an administrator for a new one."


@pytest.fixture
def ann(noon, person):
    """A person who was never here."""
    return person("ann", "Authors", password="!", email="ann@example.org", first_name="Ann Meyer")


def link_for(user, kind=Kind.INVITATION, *, by=workflow.COMMAND_LINE):
    """Return the path of a new link."""
    return "/admin/" + links.create(user, kind, by=by).address.partition("/admin/")[2]


def add_app(user):
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
    )


def test_an_invited_person_is_welcomed_by_name_and_comes_in(client, ann):
    link = link_for(ann)
    page = text_of(client.get(link))
    assert "Welcome, Ann Meyer" in page
    assert "You log in with ann@example.org and this password" in page
    response = set_password(client, link)
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200


def test_opening_a_link_does_not_use_it_up(client, ann):
    link = link_for(ann)
    for _scan in range(3):
        assert client.get(link).status_code == 200
    assert client.head(link).status_code == 200
    set_password(client, link)
    assert may_log_in(client, "ann")


def test_a_secret_is_stored_as_a_hash_alone(ann):
    secret = link_for(ann).rstrip("/").rpartition("/")[2]
    [row] = OneTimeLink.objects.values()
    assert secret not in str(row)
    assert len(row["digest"]) == 64


def test_the_address_of_a_link_is_not_passed_on_or_kept(client, ann):
    response = client.get(link_for(ann))
    assert response.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in response.headers["Cache-Control"]


def test_a_used_link_says_when_and_leads_to_the_log_in(client, ann):
    link = link_for(ann)
    set_password(client, link)
    for response in (Client().get(link), Client().post(link, {})):
        assert response.status_code == 410
        sentence = "This link was used on 2 March 2026. Log in with your password."
        assert sentence in text_of(response)
        assert '<a class="button" href="/admin/login/">' in response.content.decode()


@pytest.mark.parametrize(
    ("kind", "lasts", "way_on"),
    [
        (Kind.INVITATION, timedelta(days=7), "Ask root for a new one."),
        (Kind.PASSWORD, timedelta(days=7), "Ask root for a new one."),
        (Kind.RECOVERY, timedelta(hours=1), "Run manage.py recover on the server again."),
    ],
)
def test_an_expired_link_says_so_and_offers_a_way_on(
    client, ann, noon, administrator, kind, lasts, way_on
):
    link = link_for(ann, kind, by=administrator)
    with clock.set_to(noon + lasts - timedelta(seconds=1)):
        assert client.get(link).status_code == 200
    with clock.set_to(noon + lasts + timedelta(seconds=1)):
        for response in (client.get(link), set_password(client, link)):
            assert response.status_code == 410
            assert f"This link expired on {(noon + lasts):%-d March 2026}. {way_on}" in text_of(
                response
            )
    ann.refresh_from_db()
    assert not ann.has_usable_password()


def test_an_expired_link_of_the_command_line_names_no_person(client, ann, noon):
    link = link_for(ann)
    with clock.set_to(noon + timedelta(days=8)):
        assert ASK in text_of(client.get(link))


@pytest.mark.parametrize("secret", ["x", "%00", "9" * 3000, "é", "..", "a b"])
def test_an_unknown_link_says_so_and_offers_a_way_on(client, ann, secret):
    link_for(ann)
    response = client.get(f"/admin/login/link/{secret}/")
    assert response.status_code == 404
    if secret != "..":
        assert "Copy all of it, or ask an administrator for a new one." in text_of(response)


def test_a_newer_link_replaces_an_older_one(client, ann):
    old, new = link_for(ann), link_for(ann)
    response = client.get(old)
    assert (response.status_code, "There's a newer link for you." in text_of(response)) == (
        410,
        True,
    )
    assert client.get(new).status_code == 200


def test_the_link_of_someone_who_was_deactivated_opens_nothing(client, ann):
    link = link_for(ann)
    User.objects.update(is_active=False)
    assert "This account is deactivated." in text_of(set_password(client, link))
    assert not may_log_in(client, "ann")


def test_a_password_that_is_set_otherwise_closes_the_link(client, ann):
    link = link_for(ann)
    ann.set_password(PASSWORD)
    ann.save()
    assert client.get(link).status_code == 410


def test_a_weak_password_is_refused_with_a_message_and_the_link_still_works(client, ann):
    link = link_for(ann)
    response = set_password(client, link, "short")
    assert response.status_code == 200
    assert errors(response) == ["Use at least 12 characters. This has 5."]
    assert set_password(client, link).status_code == 302


def test_a_link_of_someone_else_asks_to_log_out_first(client, ann, administrator):
    client.force_login(administrator)
    link = link_for(ann)
    for response in (client.get(link), set_password(client, link)):
        assert response.status_code == 403
        sentence = "This link is for Ann Meyer, but you're logged in as root."
        assert sentence in text_of(response)
    assert Client().get(link).status_code == 200


def test_a_password_link_does_not_get_past_the_second_factor(client, noon, author):
    add_app(author)
    response = set_password(client, link_for(author, Kind.PASSWORD))
    assert response.headers["Location"] == "/admin/login/second-factor/"
    assert client.get("/admin/").status_code == 302
    assert Authenticator.objects.count() == 1


def test_a_required_second_factor_is_set_up_next(client, settings, ann):
    settings.SECOND_FACTOR = "required"
    set_password(client, link_for(ann))
    assert client.get("/admin/").headers["Location"] == "/admin/account/second-factor/"


def test_a_link_that_someone_else_used_meanwhile_is_noted(client, ann):
    link = link_for(ann)
    set_password(Client(), link)
    set_password(client, link)
    assert SecurityEvent.objects.filter(kind="link_refused", user=ann).count() == 1


@pytest.mark.parametrize("part", ["MQ/x-y", "x/set-password", "%FF/a-b", f"{'9' * 40}/a-b"])
def test_a_link_of_an_earlier_release_says_so(client, noon, part):
    response = client.get(f"/admin/set-password/{part}/")
    assert response.status_code == 410
    assert f"This link is from before the site was updated. {ASK}" in text_of(response)
