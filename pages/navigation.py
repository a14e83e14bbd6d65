"""Menus and breadcrumbs, from live editions and addresses."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings
from django.db.models import OuterRef, Subquery

from tianhe_site.languages import codes, roots
from tianhe_site.prepared_queries import prepared
from tianhe_site.publishing import links
from tianhe_site.publishing.kept import until_change
from tianhe_site.publishing.models import Address

from . import contacts
from .models import WITH_CONTACTS, Layout, PageEdition, SiteDetailsEdition


class LivePage(NamedTuple):
    """What menus, the footer and the cards of the home page show of a page: thousands of these are
    made after each public change."""

    item_id: int
    title: str
    menu_title: str
    summary: str
    illustration: str
    layout: str
    in_menu: bool
    in_footer: bool
    hide_contacts: bool
    path: str

    @property
    def short_title(self):
        return self.menu_title or self.title


@until_change
def site_details(language, at):
    """Return the site details that are live at `at`: those of the default language for a language
    that has none yet, None if there are none at all."""
    found = SiteDetailsEdition.objects.live(at).filter(language=language).first()
    if found or language == settings.LANGUAGE_CODE:
        return found
    return site_details(settings.LANGUAGE_CODE, at)


@until_change
def languages(at):
    """Return the codes of the languages whose home page is live, the default one first."""
    live = {language for (language,) in _live_homes(paths=roots(), at=at)}
    return tuple(code for code in codes() if code in live)


@prepared
def _live_homes(*, paths, at):
    homes = Address.objects.live(at).filter(path__in=paths).values("item")
    return PageEdition.objects.live(at).filter(item__in=homes).values_list("language")


def menu(language, at):
    """Return the top-level pages in the menu at `at`, in order."""
    return _tree(language, at).menu


def footer_pages(language, at):
    """Return the live pages in the footer, in order. A contact page is there once the site details
    name a contact."""
    pages = _tree(language, at).footer
    others = [page for page in pages if page.layout != Layout.CONTACT]
    if len(others) < len(pages) and not contacts.contacts_in(site_details(language, at)):
        return others
    return pages


def linked_from(edition, pages):
    """Return those of `pages` to which the page of an edition (or None) may link: one that hides
    contact details links to none that shows contacts."""
    if edition and edition.hide_contacts:
        return [page for page in pages if page.layout not in WITH_CONTACTS]
    return pages


def items_with_contacts(language, at):
    """Return the ids of the live pages that show contacts."""
    pages = _tree(language, at).by_path.values()
    return {page.item_id for page in pages if page.layout in WITH_CONTACTS}


def pages_naming_contacts(language, at):
    """Return the names of the people whom readers can contact, and the ids of the live pages that
    show them, contact pages first."""
    found = contacts.contacts_in(site_details(language, at))
    names = [contact.name for contact in found if contact.name]
    pages = _tree(language, at).by_path.values() if names else ()
    shown = [page for page in pages if page.layout in WITH_CONTACTS and not page.hide_contacts]
    shown.sort(key=lambda page: WITH_CONTACTS.index(page.layout))
    return names, [page.item_id for page in shown]


def titles_around(language, at):
    """Return the titles of pages that header and footer show on each page at `at`."""
    pages = [*menu(language, at), *footer_pages(language, at)]
    return list(dict.fromkeys(page.short_title for page in pages))


def pages_below(path, language, at):
    """Return the live pages directly below `path` that are in the menu, in order."""
    return _tree(language, at).below.get(path, [])


def pages_above(path, language, at):
    """Return the live pages above `path`, from the top down, without the home page."""
    by_path, root, above = _tree(language, at).by_path, links.root(language), []
    while (path := path_above(path)) != root and len(path) > len(root):
        if path in by_path:
            above.insert(0, by_path[path])
    return above


def page_at(path, language, at):
    """Return the live page at `path`, None if there is none."""
    return _tree(language, at).by_path.get(path)


def path_above(path):
    """Return the path of the parent of the page at `path`."""
    return path.rstrip("/").rpartition("/")[0] + "/"


@dataclass
class _Tree:
    """All live pages of a language, in the order of menus; `below` has those in the menu by the
    address that they are directly below."""

    menu: list = field(default_factory=list)
    footer: list = field(default_factory=list)
    by_path: dict = field(default_factory=dict)
    below: dict = field(default_factory=dict)


@until_change
def _tree(language, at):
    tree, root = _Tree(), links.root(language)
    for page in _live(language, at):
        above = path_above(page.path)
        tree.by_path[page.path] = page
        if page.in_menu and root in (page.path, above):
            tree.menu.append(page)
        if page.in_menu and page.path != above:
            tree.below.setdefault(above, []).append(page)
        if page.in_footer:
            tree.footer.append(page)
    return tree


def _live(language, at):
    """Return each `LivePage` of a language, in the order of menus."""
    addresses = Address.objects.live(at).filter(item=OuterRef("item_id"))
    editions = PageEdition.objects.live(at).filter(language=language).with_path(at)
    rows = editions.annotate(position=Subquery(addresses.values("position")[:1]))
    rows = rows.order_by("position", "path").values_list(*LivePage._fields)
    return [LivePage(*row) for row in rows]
