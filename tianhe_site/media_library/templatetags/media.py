"""Media as readers get it: `{% lead_picture "lead" %}`, `{% picture item.lead "card" %}`, `{%
attached_document %}`."""

from django import template
from django.conf import settings
from django.utils.html import format_html

from tianhe_site.media_library import markup

register = template.Library()
# Pixels; the width that link previews use.
SHARED_WIDTH = 1280


@register.simple_tag(takes_context=True)
def lead_picture(context, place):
    """Return the lead picture of the page's edition; "" if there is none."""
    media = context.get("media")
    return media.lead_picture(place) if media else ""


@register.simple_tag(takes_context=True)
def lead_caption(context):
    """Return the caption of the page's lead picture; "" if there is none."""
    media = context.get("media")
    return markup.caption(media.lead) if media and media.lead else ""


@register.simple_tag(takes_context=True)
def attached_document(context):
    """Return a link to the document attached to the page; "" if there is none."""
    media = context.get("media")
    if not media or not media.attached:
        return ""
    address, note = media.document(media.attached["document"])
    return format_html('<a href="{}">{}</a> {}', address, media.attached["name"], note)


@register.simple_tag(takes_context=True)
def picture_to_share(context):
    """Return address, width, height and description of the picture for link previews; None if the
    page has no lead picture."""
    media = context.get("media")
    shared = media and media.lead and media.lead.fallback(SHARED_WIDTH)
    if not shared:
        return None
    return {
        "address": f"{settings.SITE_URL}{media.lead.url(shared)}",
        "width": shared.width,
        "height": shared.height,
        "description": media.lead.description,
    }


@register.simple_tag
def download_of(shown):
    """Return the file that readers download of a picture; None if there is none yet."""
    return markup.download_of(shown)


@register.simple_tag
def picture(shown, place, *, first=False):
    """Return a picture in a list, cropped for `place`. The `first` one of a page loads at once."""
    return markup.picture(shown, place, first=first)
