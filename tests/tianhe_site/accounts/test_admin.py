"""Accounts and groups in the admin are for administrators only, whatever permissions others
have."""

import pytest
from django.contrib.auth.models import Group, Permission, User

from tests.rows import all_rows
from tianhe_site.publishing.models import HistoryEntry

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

ACCOUNTS, GROUPS = "/admin/auth/user/", "/admin/auth/group/"
AUTOCOMPLETE = "/admin/autocomplete/?app_label=admin&model_name=logentry&field_name=user&term=a"


@pytest.fixture
def clerk(noon, person):
    """A publisher with every permission who isn't an administrator."""
    user = person("clerk", "Publishers")
    through = User.user_permissions.through
    through.objects.bulk_create(
        through(user=user, permission=permission) for permission in Permission.objects.all()
    )
    return user


def pages(user, group):
    """Return (address, form data) of each page of accounts and groups."""
    as_administrator = {"name": "x", "username": user.username, "roles": "administrator"}
    return [
        (ACCOUNTS, {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes"}),
        (f"{ACCOUNTS}add/", {"name": "Eve", "email": "e@example.org", "roles": "administrator"}),
        (f"{ACCOUNTS}{user.pk}/change/", as_administrator),
        (f"{ACCOUNTS}{user.pk}/invite/", {}),
        (f"{ACCOUNTS}{user.pk}/deactivate/", {}),
        (f"{ACCOUNTS}{user.pk}/reactivate/", {}),
        (f"{ACCOUNTS}{user.pk}/reset-factors/", {"reason": "x"}),
        (f"{ACCOUNTS}{user.pk}/delete/", {"post": "yes"}),
        (f"{ACCOUNTS}{user.pk}/history/", {}),
        (GROUPS, {"action": "delete_selected", "_selected_action": [group.pk], "post": "yes"}),
        (f"{GROUPS}add/", {"name": "Helpers"}),
        (f"{GROUPS}{group.pk}/change/", {"name": "Renamed"}),
        (f"{GROUPS}{group.pk}/delete/", {"post": "yes"}),
        (f"{GROUPS}{group.pk}/history/", {}),
        (AUTOCOMPLETE, {}),
    ]


@pytest.mark.parametrize("number", range(15))
def test_staff_with_every_permission_reach_no_account_page_and_change_nothing(
    client, clerk, number
):
    client.force_login(clerk)
    before = all_rows()
    path, form = pages(clerk, Group.objects.get(name="Authors"))[number]
    assert client.get(path).status_code == 403
    assert client.post(path, form).status_code in (403, 405)
    assert all_rows() == before
    clerk.refresh_from_db()
    assert (clerk.is_superuser, clerk.check_password("correct horse")) == (False, True)
    assert set(User.objects.values_list("username", flat=True)) == {"clerk"}
    assert Group.objects.count() == 3
    assert not HistoryEntry.objects.exists()


def test_staff_with_every_permission_see_no_link_to_accounts(client, clerk):
    client.force_login(clerk)
    for path in ("/admin/", "/admin/news/newsitem/"):
        assert "/admin/auth/" not in client.get(path).content.decode()


def test_an_administrator_who_was_deactivated_reaches_nothing(client, noon, administrator):
    client.force_login(administrator)
    assert client.get(ACCOUNTS).status_code == 200
    administrator.is_active = False
    administrator.save()
    assert client.get(ACCOUNTS).status_code == 302
