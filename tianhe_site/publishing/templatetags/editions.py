"""What a page says about itself besides its text.

`{% approval_statement items heading as approval %}`: which authority has approved the therapy, or
that none has, for a page that may also list items or say something else.
`{% age_note as age %}`: how old the page is.
`{% whole_years item.date as years %}`: how old something on it is.
`{% shared_description as description %}`: its description for search engines and link previews.
"""

import re

from django import template
from django.utils.safestring import SafeString

from tianhe_site.publishing import age, content_checks
from tianhe_site.publishing.clock import moment_of

register = template.Library()

# Characters of a description that search engines and link previews show for sure.
SHOWN = 160
# What lists show of items and pages, as far as they have it.
SHOWN_OF_A_ROW = ("title", "menu_title", "summary", "category_name")
_TAG = re.compile("<[^>]*>")


@register.simple_tag(takes_context=True)
def approval_statement(context, *shown):
    """Return the approval statement for readers of a page: of its edition, if it has one, or above
    what else is `shown`, each a text or a list of texts and of rows. "" if there is none."""
    lists = [[each] if isinstance(each, str) else each or () for each in shown]
    texts = [_plain(text) for rows in lists for row in rows for text in _texts_of(row)]
    at = moment_of(context["request"])
    return content_checks.statement_on_page(context.get("edition"), texts, context["site"], at)


def _texts_of(row):
    """Return what a list shows of a row, or a text itself."""
    return [row] if isinstance(row, str) else [getattr(row, name, "") for name in SHOWN_OF_A_ROW]


def _plain(text):
    """Return a text without the marks that a result of a search has."""
    # `strip_tags` takes a millisecond for twenty results.
    return _TAG.sub("", text) if isinstance(text, SafeString) else text


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
    edition, at = context["edition"], moment_of(context["request"])
    description = edition.page_description()
    statement = content_checks.statement_on(edition, context["site"], at)
    fits = len(f"{description} {statement}") <= SHOWN
    parts = [description, statement] if fits else [statement, description]
    return " ".join(part for part in parts if part)
