"""New people: each gets an account of their own and a link to choose its password."""

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from tianhe_site.publishing import workflow
from tianhe_site.publishing.models import HistoryEntry

# What a person does here, and the group that may do it; an administrator needs none.
ROLES = {
    "author": "Authors",
    "reviewer": "Reviewers",
    "publisher": "Publishers",
    "administrator": None,
}


def add_person(name, *, role, email=""):
    """Create an account without a password for a new person; return it.

    Raises `ValidationError` if the username is malformed, or if another account has it or the
    email address.
    """
    with workflow.publishing_lock():
        check_is_free("username", name)
        check_is_free("email", email)
        group = ROLES[role]
        user = User(username=name, email=email, is_staff=True, is_superuser=group is None)
        user.set_unusable_password()
        user.full_clean()
        user.save()
        if group:
            user.groups.add(Group.objects.get(name=group))
        return user


def check_is_free(field, value, *, but=None):
    """Raise `ValidationError` if an account other than the one with id `but` has this value. Two
    accounts of one person could approve each other's texts."""
    others = User.objects.filter(**{f"{field}__iexact": value}).exclude(pk=but)
    other = others.first() if value else None
    if other and field == "username":
        raise ValidationError(
            _("There's already an account called '%s'. Choose another name.") % other
        )
    if other:
        raise ValidationError(
            _("'%s' already uses this email address. Each person has one account.") % other
        )


def invite(user, *, by):
    """Return a new link under which `user` sets a password. It works once, for
    `PASSWORD_RESET_TIMEOUT` seconds."""
    workflow.record_change(user, by=by, verb=HistoryEntry.Verb.INVITE)
    number = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return settings.SITE_URL + reverse("accounts:set_password", args=[number, token])


def link_lasts_days():
    return settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)
