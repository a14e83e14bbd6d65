"""The part of a page's head that machines read."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import get_language

from tianhe_site.seo import LOCALES, absolute, share_picture, structured_data

register = template.Library()


@register.simple_tag
def locale():
    """Return the language of the page as OpenGraph writes it."""
    return LOCALES[get_language()]


@register.simple_tag(takes_context=True)
def shared_picture(context, chosen=None):
    """Return address, type, width, height and description of the picture that stands for the page
    where somebody links to it: the one that was chosen, else one that is drawn. None before
    details of the site were published."""
    site, edition = context["site"], context.get("edition")
    if chosen or not site:
        return chosen
    if edition:
        title, path = edition.title, f"{edition.path}share-"
    else:
        title, path = site.legal_name, "/share/"
    name = share_picture.name_of(title, site.name, context.get("drawing", ""))
    return {
        "address": absolute(f"{path}{name}.png"),
        "width": share_picture.WIDTH,
        "height": share_picture.HEIGHT,
        "description": title,
    }


@register.simple_tag(takes_context=True)
def structured_data_of(context, picture=None):
    """Return the script element that says in the words of schema.org what the page is: what its
    view gave as `page_data`, and `other_data` beside that."""
    graph = structured_data.graph(
        context["page_data"],
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
