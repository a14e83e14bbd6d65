"""`{% rich_text edition.body edition.sources %}`: rich text as readers get it.
`{% chapters text as found %}`: what a list of its parts links to. `{% sources_of edition as found
%}`: its sources, each with the way back to its claims."""

from string import ascii_lowercase

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from tianhe_site.rich_text.claims import references_in
from tianhe_site.rich_text.cleaning import for_readers
from tianhe_site.rich_text.headings import chapters_in
from tianhe_site.rich_text.presentation import with_latest_news
from tianhe_site.rich_text.terms import with_terms

register = template.Library()


@register.simple_tag(takes_context=True)
def rich_text(context, markup, sources=(), terms=(), latest_news=""):
    """Return `markup` for readers: sanitized, with links resolved at the page's moment.

    Claims link to the list of `sources` on the page. Pictures come from the page's `media`. The
    first occurrence of each of `terms` is linked (see `with_terms`). `latest_news` appears where
    an editor placed it (see `with_latest_news`).
    """
    text = for_readers(markup, context["moment"], len(sources), context.get("media"))
    return mark_safe(with_latest_news(with_terms(text, terms), latest_news))


@register.simple_tag
def chapters(text):
    """Return (id, words) of each part of a text that `rich_text` returned, if it has enough."""
    return chapters_in(text)


@register.simple_tag
def sources_of(edition):
    """Return (source, claims) of each source of an edition; `claims` are (text of a link, id, name
    for screen readers) of each place in the text that refers to it."""
    references = references_in(edition.page_text(), len(edition.sources))
    return [
        (source, _ways_back(number, ids))
        for number, (source, ids) in enumerate(zip(edition.sources, references, strict=True), 1)
    ]


def _ways_back(number, ids):
    if len(ids) == 1:
        return [(_("Back to the claim"), ids[0], _("Back to the claim of source %d") % number)]
    return [_way_back(number, order, id) for order, id in enumerate(ids)]


def _way_back(number, order, id):
    """Return letter, id and name of the claim of source `number` that is at `order`, from 0."""
    round_, place = divmod(order, len(ascii_lowercase))
    letter = ascii_lowercase[place] + (str(round_ + 1) if round_ else "")
    name = _("Claim %(letter)s of source %(number)d") % {"letter": letter, "number": number}
    return letter, id, name
