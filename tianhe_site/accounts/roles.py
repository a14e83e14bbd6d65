"""The groups that ship, and what each may do."""

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


def install_groups(**kwargs):
    """Give each group just the permissions above. Runs after every migration; who needs other
    permissions gets a group of another name."""
    for name, models in GROUPS.items():
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.set(_permissions(models))


def _permissions(models):
    wanted = Q()
    for label, actions in models.items():
        app, model = label.split(".")
        codenames = [f"{action}_{model}" for action in actions]
        wanted |= Q(content_type__app_label=app, codename__in=codenames)
    return Permission.objects.filter(wanted)
