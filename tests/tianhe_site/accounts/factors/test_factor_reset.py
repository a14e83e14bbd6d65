"""An administrator removes someone's second factors; a second one agrees, where there is one."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.core import mail

from tests.reading import errors, text_of
from tests.tianhe_site.accounts.pages_of_people import page_of
from tianhe_site.accounts.factors import factor_reset
from tianhe_site.publishing import clock, history, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def root(client, noon, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def second(person):
    return person("second", is_superuser=True, email="second@example.org")


@pytest.fixture
def ann(noon, person):
    """Someone with an authenticator app, recovery codes and a session."""
    user = person("ann", "Authors", first_name="Ann Meyer", email="ann@example.org")
    add_factors(user)
    UserSession.objects.create(user=user, ip="127.0.0.1", session_key="x")
    return user


def add_factors(user):
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
        Authenticator.objects.create(user=user, type=kind, data={})


def reset(client, user, reason="Lost the phone."):
    return client.post(page_of(user, "reset-factors"), {"reason": reason})


def said():
    return [
        (entry.actor_name, entry.verb, entry.item_title, entry.note)
        for entry in HistoryEntry.objects.order_by("id")
    ]


def test_the_only_administrator_resets_at_once_and_the_person_is_told(root, ann):
    assert "this happens immediately" in text_of(root.get(page_of(ann, "reset-factors")))
    reset(root, ann)
    assert not Authenticator.objects.exists()
    assert not UserSession.objects.filter(user=ann).exists()
    assert said() == [("root", "reset-factors", "Ann Meyer (ann)", "Lost the phone.")]
    [message] = mail.outbox
    assert message.to == ["ann@example.org"]
    assert "All second factors of your account were removed. By root." in message.body


def test_where_there_are_two_administrators_the_second_agrees(root, ann, second):
    assert "Another administrator has to approve this." in text_of(
        root.get(page_of(ann, "reset-factors"))
    )
    reset(root, ann)
    assert Authenticator.objects.filter(user=ann).count() == 2
    [request] = HistoryEntry.objects.filter(verb="ask")
    assert mail.outbox[0].to == ["second@example.org"]
    page = f"/admin/requests/{request.pk}/"
    asked = f"on {clock.describe(request.at)}. Reason: Lost the phone."
    assert asked in text_of(root.get(page))
    root.post(page, {"_agree": "1", "note": ""})
    assert Authenticator.objects.filter(user=ann).count() == 2

    root.force_login(second)
    assert "Ann Meyer (ann)" in text_of(root.get("/admin/"))
    assert "Second factor: removed Authenticator app, Recovery code" in text_of(root.get(page))
    root.post(page, {"_agree": "1", "note": ""})
    assert not Authenticator.objects.exists()
    assert [verb for _who, verb, _what, _note in said()] == ["ask", "agree", "reset-factors"]
    assert mail.outbox[-1].to == ["ann@example.org"] or mail.outbox[-2].to == ["ann@example.org"]
    assert history.verify() == []


def test_a_second_administrator_can_decline(root, ann, second):
    reset(root, ann)
    [request] = HistoryEntry.objects.filter(verb="ask")
    root.force_login(second)
    root.post(f"/admin/requests/{request.pk}/", {"_decline": "1", "note": "Not her voice."})
    assert Authenticator.objects.filter(user=ann).count() == 2


def test_nobody_else_can_agree(root, ann, second, publisher):
    reset(root, ann)
    [request] = HistoryEntry.objects.filter(verb="ask")
    for user in (publisher, ann):
        root.force_login(user)
        assert root.post(f"/admin/requests/{request.pk}/", {"_agree": "1"}).status_code == 403
    assert Authenticator.objects.filter(user=ann).count() == 2


def test_the_other_of_two_administrators_gets_in_again_by_the_server(root, second):
    add_factors(second)
    response = root.get(page_of(second, "reset-factors"), follow=True)
    assert "On the server, run: manage.py recover second" in text_of(response)
    reset(root, second)
    assert Authenticator.objects.count() == 2
    with pytest.raises(PublishingError):
        factor_reset.reset(second, by=response.wsgi_request.user, reason="x")


def test_ones_own_factors_and_none_at_all_lead_elsewhere(root, administrator, author):
    for user, sentence in (
        (administrator, "Change your own second factor under Your account."),
        (author, "Ann has no second factor."),
    ):
        response = root.get(page_of(user, "reset-factors"), follow=True)
        assert sentence in text_of(response)


def test_a_reset_needs_a_reason(root, ann):
    response = reset(root, ann, " ")
    sentence = "Explain why. Your reason is recorded, and another administrator sees it."
    assert errors(response) == [sentence]
    assert Authenticator.objects.count() == 2


def test_an_asker_who_left_meanwhile_resets_nothing(root, ann, second, administrator):
    reset(root, ann)
    [request] = HistoryEntry.objects.filter(verb="ask")
    administrator.is_active = False
    administrator.save()
    with pytest.raises(PublishingError):
        workflow.agree(request, by=second)
    assert Authenticator.objects.filter(user=ann).count() == 2


# One administrator who wants to act alone


def change(client, user, roles, email=None):
    """Change a person's role and address under People."""
    form = {"name": user.first_name or user.username, "username": user.username}
    email = user.email if email is None else email
    response = client.post(page_of(user), {**form, "email": email, "roles": roles})
    assert response.status_code == 302, errors(response)


def demote(client, user):
    change(client, user, ["author"])


def deactivate(client, user):
    client.post(page_of(user, "deactivate"), {})


def delete(client, user):
    client.post(page_of(user, "delete"), {"post": "yes"})


@pytest.mark.parametrize("get_rid_of", [demote, deactivate, delete])
def test_who_keeps_the_other_administrators_out_cannot_reset_alone(
    root, ann, second, noon, get_rid_of
):
    get_rid_of(root, second)
    response = root.get(page_of(ann, "reset-factors"), follow=True)
    assert (
        "Another administrator left or lost the role in the last 14 days, so you can't do this "
        "alone. On the server, run: manage.py recover ann"
    ) in text_of(response)
    reset(root, ann)
    assert Authenticator.objects.filter(user=ann).count() == 2
    with clock.set_to(lambda: noon + timedelta(days=15)):
        reset(root, ann)
    assert not Authenticator.objects.filter(user=ann).exists()


def test_who_demotes_an_administrator_cannot_reset_their_factors_alone(root, second):
    add_factors(second)
    demote(root, second)
    reset(root, second)
    assert Authenticator.objects.filter(user=second).count() == 2


ACCOMPLICE = {"name": "Bo Li", "email": "bo@example.org", "roles": ["administrator"]}


def test_a_new_administrator_is_no_second_person_yet(root, ann, noon):
    root.post("/admin/auth/user/add/", ACCOMPLICE)
    response = root.get(page_of(ann, "reset-factors"), follow=True)
    assert (
        "All others were added or changed in the last 14 days. On the server, run: manage.py "
        "recover ann"
    ) in text_of(response)
    reset(root, ann)
    assert not HistoryEntry.objects.filter(verb="ask").exists()
    with clock.set_to(lambda: noon + timedelta(days=15)):
        reset(root, ann)
    assert HistoryEntry.objects.filter(verb="ask").exists()
    assert Authenticator.objects.filter(user=ann).count() == 2


@pytest.mark.parametrize("by_the_new_one", ["asks", "agrees"])
def test_a_new_administrator_neither_asks_nor_agrees(
    root, administrator, ann, second, by_the_new_one
):
    root.post("/admin/auth/user/add/", ACCOMPLICE)
    bo = User.objects.get(username="bo")
    if by_the_new_one == "asks":
        root.force_login(bo)
        response = root.get(page_of(ann, "reset-factors"), follow=True)
        assert (
            "Someone else added or changed your account in the last 14 days, so you can't do this "
            "yet. Ask another administrator, or on the server, run: manage.py recover ann"
        ) in text_of(response)
        reset(root, ann)
        assert not HistoryEntry.objects.filter(verb="ask").exists()
    else:
        reset(root, ann)
        [request] = HistoryEntry.objects.filter(verb="ask")
        root.force_login(bo)
        response = root.post(f"/admin/requests/{request.pk}/", {"_agree": "1", "note": ""})
        assert "Someone else added or changed your account" in text_of(response)
    assert Authenticator.objects.filter(user=ann).count() == 2


@pytest.mark.parametrize("way", ["address", "link", "role"])
def test_an_account_that_someone_got_hold_of_is_no_second_person(root, ann, second, person, way):
    if way == "address":
        change(root, second, ["administrator"], "mine@example.org")
    elif way == "link":
        root.post(page_of(second, "invite"))
    else:
        demote(root, second)
        change(root, second, ["administrator"])
    reset(root, ann)
    assert not HistoryEntry.objects.filter(verb="ask").exists()
    assert Authenticator.objects.filter(user=ann).count() == 2


def test_a_corrected_name_changes_nothing_about_who_can_agree(root, ann, second):
    form = {"name": "Second Smith", "username": "second", "email": second.email}
    root.post(page_of(second), {**form, "roles": ["administrator"]})
    reset(root, ann)
    assert HistoryEntry.objects.filter(verb="ask").exists()
