"""Tags for the parts of a page's head that machines read."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import get_language, to_locale

from tianhe_site.languages import root, tag_of
from tianhe_site.seo import LOCALES, absolute, hreflang, share_pictures, structured_data

register = template.Library()


@register.simple_tag
def locale():
    """Return the language of the page in OpenGraph's notation."""
    language = get_language()
    return LOCALES.get(language, to_locale(language))


@register.simple_tag(takes_context=True)
def alternate_links(context):
    """Return the `hreflang` of the page that is shown, its own included."""
    same = [each for each in context.get("alternates", ()) if each.is_same]
    others = {each.language: absolute(each.path) for each in same}
    return hreflang({**others, get_language(): context["canonical_url"]})


@register.simple_tag(takes_context=True)
def shared_picture(context, chosen=None):
    """Return address, width, height and description of the picture for link previews: the `chosen`
    one, else the one designed for the page's `drawing`."""
    return chosen or share_pictures.picture_of(context.get("drawing"), get_language())


@register.simple_tag(takes_context=True)
def structured_data_of(context, picture=None):
    """Return the script element with the page's schema.org data: the view's `page_data`, and
    `other_data` beside it."""
    graph = structured_data.graph(
        context.get("page_data") or _page_data(context),
        context.get("other_data", ()),
        url=context["canonical_url"],
        language=tag_of(get_language()),
        root=root(get_language()),
        site=context["site"],
        image=picture["address"] if picture else "",
        logo=absolute(static("img/icon-512.png")),
        about_site=not context.get("hides"),
    )
    return format_html(
        '<script type="application/ld+json">{}</script>', structured_data.script(graph)
    )


def _page_data(context):
    """Return the default `page_data`, for any item or list."""
    if "edition" in context:
        return structured_data.web_page(context["edition"])
    return structured_data.list_page(context["heading"], context["description"])
