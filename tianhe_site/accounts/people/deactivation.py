"""Deactivating someone who leaves: what they have in work goes to a colleague."""

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from tianhe_site import languages
from tianhe_site.publishing import actor, clock, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.people import name_of

from .. import people
from . import links


def why_not(user, by):
    """Return why `by` can't deactivate `user`, "" if they can."""
    if user.pk == by.pk:
        return _("You can't deactivate yourself. Ask another administrator.")
    if people.is_last_administrator(user):
        return str(people.LAST_ADMINISTRATOR)
    return ""


def colleagues_for(items, *, but):
    """Return the active people who may take over all these items, except `but`, by name."""
    others = User.objects.filter(is_active=True, is_staff=True).exclude(pk=but.pk)
    able = [each for each in others if workflow.may_take_over(each, items)]
    return sorted(able, key=lambda user: name_of(user).lower())


def deactivate(user, *, by, receiver=None):
    """Deactivate `user`; return the items that were handed over to `receiver`, if anyone.

    Open requests of theirs are closed, since nobody could answer for them. Preview links close by
    themselves, and so do sessions.
    """
    with workflow.publishing_lock(), actor.acting(by):
        user = User.objects.get(pk=user.pk)
        if message := why_not(user, by):
            raise PublishingError(message)
        items = workflow.work_of(user, clock.now()).items if receiver else []
        workflow.hand_over(items, giver=user, receiver=receiver, by=by)
        with languages.for_records():
            note = _("%s was deactivated.") % name_of(user)
        workflow.close_requests_of(user, by=by, note=note)
        links.close_all(user, at=clock.now())
        user.is_active = False
        user.save(update_fields=["is_active"])
        return items


def reactivate(user, *, by):
    """Let someone in again who was deactivated, with the roles they had."""
    with workflow.publishing_lock(), actor.acting(by):
        user = User.objects.get(pk=user.pk)
        user.is_active = True
        user.save(update_fields=["is_active"])
