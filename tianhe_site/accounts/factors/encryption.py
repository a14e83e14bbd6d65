"""Encrypts the secrets of authenticator apps and recovery codes, so that a copy of the database
isn't enough to pass as someone."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class SecretUnreadableError(Exception):
    """A secret was encrypted with a SECRET_KEY that the site no longer knows."""


def encrypt(text):
    return _cipher().encrypt(text.encode()).decode()


def decrypt(encrypted):
    """Return the text that was encrypted; raise `SecretUnreadableError` if no key fits."""
    try:
        return _cipher().decrypt(encrypted).decode()
    except InvalidToken:
        raise SecretUnreadableError from None


def _cipher():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key):
    """Return a key for this purpose alone."""
    digest = salted_hmac(__name__, "", secret=key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)
