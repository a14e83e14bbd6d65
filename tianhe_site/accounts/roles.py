"""The groups that ship, and what each may do."""

from django.apps import apps as global_apps
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

WRITE = ("add", "change", "view")
# Deleting a draft is for those who wrote it; what has editions nobody can delete.
AUTHOR = {
    "news.newsitem": (*WRITE, "delete"),
    "news.category": ("view",),
    "pages.page": (*WRITE, "delete"),
    "pages.term": (*WRITE, "delete"),
    "pages.sitedetails": ("change", "view"),
    "media_library.image": (*WRITE, "delete"),
    "media_library.document": (*WRITE, "delete"),
    "publishing.historyentry": ("view",),
    "publishing.watchedword": ("view",),
}
# Who approves writes nothing: it would be their own words.
REVIEWER = {
    "news.newsitem": ("view", "approve"),
    "news.category": ("view",),
    "pages.page": ("view", "approve"),
    "pages.term": ("view", "approve"),
    "pages.sitedetails": ("view", "approve"),
    "media_library.image": ("view",),
    "media_library.document": ("view",),
    "publishing.historyentry": ("view", "walk"),
}
PUBLISHER = {
    **AUTHOR,
    "news.newsitem": (*AUTHOR["news.newsitem"], "publish"),
    "news.category": WRITE,
    "pages.page": (*AUTHOR["pages.page"], "publish"),
    "pages.term": (*AUTHOR["pages.term"], "publish"),
    "pages.sitedetails": (*AUTHOR["pages.sitedetails"], "publish"),
    "publishing.historyentry": ("view", "walk", "redact"),
    "publishing.watchedword": (*WRITE, "delete"),
}
GROUPS = {"Authors": AUTHOR, "Reviewers": REVIEWER, "Publishers": PUBLISHER}


def install_groups(apps=global_apps, **kwargs):
    """Give each group just the permissions above. Runs after every migration; for other
    permissions make a group of another name.

    A group that is new came with the release, and is no change of somebody's rights: it is made
    past the signals that record those.
    """
    if not _can_record(apps):
        return
    for name, models in GROUPS.items():
        group = Group.objects.filter(name=name).first()
        if group:
            group.permissions.set(_permissions(models))
        else:
            _make_group(name, _permissions(models))


def _can_record(apps):
    """Whether the migration that just ran left a history that can name a group: one that was
    told to stop earlier did not."""
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


def _permissions(models):
    wanted = Q()
    for label, actions in models.items():
        app, model = label.split(".")
        codenames = [f"{action}_{model}" for action in actions]
        wanted |= Q(content_type__app_label=app, codename__in=codenames)
    return Permission.objects.filter(wanted)
