"""Sessions in the database that end: after some time without activity, and some hours after the
log-in whatever happens.

The times are part of the session itself, so checking them asks the database nothing more.
"""

import time
from typing import NamedTuple

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from tianhe_site import disk_space

# When somebody logged in, and when they last did something: in seconds since 1970.
BEGAN, SEEN = "began", "seen"
IDLE, TOO_LONG = "idle", "too-long"


class Outlived(NamedTuple):
    key: str
    user_id: str
    # `IDLE` or `TOO_LONG`.
    why: str


def _why_over(data, now):
    """Return why a session is over at `now`, "" if it isn't. One from before this release has no
    times yet and gets them with its next request."""
    if now - data.get(BEGAN, now) >= settings.SESSION_HOURS * 3600:
        return TOO_LONG
    is_idle = now - data.get(SEEN, now) >= settings.SESSION_IDLE_MINUTES * 60
    # On a full disk, no activity can be noted, and nobody could log in again.
    return IDLE if is_idle and not disk_space.is_low() else ""


class SessionStore(db.SessionStore):
    """Answers for a session that is over as for one that never was.

    A row of the list of sessions (`UserSession`) goes with its session.
    """

    # The session that the browser asked for, if it is over.
    outlived = None

    def load(self):
        data = super().load()
        why = _why_over(data, time.time()) if SESSION_KEY in data else ""
        if not why:
            return data
        self.outlived = Outlived(self.session_key, data[SESSION_KEY], why)
        self._session_key = None
        return {}

    def cycle_key(self):
        data, old = self._session, self.session_key
        self.create()
        self._session_cache = data
        if old:
            UserSession.objects.filter(session_key=old).update(session_key=self.session_key)
            super().delete(old)

    def delete(self, session_key=None):
        key = session_key or self.session_key
        super().delete(session_key)
        if key:
            UserSession.objects.filter(session_key=key).delete()
