"""Menus and breadcrumbs, from live editions and addresses."""

from django.db.models import OuterRef, Subquery

from tianhe_site.publishing import links
from tianhe_site.publishing.models import Address

from .models import PageEdition, SiteDetailsEdition


def site_details(language, at):
    """Return the site details that are live at `at`, None if there are none."""
    return SiteDetailsEdition.objects.live(at).filter(language=language).first()


def menu(language, at):
    """Return the top-level pages in the menu at `at`, in order."""
    root = links.root(language)
    return [
        page for page in _listed(language, at) if page.path == root or path_above(page.path) == root
    ]


def footer_pages(language, at):
    """Return the live pages in the footer, in order."""
    return list(_live(language, at).filter(in_footer=True).order_by("position", "path"))


def pages_below(path, language, at):
    """Return the live pages directly below `path` that are in the menu, in order."""
    return [
        page
        for page in _listed(language, at)
        if page.path != path and path_above(page.path) == path
    ]


def pages_above(path, language, at):
    """Return the live pages above `path`, from the top down, without the home page."""
    root = links.root(language)
    paths = []
    while (path := path_above(path)) != root and len(path) > len(root):
        paths.append(path)
    if not paths:
        return []
    return sorted(_live(language, at).filter(path__in=paths), key=lambda page: len(page.path))


def _live(language, at):
    addresses = Address.objects.live(at).filter(item=OuterRef("item_id"))
    editions = PageEdition.objects.live(at).filter(language=language).with_path(at)
    return editions.annotate(position=Subquery(addresses.values("position")[:1]))


def _listed(language, at):
    return _live(language, at).filter(in_menu=True).order_by("position", "path")


def path_above(path):
    """Return the path of the parent of the page at `path`."""
    return path.rstrip("/").rpartition("/")[0] + "/"
