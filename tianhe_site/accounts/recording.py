"""Accounts and groups in the audit log: every change, by anyone and through any code path.

Two accounts of one person would bypass the second person. So would an account that is deleted and
recreated. The log shows both, and the latter is refused.
"""

from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import Group, User
from django.db.models import ProtectedError
from django.db.models.signals import post_save, pre_delete, pre_save
from django.utils.translation import gettext as _

from tianhe_site import languages
from tianhe_site.media_library.models import Asset, File
from tianhe_site.publishing import actor, clock, signals, workflow
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.publishing.people import name_of
from tianhe_site.publishing.recording import record_changes_of

from . import sessions
from .people import links

ACCOUNT_FIELDS = (
    "username",
    "first_name",
    "last_name",
    "email",
    "is_active",
    "is_staff",
    "is_superuser",
)


def record_accounts():
    """Connect the signals."""
    record_changes_of(User, fields=ACCOUNT_FIELDS, many=("groups", "user_permissions"))
    record_changes_of(Group, fields=("name",), many=("permissions",))
    pre_save.connect(_remember_password, sender=User)
    post_save.connect(_record_password, sender=User)
    pre_delete.connect(_refuse_to_delete, sender=User)
    for model in (User, Group):
        signals.subject_changed.connect(_close_links, sender=model)
    signals.subject_changed.connect(_close_one_time_links, sender=User)


def has_acted(user):
    """Return whether the audit log or an asset names `user` as its author, reviewer or creator."""
    return (
        HistoryEntry.objects.filter(actor_id=user.pk).exists()
        or Asset.objects.filter(worded_by_id=user.pk).exists()
        or File.objects.filter(uploaded_by_id=user.pk).exists()
    )


def _close_links(sender, by, **kwargs):
    workflow.revoke_orphaned_links(by=by)


def _close_one_time_links(sender, subject, changes, **kwargs):
    """A link may have gone to an address that was wrong, or is someone else's now."""
    if "email" in changes:
        links.close_all(subject, at=clock.now())


def why_kept(user):
    return _(
        "You can't delete %s, because they have written or reviewed something. Deactivate the "
        "account instead."
    ) % name_of(user)


def _refuse_to_delete(sender, instance, **kwargs):
    if has_acted(instance):
        raise ProtectedError(why_kept(instance), {instance})


def _remember_password(sender, instance, update_fields=None, **kwargs):
    stored = User.objects.filter(pk=instance.pk).values_list("password", flat=True).first()
    has_one = is_password_usable(instance.password)
    had_one = stored is not None and is_password_usable(stored)
    # Someone who came in by single sign-on was here before.
    instance._has_first_password = has_one and not had_one and instance.last_login is None
    instance._has_new_password = (
        stored != instance.password
        and (update_fields is None or "password" in update_fields)
        and not (stored is None and not has_one)
        and not (has_one and _only_rehashes(instance, update_fields))
    )


def _only_rehashes(user, update_fields):
    """Return whether a login only stores the same password with newer hashing parameters."""
    return (
        user._password is None and update_fields is not None and set(update_fields) == {"password"}
    )


def _without_password():
    with languages.for_records():
        return _("Nobody can log in to this account with a password any more.")


def _record_password(sender, instance, **kwargs):
    if instance._has_new_password:
        has_one = is_password_usable(instance.password)
        note = "" if has_one else _without_password()
        verb = HistoryEntry.Verb.SET_PASSWORD
        entry = workflow.record_change(instance, by=actor.current(), verb=verb, note=note)
        # Otherwise a link in an old message could still replace this password.
        links.close_all(instance, at=entry.at)
        sessions.end_others(instance, why=sessions.PASSWORD_CHANGED)
