"""The groups that ship, and their permissions."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

pytestmark = pytest.mark.django_db


DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "permissions.md"


def permissions(name):
    rows = Group.objects.get(name=name).permissions
    return {
        f"{app}.{code}" for app, code in rows.values_list("content_type__app_label", "codename")
    }


def table():
    """Return the permissions of each group from the first table in the document."""
    first, *_others = re.findall(r"(?:^\|.*\n)+", DOCUMENT.read_text(), re.MULTILINE)
    rows = [line.strip("|").split("|") for line in first.splitlines()]
    head, _rule, *rows = [[cell.strip() for cell in row] for row in rows]
    assert head[:2] == ["What", "Permissions"]
    return {
        name: {
            permission
            for row in rows
            if row[column] == "yes"
            for permission in re.findall(r"`([^`]+)`", row[1])
        }
        for column, name in enumerate(head)
        if column > 1
    }


def test_each_group_has_exactly_the_documented_permissions():
    groups = Group.objects.values_list("name", flat=True)
    assert table() == {name: permissions(name) for name in groups}
    assert all(table().values())


def test_approvers_cannot_write_and_authors_cannot_approve():
    may = table()
    assert not [each for each in may["Reviewers"] if ".add_" in each or ".change_" in each]
    assert not [each for each in may["Authors"] | may["Publishers"] if ".approve_" in each]


def test_migrating_resets_a_group():
    group = Group.objects.get(name="Authors")
    group.permissions.add(Permission.objects.get(codename="publish_newsitem"))
    call_command("migrate", verbosity=0)
    assert "news.publish_newsitem" not in permissions("Authors")
