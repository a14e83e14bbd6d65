"""The links in the side bar of the admin, by what someone may do."""

from dataclasses import dataclass

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tianhe_site.admin_pages import url_of
from tianhe_site.base_admin import CONTENT, PEOPLE, SITE, BaseAdmin, MenuPlace

from . import claims_register, search_misses, site_as_of

# The titles of the groups, in the order in which they stand.
GROUPS = {CONTENT: "", SITE: _("Site"), PEOPLE: _("People")}


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    place: MenuPlace


@dataclass(frozen=True)
class Page:
    """A page that is no list of a model. Rooms above this one append theirs to `PAGES`."""

    label: str
    name: str
    place: MenuPlace
    permission: str

    def link(self):
        return Link(self.label, reverse(self.name), self.place)


PAGES = [
    Page(_("Claims"), "claims:register", MenuPlace(SITE, 10, "claim"), claims_register.PERMISSION),
    Page(
        _("Site as of a date"),
        "as_of:choose",
        MenuPlace(SITE, 20, "calendar"),
        site_as_of.PERMISSION,
    ),
    Page(
        _("Searches without results"),
        "search_misses:list",
        MenuPlace(SITE, 75, "search"),
        search_misses.PERMISSION,
    ),
]


def groups_for(request):
    """Return (title, [(link, mark)]) of each group that has links for the user. The mark is what
    `aria-current` says: "page" at the page that is shown, "true" above it, or ""."""
    links = [*_lists(request), *(page.link() for page in PAGES if _may(request, page))]
    current = _current(request.path, links)
    found = {group: [] for group in GROUPS}
    for link in sorted(links, key=lambda each: each.place.order):
        mark = "page" if link.url == request.path else "true"
        found[link.place.group].append((link, mark if link is current else ""))
    return [(GROUPS[group], links) for group, links in found.items() if links]


def may_add(request):
    """Return (label, address) of what is written so often that the side bar has a button for it."""
    return [
        (each.title_of_add(), _address(each, "add"))
        for each in sorted(_admins(), key=lambda each: each.menu.order)
        if each.add_title and each.menu.group == CONTENT and each.has_add_permission(request)
    ]


def trail(request, opts, original):
    """Return the (label, address) of the pages above the one that is shown: its list, and below
    the form of an object that object."""
    model_admin = admin.site._registry.get(opts.model) if opts else None
    if not isinstance(model_admin, BaseAdmin):
        return []
    steps = [(model_admin.title_of_list(), _address(model_admin, "changelist"))]
    if model_admin.is_single:
        steps.clear()
    if getattr(original, "pk", None):
        steps.append((model_admin.title_of(original), _address(model_admin, "change", original.pk)))
    return [(label, address) for label, address in steps if address != request.path]


def _admins():
    return [each for each in admin.site._registry.values() if isinstance(each, BaseAdmin)]


def _lists(request):
    for each in _admins():
        if each.has_module_permission(request) and each.has_view_or_change_permission(request):
            yield Link(each.title_of_list(), _address(each, "changelist"), each.menu)


def _may(request, page):
    return request.user.has_perm(page.permission)


def _current(path, links):
    """Return the link with the longest beginning of the address, or None."""
    found = [link for link in links if path.startswith(link.url)]
    return max(found, key=lambda link: len(link.url), default=None)


def _address(model_admin, page, *args):
    return url_of(model_admin.model, page, *args)
