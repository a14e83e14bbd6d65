"""The approval statement as an answer of the search: it is on pages, none of which is its own."""

from django.utils.translation import gettext as _

from tianhe_site.search.fragments import matches_all, matches_any
from tianhe_site.upward import ModuleAbove

from ..content_checks import statement_of

# Who speaks for the site: `site.site_details(language, at)`.
site = ModuleAbove("pages.navigation")


def statement_for(query, language, at):
    """Return the approval statement if `query` asks for it, with a word of its own or of its
    heading, else ""; and whether it has all words of the query."""
    statement = statement_of(site.site_details(language, at))
    text = "\n".join([_("Approval"), statement])
    if not (statement and query.groups and matches_any(text, query)):
        return "", False
    return statement, matches_all(text, query)
