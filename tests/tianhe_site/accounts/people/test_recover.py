"""`manage.py recover` lets someone in again who can't log in."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.management import CommandError, call_command

from tests.reading import text_of
from tests.tianhe_site.accounts.pages_of_people import link_in, may_log_in, set_password
from tianhe_site.publishing import clock, history
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def only(noon, person):
    """The only administrator, who lost the phone."""
    user = person("root", is_superuser=True, first_name="Root Smith", email="root@example.org")
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
        Authenticator.objects.create(user=user, type=kind, data={})
    return user


def recover(*arguments):
    out = StringIO()
    call_command("recover", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.postgresql
@pytest.mark.parametrize("name", ["root", "ROOT@example.org", "root smith", " root "])
def test_the_only_administrator_comes_in_again(client, only, settings, name):
    settings.SECOND_FACTOR = "required"
    text = recover(name)
    assert "Give this link only to Root Smith (root)." in text
    assert Authenticator.objects.count() == 2
    link = link_in(text)
    assert "This removes your second factors." in text_of(client.get(link))
    assert set_password(client, link).status_code == 302
    assert not Authenticator.objects.exists()
    assert client.get("/admin/").headers["Location"] == "/admin/account/second-factor/"
    said = HistoryEntry.objects.order_by("id").values_list("actor_name", "verb", "note")
    assert list(said) == [
        ("command line", "invite", "Recovery link"),
        ("Root Smith", "set-password", ""),
        ("Root Smith", "reset-factors", "Recovery link"),
    ]
    assert history.verify() == []
    assert may_log_in(client, "root")


@pytest.mark.postgresql
def test_the_account_that_single_sign_on_linked_is_no_way_in_any_more(client, only):
    SocialAccount.objects.create(user=only, provider="https://id.example.org", uid="1")
    Authenticator.objects.all().delete()
    set_password(client, link_in(recover("root")))
    assert not SocialAccount.objects.exists()
    entry = HistoryEntry.objects.latest("id")
    assert (entry.verb, entry.note) == ("reset-factors", "Recovery link")


def test_the_link_lasts_an_hour(client, only, noon):
    link = link_in(recover("root"))
    with clock.set_to(noon + timedelta(minutes=61)):
        response = set_password(client, link)
    assert response.status_code == 410
    assert "Run manage.py recover on the server again." in text_of(response)
    assert Authenticator.objects.count() == 2


def test_someone_who_was_deactivated_needs_a_flag(client, only, person):
    person("gone", "Authors", is_active=False, first_name="Di Wu")
    with pytest.raises(CommandError, match="Di Wu is deactivated. .* add --reactivate"):
        recover("gone")
    set_password(client, link_in(recover("gone", "--reactivate")))
    assert may_log_in(client, "gone")


def test_someone_whose_name_another_has_is_named_by_username(only, person):
    for name in ("ann", "ann2"):
        person(name, first_name="Ann Meyer")
    sentence = "Several people are called Ann Meyer. Give a username: ann, ann2."
    with pytest.raises(CommandError, match=re.escape(sentence)):
        recover("Ann Meyer")
    assert "Ann Meyer (ann2)" in recover("ann2")


@pytest.mark.parametrize("name", ["", "nobody", "x" * 60_000, "\udcff"])
def test_an_unknown_name_is_refused_with_a_way_on(only, name):
    with pytest.raises(CommandError, match="Give a name, email address or username."):
        recover(name)
    assert not HistoryEntry.objects.exists()
