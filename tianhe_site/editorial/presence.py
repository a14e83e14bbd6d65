"""Who has which form open, so that two people don't unknowingly edit the same text."""

import logging
from contextlib import contextmanager
from datetime import timedelta

from django.db import OperationalError
from django.db.models import Q

from tianhe_site.database import short_wait
from tianhe_site.publishing.models import OpenForm
from tianhe_site.publishing.people import name_of

logger = logging.getLogger("tianhe.presence")

# A browser says once a minute that the form is still open. One without scripts never does, and is
# believed for longer from when it opened the form.
TIMEOUT = timedelta(minutes=3)


def others_at(item, user, at):
    """Record that `user` has the form of `item` open; return the `OpenForm` of everyone else."""
    with _recording(item):
        OpenForm.objects.update_or_create(
            item_id=item.pk,
            user_id=user.pk,
            defaults={"user_name": name_of(user), "seen_at": at},
        )
    others = OpenForm.objects.filter(item=item.pk, seen_at__gt=at - TIMEOUT)
    return list(others.exclude(user_id=user.pk).order_by("user_name"))


def leave(item, user):
    """Record that `user` has left the form of `item`."""
    with _recording(item):
        OpenForm.objects.filter(Q(item=item.pk), user_id=user.pk).delete()


@contextmanager
def _recording(item):
    try:
        with short_wait():
            yield
    except OperationalError:
        # SQLite is busy with a long write. Opening the form matters more than being seen there.
        logger.warning("Couldn't record who has item %s open.", item.pk)
