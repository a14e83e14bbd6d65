"""`{% rich_text edition.body edition.sources %}`: an editor's text as readers get it."""

from django import template
from django.utils.safestring import mark_safe

from tianhe_site.rich_text.cleaning import for_readers
from tianhe_site.rich_text.presentation import with_latest_news
from tianhe_site.rich_text.terms import with_terms

register = template.Library()


@register.simple_tag(takes_context=True)
def rich_text(context, markup, sources=(), terms=(), latest_news=""):
    """Return `markup` sanitised, its links resolved as of the page's moment, its claims leading to
    the list of `sources` on the page, its pictures those of the page's `media`, the first
    occurrence of each of the `terms` linked (see `with_terms`), and `latest_news` where an editor
    asked for them (see `with_latest_news`)."""
    text = for_readers(markup, context["moment"], len(sources), context.get("media"))
    return mark_safe(with_latest_news(with_terms(text, terms), latest_news))
