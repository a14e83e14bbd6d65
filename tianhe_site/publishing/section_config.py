"""What an app says of its section. No models here: apps are read before them."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Entrance:
    """An address of a section that is no item's, such as that of its list or feed.

    `route` is its name for `reverse`. `menu_title` is its name in the menu, `title` the one at the
    foot of every page; "" where it is not linked.
    """

    route: str
    title: str = ""
    menu_title: str = ""

    @property
    def path(self):
        return reverse(self.route)


@dataclass(frozen=True)
class Rights:
    """What each group may do with the rows of a model, as actions of Django's permissions."""

    authors: tuple = ()
    reviewers: tuple = ()
    publishers: tuple = ()


WRITE = ("add", "change", "view")
# Deleting a draft is for those who wrote it; what has editions nobody can delete. Who approves
# writes nothing: it would be their own words.
RIGHTS_TO_DRAFTS = Rights(
    authors=(*WRITE, "delete"),
    reviewers=("view", "approve"),
    publishers=(*WRITE, "delete", "publish"),
)


class SectionMixin:
    """The app of a section: `class TrialsConfig(SectionMixin, AppConfig)`."""

    # What readers, and an export of the site, find without a link in a text.
    entrances = ()
    # By name of a model: what the groups may do with models that are no drafts, and with drafts
    # otherwise than `RIGHTS_TO_DRAFTS`.
    rights = {}

    def sitemaps(self):
        """Return the sitemaps of the section, by their names in addresses."""
        return {}
