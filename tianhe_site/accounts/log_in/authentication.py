"""Checking a name and a password, and counting the tries.

Whatever is wrong, the answer is the same and takes as long: one look for the account, one hash.
"""

from dataclasses import dataclass

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.hashers import check_password, is_password_usable, make_password
from django.contrib.auth.models import User
from django.db.models import Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from tianhe_site.publishing import clock
from tianhe_site.throttle import tries
from tianhe_site.throttle.addresses import network_of

from .. import security_log
from . import devices

MAX_NAME_LENGTH = 254


class PasswordBackend(AuthenticationBackend):
    """Takes a username or an email address. allauth's own hashes once per match, says whether an
    account is deactivated, and lets former email addresses in."""

    def authenticate(self, request, username=None, email=None, password=None, **others):
        login = username or email
        if not login or not password:
            return None
        user = account_named(login)
        if user is None or not user.is_active or not user.has_usable_password():
            _hash_in_vain(login, password)
            return None
        return user if user.check_password(password) else None

    def get_user(self, user_id):
        """Return the account of a session, with what each page for staff asks of it."""
        user = User.objects.select_related("preferences").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


def account_named(login):
    """Return the account that was meant by what was typed as a name, None if there is none.

    A username wins over an email address, and the exact one over one in other case. What several
    accounts share names none of them: up to 0.4, two could have one email address.
    """
    if not login or len(login) > MAX_NAME_LENGTH:
        return None
    found = list(User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login)))
    # PostgreSQL takes some more letters for the same. Each would have tries of its own.
    found = [user for user in found if _folded(login) in map(_folded, (user.username, user.email))]
    exact = [user for user in found if user.username == login]
    by_username = [user for user in found if _folded(user.username) == _folded(login)]
    meant = exact or by_username or found
    return meant[0] if len(meant) == 1 else None


def _folded(name):
    return name.strip().casefold()


def _hash_in_vain(login, password):
    """Take as long as for an account that can log in: always the same one for the same name, since
    some may still have an old hash, which takes longer."""
    hashes = [
        each
        for each in User.objects.filter(is_active=True).values_list("password", flat=True)
        if each and is_password_usable(each)
    ]
    if hashes:
        # With the site's key, so that nobody can tell which name goes with which account.
        number = int(
            salted_hmac("tianhe_site.accounts.log_in.authentication", _folded(login)).hexdigest(),
            16,
        )
        check_password(password, hashes[number % len(hashes)])
    else:
        make_password(password)


@dataclass(frozen=True)
class Attempt:
    """A try that was counted before it is made."""

    request: HttpRequest
    user: User | None
    typed: str
    counters: list
    seconds_to_wait: int

    def give_back(self):
        """Don't count it: it succeeded, or wasn't made."""
        tries.give_back(self.counters)

    def fail(self):
        """Note in the security log that it was the last one for a while."""
        if self.seconds_to_wait:
            security_log.note(
                security_log.Kind.LOG_IN_BLOCKED,
                request=self.request,
                user=self.user,
                name=self.typed,
            )


def begin_attempt(request, kind, user, typed=""):
    """Count a try of `kind` ("log-in", "code") for the name that was `typed`, whether or not
    `user` has it, or for `user` if there is nothing to type; return it. Raises
    `tries.TooManyTriesError`."""
    counters = _counters(request, kind, user, typed)
    return Attempt(request, user, typed, counters, tries.take(counters, at=clock.now()))


def _counters(request, kind, user, typed):
    if device := devices.number_of(request, user):
        return [tries.Counter(tries.DEVICE, kind, f"{user.pk} at {device}")]
    # Not the account that has the name: if a name and an address had the same tries, a stranger
    # would know that they are of one account.
    owner = f"name {_folded(typed)}" if typed else f"account {user.pk}"
    network = network_of(request)
    counters = [tries.Counter(tries.ACCOUNT, kind, owner)]
    return [*counters, tries.Counter(tries.ADDRESS, kind, network)] if network else counters
