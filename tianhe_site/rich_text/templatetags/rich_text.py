"""`{% rich_text edition.body edition.sources %}`: rich text as readers get it."""

from django import template
from django.utils.safestring import mark_safe

from tianhe_site.rich_text.cleaning import for_readers
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
