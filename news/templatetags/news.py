"""`{% latest_news 4 as items %}`: the newest items, where another section shows them."""

from django import template
from django.utils.translation import get_language

from news import listing
from tianhe_site.publishing.clock import moment_of
from tianhe_site.publishing.views import with_leads

register = template.Library()


@register.simple_tag(takes_context=True)
def latest_news(context, count):
    """Return the `count` newest items that are live at the page's moment, with their pictures."""
    request = context["request"]
    return with_leads(listing.live_news(get_language(), moment_of(request))[:count], request)
