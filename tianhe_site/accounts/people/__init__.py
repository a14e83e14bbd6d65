"""The people who work here: their roles, their state, and how they come and go."""

import re
import unicodedata
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models import TextChoices as Choices
from django.db.models.functions import Coalesce, Concat, Lower, NullIf, Trim
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.plain_text import LOOKALIKES, without_invisible
from tianhe_site.publishing import workflow
from tianhe_site.publishing.people import name_of

from ..factors.second_factor import FACTORS
from ..models import OneTimeLink

MAX_USERNAME_LENGTH = 150
# The same name as `name_of` gives, in SQL.
_WHOLE_NAME = Trim(Concat("first_name", Value(" "), "last_name"))
BY_NAME = Lower(Coalesce(NullIf(_WHOLE_NAME, Value("")), "username"))


@dataclass(frozen=True)
class Role:
    """What a person does here. `group` has the permissions; administrators need none."""

    title: str
    sentence: str
    group: str | None


ROLES = {
    "author": Role(
        gettext_lazy("Author"), gettext_lazy("Writes and submits for review."), "Authors"
    ),
    "reviewer": Role(
        gettext_lazy("Reviewer"),
        gettext_lazy("Approves or asks for changes. Can't write."),
        "Reviewers",
    ),
    "publisher": Role(
        gettext_lazy("Publisher"),
        gettext_lazy("Writes, publishes, schedules and withdraws."),
        "Publishers",
    ),
    "administrator": Role(
        gettext_lazy("Administrator"),
        gettext_lazy("Manages people and settings. Can do everything the other roles can."),
        None,
    ),
}
LAST_ADMINISTRATOR = gettext_lazy(
    "This is the only administrator. Make another person an administrator first."
)
ROLE_GROUPS = [role.group for role in ROLES.values() if role.group]


class State(Choices):
    """How far someone is with getting in, or out."""

    ACTIVE = "active", gettext_lazy("Active")
    INVITED = "invited", gettext_lazy("Invited")
    EXPIRED = "expired", gettext_lazy("Invitation expired")
    DEACTIVATED = "deactivated", gettext_lazy("Deactivated")


class TakenError(ValidationError):
    """An account (`other`) has this username or email address."""

    def __init__(self, message, other):
        super().__init__(message)
        self.other = other


def add_person(name, *, roles, email="", username=""):
    """Create an account without a password for a new person; return it.

    `roles` are keys of `ROLES`. The username is made from the email address, unless one is given.
    Raises `ValidationError` if a value is malformed, and `TakenError` if an account has it.
    """
    with workflow.publishing_lock():
        user = User(first_name=name, email=email, username=username or free_username(email))
        user.set_unusable_password()
        # First, since SQLite can't search for a text of 50,000 characters.
        user.clean_fields()
        check_is_free("username", username)
        check_is_free("email", email)
        user.is_superuser = "administrator" in roles
        user.is_staff = True
        user.full_clean()
        user.save()
        if groups := groups_of(roles):
            user.groups.add(*groups)
        return user


def groups_of(roles):
    """Return the groups that come with roles."""
    names = [ROLES[each].group for each in roles]
    return list(Group.objects.filter(name__in=[name for name in names if name]))


def roles_of(user):
    """Return the keys of the roles that someone has."""
    groups = {group.name for group in user.groups.all()}
    return [
        key
        for key, role in ROLES.items()
        if (role.group in groups if role.group else user.is_superuser)
    ]


def check_is_free(field, value, *, but=None):
    """Raise `TakenError` if an account other than the one with id `but` has this value. Two
    accounts of one person could approve each other's texts, and a username that is the email
    address of another would take their place at the log-in."""
    has_it = Q(username__iexact=value) | Q(email__iexact=value)
    others = User.objects.filter(has_it).exclude(pk=but)
    other = others.first() if value else None
    if other and field == "username" and other.username.lower() != value.lower():
        raise TakenError(
            _("'%s' logs in with this email address. Choose another username.") % name_of(other),
            other,
        )
    if other and field == "username":
        raise TakenError(
            _("'%s' already has this username. Choose another one.") % name_of(other), other
        )
    if other:
        raise TakenError(
            _("'%s' already uses this email address. Each person has one account.")
            % name_of(other),
            other,
        )


def free_username(email):
    """Return a username that nobody has, made from an email address: ann.meyer for
    ann.meyer@example.org."""
    local = unicodedata.normalize("NFKC", email.partition("@")[0]).lower()
    # Without the @, or someone's username could be another's email address.
    base = re.sub(r"[^\w.+-]", "", local)[: MAX_USERNAME_LENGTH - 6] or "person"
    names = User.objects.filter(username__istartswith=base).values_list("username", flat=True)
    taken = {name.lower() for name in names}
    number = 1
    while (name := base if number == 1 else f"{base}{number}") in taken:
        number += 1
    return name


def namesakes(name, *, but=None):
    """Return the people, except the one with id `but`, whose name colleagues couldn't tell from
    this one: in other letters that look alike, too."""
    seen = _as_seen(name)
    others = User.objects.exclude(pk=but).prefetch_related("groups").order_by("pk")
    return [each for each in others if _as_seen(name_of(each)) == seen]


def _as_seen(name):
    letters = unicodedata.normalize("NFKC", without_invisible(name)).casefold()
    return "".join(letters.translate(LOOKALIKES).split())


def administrators():
    """Return the active administrators."""
    return User.objects.filter(is_active=True, is_superuser=True)


def is_last_administrator(user):
    """Whether nobody else could keep people and settings."""
    return (
        user.is_active and user.is_superuser and not administrators().exclude(pk=user.pk).exists()
    )


def with_facts(users, at):
    """Annotate a queryset of users with what their list shows: `has_passkey`, `has_app`, and
    `invited_until` (null without an open invitation at `at`)."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"))
    links = OneTimeLink.objects.filter(user=OuterRef("pk"), used_at=None, expires_at__gt=at)
    return users.annotate(
        has_passkey=Exists(factors.filter(type=Authenticator.Type.WEBAUTHN)),
        has_app=Exists(factors.filter(type=Authenticator.Type.TOTP)),
        invited_until=Subquery(links.order_by("-expires_at").values("expires_at")[:1]),
    )


def state_of(user):
    """Return the state of a user that `with_facts` annotated."""
    if not user.is_active:
        return State.DEACTIVATED
    if user.has_usable_password() or user.last_login:
        return State.ACTIVE
    return State.INVITED if user.invited_until else State.EXPIRED


def in_state(users, state):
    """Narrow a queryset that `with_facts` annotated to one state; the same rules in SQL."""
    # Django writes an unusable password so.
    never_in = Q(is_active=True, password__startswith="!", last_login=None)
    conditions = {
        State.DEACTIVATED: Q(is_active=False),
        State.INVITED: never_in & Q(invited_until__isnull=False),
        State.EXPIRED: never_in & Q(invited_until=None),
        State.ACTIVE: Q(is_active=True) & ~never_in,
    }
    return users.filter(conditions[state])


def in_role(users, role):
    """Narrow a queryset of users to a role, a key of `ROLES`."""
    group = ROLES[role].group
    return users.filter(groups__name=group) if group else users.filter(is_superuser=True)


def with_factor(users, has_one):
    """Narrow a queryset of users to those with a second factor, or without."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    return users.filter(Exists(factors) if has_one else ~Exists(factors))


def day_of(moment):
    """Return the day of a moment, as people read it."""
    return date_format(localtime(moment), "DATE_FORMAT")
