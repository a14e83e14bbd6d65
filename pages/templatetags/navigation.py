"""Menu, trail and site details, for the templates that every section shares."""

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from pages import navigation
from pages.models import SiteDetailsEdition
from tianhe_site.publishing import links
from tianhe_site.publishing.clock import moment_of

register = template.Library()


@register.simple_tag(takes_context=True)
def menu(context):
    """Return the pages of the main menu."""
    return navigation.menu(get_language(), moment_of(context["request"]))


@register.simple_tag(takes_context=True)
def site_details(context):
    """Return the live site details, None before any were published."""
    moment = moment_of(context["request"])
    return SiteDetailsEdition.objects.live(moment).filter(language=get_language()).first()


@register.simple_tag(takes_context=True)
def current(context, path):
    """Return the attribute that marks the menu entry of the page, or of the section, shown."""
    shown = context["request"].path
    if shown == path:
        return mark_safe(' aria-current="page"')
    is_section = path != links.root(get_language()) and shown.startswith(path)
    return mark_safe(' aria-current="true"') if is_section else ""
