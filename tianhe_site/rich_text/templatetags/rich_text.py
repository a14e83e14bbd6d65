"""`{% rich_text edition.body edition.sources %}`: an editor's text as readers get it."""

from django import template
from django.utils.safestring import mark_safe

from tianhe_site.rich_text.cleaning import for_readers

register = template.Library()


@register.simple_tag(takes_context=True)
def rich_text(context, markup, sources=()):
    """Return `markup` sanitised, its links resolved as of the page's moment, its claims leading to
    the list of `sources` on the page, its pictures those of the page's `media`."""
    text = for_readers(markup, context["moment"], len(sources), context.get("media"))
    return mark_safe(text)
