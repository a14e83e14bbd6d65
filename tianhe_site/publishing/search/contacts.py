"""Pages found by the name of a person to contact: it is in the site details, which have no page."""

from tianhe_site.search.fragments import matches_all
from tianhe_site.upward import ModuleAbove

from .pins import hits_of_items

# Who speaks for the site: `site.pages_naming_contacts(language, at)`.
site = ModuleAbove("pages.navigation")


def contact_hits(query, language, at):
    """Return the hits of the pages that show a contact whose name has all words of `query`."""
    names, pages = site.pages_naming_contacts(language, at)
    is_named = query.groups and any(matches_all(name, query) for name in names)
    return hits_of_items(pages, language, at) if is_named else []
