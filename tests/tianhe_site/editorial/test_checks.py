"""System checks of a section that editors don't reach."""

from django.contrib import admin
from django.core.checks import run_checks

from pages.admin import TermAdmin
from pages.models import Term

OURS = ("publishing.", "editorial.")


def found():
    errors = [each for each in run_checks() if each.id.startswith(OURS)]
    assert all(error.hint for error in errors)
    return [(error.id, error.obj, error.msg) for error in errors]


def test_draft_that_is_not_in_the_admin(monkeypatch):
    monkeypatch.setattr(admin.site, "is_registered", lambda model: model is not Term)
    assert found() == [("editorial.E001", Term, "pages.Term has no admin: no one can write it.")]


def test_page_without_a_preview(monkeypatch):
    monkeypatch.setattr(TermAdmin, "public_view", None)
    assert found() == [("editorial.E002", Term, "pages.Term can't be previewed.")]


def test_address_that_nobody_can_change(monkeypatch):
    monkeypatch.setattr(TermAdmin, "place_form", None)
    assert found() == [("editorial.E003", Term, "pages.Term can't change its address.")]
