"""What a page says about itself besides its text.

`{% approval_statement items heading as approval %}`: which authority has approved the therapy, or
that none has, for a page that may also list items or say something else.
`{% approval_statement_for query results as approval %}`: the same for the results of a search.
`{% age_note as age %}`: how old the page is.
`{% whole_years item.date as years %}`: how old something on it is.
`{% shared_description as description %}`: its description for search engines and link previews.
"""

from django import template
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tianhe_site.publishing import age, content_checks
from tianhe_site.publishing.clock import moment_of
from tianhe_site.search.fragments import matches_any

register = template.Library()

# Characters of a description that search engines and link previews show for sure.
SHOWN = 160
# What lists show of items and pages, as far as they have it.
SHOWN_OF_A_ROW = ("title", "menu_title", "summary", "category_name")


@register.simple_tag(takes_context=True)
def approval_statement(context, *shown):
    """Return the approval statement for readers of a page: of its edition, if it has one, or above
    what else is `shown`, each a text or a list of texts and of rows. "" if there is none."""
    edition, site, at = context.get("edition"), context["site"], moment_of(context["request"])
    of_edition = content_checks.statement_on(edition, site, at) if edition else ""
    lists = [[each] if isinstance(each, str) else each or () for each in shown]
    texts = [_plain(text) for rows in lists for row in rows for text in _texts_of(row)]
    return of_edition or content_checks.statement_above(texts, site, at)


@register.simple_tag(takes_context=True)
def approval_statement_for(context, query, results):
    """Return the approval statement for readers of the results of a search: if `query` asks for it,
    with a word of its own or of its heading, or if a result names a product. "" if there is none.
    """
    statement = content_checks.statement_of(context["site"])
    if statement and matches_any(f"{_('Approval')}: {statement}", query):
        return statement
    return approval_statement(context, results)


def _texts_of(row):
    """Return what a list shows of a row, or a text itself."""
    return [row] if isinstance(row, str) else [getattr(row, name, "") for name in SHOWN_OF_A_ROW]


def _plain(text):
    """Return a text without the markup that a result of a search has."""
    return strip_tags(text) if isinstance(text, SafeString) else text


@register.simple_tag(takes_context=True)
def age_note(context):
    """Return the sentence about the age of the page's edition, "" if it isn't old."""
    return age.note_on(context["edition"], moment_of(context["request"]))


@register.simple_tag(takes_context=True)
def whole_years(context, day):
    """Return how many whole years ago `day` was."""
    return age.years_since(day, moment_of(context["request"]))


@register.simple_tag(takes_context=True)
def shared_description(context):
    """Return the description of the page's edition, with its approval statement. That comes first
    if there is no room for both: its end may be cut off."""
    description, statement = context["edition"].page_description(), approval_statement(context)
    fits = len(f"{description} {statement}") <= SHOWN
    parts = [description, statement] if fits else [statement, description]
    return " ".join(part for part in parts if part)
