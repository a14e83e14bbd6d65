"""The part of a page's head that machines read."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import get_language

from tianhe_site.seo import LOCALES, absolute, share_pictures, structured_data

register = template.Library()


@register.simple_tag
def locale():
    """Return the language of the page as OpenGraph writes it."""
    return LOCALES[get_language()]


@register.simple_tag(takes_context=True)
def shared_picture(context, chosen=None):
    """Return address, width, height and description of the picture shown where someone links to
    the page: the one that was chosen, else the designed one of its `drawing`."""
    return chosen or share_pictures.picture_of(context.get("drawing"))


@register.simple_tag(takes_context=True)
def structured_data_of(context, picture=None):
    """Return the script element that says in the words of schema.org what the page is: what its
    view gave as `page_data`, and `other_data` beside that."""
    graph = structured_data.graph(
        context.get("page_data") or _page_data(context),
        context.get("other_data", ()),
        url=context["canonical_url"],
        language=get_language(),
        site=context["site"],
        image=picture["address"] if picture else "",
        logo=absolute(static("img/icon-512.png")),
    )
    return format_html(
        '<script type="application/ld+json">{}</script>', structured_data.script(graph)
    )


def _page_data(context):
    """Return what any item is, or any list."""
    if "edition" in context:
        return structured_data.web_page(context["edition"])
    return structured_data.list_page(context["heading"], context["description"])
