"""Rows that are no longer needed. Never what was published, recorded or typed for a draft."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from tianhe_site.accounts import security_log
from tianhe_site.editorial import autosaves
from tianhe_site.publishing import clock
from tianhe_site.publishing.search import misses
from tianhe_site.throttle import tries

# A delete holds SQLite's lock until it is done.
ROWS_AT_ONCE = 1000


def prunable():
    """Return pairs of a title and a queryset of rows to delete."""
    now = clock.now()
    open_sessions = Session.objects.filter(expire_date__gte=timezone.now())
    return [
        ("Expired sessions", Session.objects.filter(expire_date__lt=timezone.now())),
        (
            "Entries in lists of sessions that are over",
            UserSession.objects.exclude(session_key__in=open_sessions.values("session_key")),
        ),
        ("Counts of tries that say nothing any more", tries.forgotten(now)),
        (
            f"Entries of the security log, older than {settings.SECURITY_LOG_DAYS} days",
            security_log.outdated(now),
        ),
        (
            f"Unsaved forms for new drafts, older than {autosaves.KEPT_FOR.days} days",
            autosaves.abandoned(now),
        ),
        (
            f"Searches without results, older than {misses.DAYS_KEPT} days",
            misses.outdated(now.date()),
        ),
    ]


def delete(rows):
    """Delete the rows of a queryset, some at a time; return how many there were."""
    deleted = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        deleted += len(keys)
        rows.model._base_manager.filter(pk__in=keys).delete()
    return deleted
