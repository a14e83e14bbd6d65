"""Before rights and other dangerous things change, people show again who they are; nothing that
they typed is lost."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.auth.models import Group, User

from tests.factories import make_page
from tests.tianhe_site.accounts.factors.test_second_factor import code_of, errors_of
from tianhe_site.accounts.factors import encryption
from tianhe_site.publishing import workflow
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db

CONFIRM = "/admin/account/confirm/"
BY_CODE = f"{CONFIRM}code/"
SET_UP = "/admin/account/second-factor/"


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR = "required"


@pytest.fixture
def secrets(administrator, publisher):
    """The secrets of their authenticator apps, by person."""
    found = {}
    for user in (administrator, publisher):
        found[user] = generate_totp_secret()
        data = {"secret": encryption.encrypt(found[user])}
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)
    return found


def group_form(name):
    return {"name": name, "_save": "Save"}


def answer(client, asked, secret):
    """Confirm by code; return what comes of the form that waited for it."""
    answered = client.post(asked["Location"], {"code": code_of(secret)})
    return client.get(answered["Location"])


def test_a_page_about_rights_asks_first_and_then_opens(client, administrator, secrets, author):
    client.force_login(administrator)
    path = f"/admin/auth/user/{author.pk}/change/"
    asked = client.get(path, follow=True)
    assert asked.redirect_chain == [(f"{BY_CODE}?next={path.replace('/', '%2F')}", 302)]
    assert "Confirm it's you | Tianhe admin" in asked.content.decode().replace("&#x27;", "'")
    answered = client.post(
        asked.redirect_chain[0][0], {"code": code_of(secrets[administrator])}, follow=True
    )
    assert answered.redirect_chain == [(path, 302)]
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("query", ["", "?_changelist_filters=q%3Dx"])
def test_what_was_typed_is_saved_after_the_answer(client, noon, administrator, secrets, query):
    client.force_login(administrator)
    form = {**group_form("Helpers"), "kept_id": "0123456789abcdef"}
    asked = client.post(f"/admin/auth/group/add/{query}", form)
    assert not Group.objects.filter(name="Helpers").exists()
    assert "kept_saved" not in asked.cookies
    answered = answer(client, asked, secrets[administrator])
    assert answered["Location"] == "/admin/auth/group/"
    assert answered.cookies["kept_saved"].value == "0123456789abcdef"
    assert Group.objects.filter(name="Helpers").exists()


def test_a_wrong_answer_asks_again_and_keeps_what_was_typed(client, noon, administrator, secrets):
    client.force_login(administrator)
    asked = client.post("/admin/auth/group/add/", group_form("Helpers"))
    assert errors_of(client.post(asked["Location"], {"code": "12"})) == [
        "Enter the 6 digits that your app shows now."
    ]
    answer(client, asked, secrets[administrator])
    assert Group.objects.filter(name="Helpers").exists()


def test_what_was_typed_comes_back_at_its_own_address_if_it_has_errors(
    client, administrator, secrets
):
    client.force_login(administrator)
    asked = client.post("/admin/auth/group/add/", group_form("n" * 200))
    page = answer(client, asked, secrets[administrator])
    assert (page.status_code, page.request["PATH_INFO"]) == (200, "/admin/auth/group/add/")
    assert "n" * 200 in page.content.decode()
    assert "n" * 200 not in client.get("/admin/auth/group/add/").content.decode()


def test_what_was_typed_is_forgotten_if_the_question_was_left(client, noon, administrator, secrets):
    client.force_login(administrator)
    client.post("/admin/auth/group/add/", group_form("Helpers"))
    other = f"{CONFIRM}?next=/admin/auth/group/1/change/"
    client.post(other, {"password": "correct horse"})
    client.get("/admin/auth/group/add/")
    assert not Group.objects.filter(name="Helpers").exists()


def test_the_password_will_do_where_the_code_is_out_of_reach(client, administrator, secrets):
    client.force_login(administrator)
    page = client.get("/admin/auth/group/add/", follow=True)
    other = f"{CONFIRM}?next=%2Fadmin%2Fauth%2Fgroup%2Fadd%2F"
    assert f'href="{other}"' in page.content.decode()
    assert errors_of(client.post(other, {"password": "wrong horse"})) == [
        "That isn't your password. Try again."
    ]
    answered = client.post(other, {"password": "correct horse"})
    assert answered["Location"] == "/admin/auth/group/add/"


def test_a_foreign_target_is_neither_followed_nor_repeated(client, administrator, secrets):
    client.force_login(administrator)
    address = f"{CONFIRM}?next=//elsewhere.example/"
    assert "elsewhere.example" not in client.get(address).content.decode()
    assert client.post(address, {"password": "correct horse"})["Location"] == "/admin/"


def test_an_answer_lasts_for_a_quarter_of_an_hour(client, administrator, secrets):
    client.force_login(administrator)
    client.post(CONFIRM, {"password": "correct horse"})
    assert client.get("/admin/auth/group/add/").status_code == 200
    session = client.session
    session["account_authentication_methods"][-1]["at"] -= 16 * 60
    session.save()
    assert client.get("/admin/auth/group/add/").status_code == 302


def test_a_log_in_counts_as_an_answer(client, administrator, secrets):
    client.post("/admin/login/", {"login": "root", "password": "correct horse"})
    client.post("/admin/login/second-factor/", {"code": code_of(secrets[administrator])})
    assert client.get("/admin/auth/group/add/").status_code == 200


def test_those_who_may_not_are_denied_and_not_asked(client, publisher, secrets, author):
    client.force_login(publisher)
    assert client.get(f"/admin/auth/user/{author.pk}/change/").status_code == 403


def test_a_redaction_asks_first(client, noon, publisher, secrets):
    page = make_page("therapy")
    edition = workflow.freeze(page, by=publisher)
    page.title = "Without what the law forbids"
    page.save()
    client.force_login(publisher)
    path = f"/admin/pages/page/{page.pk}/redact/"
    asked = client.post(path, {"editions": [edition.pk], "reason": "The law"})
    verbs = HistoryEntry.objects.filter(verb=HistoryEntry.Verb.ASK_REDACTION)
    assert (asked["Location"][: len(BY_CODE)], verbs.count()) == (BY_CODE, 0)
    answer(client, asked, secrets[publisher])
    assert verbs.count() == 1


@pytest.mark.parametrize("path", ["app/remove/", "passkeys/add/", "recovery-codes/new/"])
def test_ones_own_factors_ask_first(client, publisher, secrets, path):
    client.force_login(publisher)
    assert client.get(SET_UP + path)["Location"].startswith(BY_CODE)


def test_someone_who_has_nothing_to_show_logs_in_again(client, administrator, secrets):
    Authenticator.objects.all().delete()
    administrator.set_unusable_password()
    administrator.save()
    client.force_login(administrator)
    page = client.get(f"{SET_UP}app/", follow=True)
    assert page.redirect_chain[0][0].startswith("/admin/logout/?next=")
    assert "Log out and in again to confirm it's you." in page.content.decode()


def test_on_a_trial_site_nobody_is_asked_who_has_no_second_factor(client, settings, administrator):
    settings.SECOND_FACTOR = "optional"
    client.force_login(administrator)
    assert client.get("/admin/auth/group/add/").status_code == 200
    assert User.objects.count() == 1
