"""What an app declares about its section. No models here: apps are loaded before them."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Entrance:
    """An address of a section that isn't an item's, such as that of its list or feed.

    `route` is its URL name. `menu_title` is its title in the menu, `title` the one in the footer;
    "" if it isn't linked there.
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
# Authors delete their drafts; nobody can delete what has editions. Reviewers write nothing,
# because nobody approves their own words.
RIGHTS_TO_DRAFTS = Rights(
    authors=(*WRITE, "delete"),
    reviewers=("view", "approve"),
    publishers=(*WRITE, "delete", "publish"),
)


class SectionMixin:
    """The app of a section: `class TrialsConfig(SectionMixin, AppConfig)`."""

    # What readers and exports of the site find without a link in a text.
    entrances = ()
    # By model name: rights to models that aren't drafts, and to drafts if they differ from
    # `RIGHTS_TO_DRAFTS`.
    rights = {}

    def sitemaps(self):
        """Return the sitemaps of the section, by their names in addresses."""
        return {}
