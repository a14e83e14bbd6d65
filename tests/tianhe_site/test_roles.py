"""The groups that ship, and what each may do."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def permissions(name):
    rows = Group.objects.get(name=name).permissions.values_list("codename", flat=True)
    return set(rows)


def test_authors_write_and_do_not_publish():
    assert permissions("Authors") == {
        *(f"{verb}_newsitem" for verb in ("add", "change", "view", "delete")),
        *(f"{verb}_page" for verb in ("add", "change", "view", "delete")),
        *(f"{verb}_sitedetails" for verb in ("change", "view")),
        "view_category",
        "view_historyentry",
        "view_watchedword",
    }


def test_publishers_publish_too_and_keep_categories_and_watched_words():
    extra = {f"publish_{model}" for model in ("newsitem", "page", "sitedetails")}
    extra |= {"add_category", "change_category", "walk_historyentry", "redact_historyentry"}
    extra |= {f"{verb}_watchedword" for verb in ("add", "change", "delete")}
    assert permissions("Publishers") == permissions("Authors") | extra


def test_reviewers_approve_and_write_nothing():
    models = ("newsitem", "page", "sitedetails")
    assert permissions("Reviewers") == {
        *(f"{verb}_{model}" for verb in ("view", "approve") for model in models),
        "view_category",
        "view_historyentry",
        "walk_historyentry",
    }


def test_migrating_puts_a_group_back_as_it_ships():
    group = Group.objects.get(name="Authors")
    group.permissions.add(Permission.objects.get(codename="publish_newsitem"))
    call_command("migrate", verbosity=0)
    assert "publish_newsitem" not in permissions("Authors")
