"""The groups that ship with the site, and their permissions."""

from django.apps import apps as global_apps
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from tianhe_site.publishing import sections
from tianhe_site.publishing.section_config import WRITE, Rights

GROUPS = ("Authors", "Reviewers", "Publishers")
RIGHTS_TO_ASSETS = Rights(
    authors=(*WRITE, "delete"), reviewers=("view",), publishers=(*WRITE, "delete")
)
# In addition to permissions on sections' models.
RIGHTS = {
    "media_library.image": RIGHTS_TO_ASSETS,
    "media_library.document": RIGHTS_TO_ASSETS,
    "publishing.historyentry": Rights(
        authors=("view",), reviewers=("view", "walk"), publishers=("view", "walk", "redact")
    ),
    "editorial.drafttemplate": Rights(authors=("view",), publishers=(*WRITE, "delete")),
    "publishing.pinnedresult": Rights(authors=("view",), publishers=(*WRITE, "delete")),
    "publishing.searchmiss": Rights(authors=("view",), publishers=("view",)),
    "publishing.watchedword": Rights(authors=("view",), publishers=(*WRITE, "delete")),
}


def install_groups(apps=global_apps, **kwargs):
    """Give each group exactly the permissions that ship. Runs after every migration; for other
    permissions, create a group with another name.

    Creating a group that comes with a release changes nobody's rights, so it bypasses the signals
    that record such changes.
    """
    if not _can_record(apps):
        return
    for name in GROUPS:
        group = Group.objects.filter(name=name).first()
        if group:
            group.permissions.set(_permissions(name))
        else:
            _make_group(name, _permissions(name))


def _can_record(apps):
    """Return whether the migration that just ran left a history that can name a group. One that
    was told to stop at an earlier migration didn't."""
    try:
        return apps.get_model("publishing.HistoryEntry")._meta.get_field("item_id").null
    except LookupError:
        return False


def _make_group(name, permissions):
    [group] = Group.objects.bulk_create([Group(name=name)])
    through = Group.permissions.through
    through.objects.bulk_create(
        through(group=group, permission=permission) for permission in permissions
    )


def _permissions(group):
    wanted = Q()
    for label, rights in {**RIGHTS, **sections.rights()}.items():
        app, model = label.split(".")
        codenames = [f"{action}_{model}" for action in getattr(rights, group.lower())]
        wanted |= Q(content_type__app_label=app, codename__in=codenames)
    return Permission.objects.filter(wanted)
