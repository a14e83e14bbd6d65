"""Menu, footer, glossary and site details, for the templates that every section shares."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from pages import filings as filing_numbers
from pages import glossary, navigation, privacy
from pages.contacts import contacts_in
from tianhe_site import languages
from tianhe_site.publishing import links
from tianhe_site.publishing.clock import moment_of
from tianhe_site.publishing.views import media_root

register = template.Library()


@register.simple_tag(takes_context=True)
def hides_contacts(context):
    """Return whether the page leaves out the company's contacts."""
    edition = context.get("edition")
    return bool(edition and edition.hide_contacts)


@register.simple_tag(takes_context=True)
def menu(context):
    """Return the pages of the main menu."""
    return _linked(context, navigation.menu(get_language(), moment_of(context["request"])))


@register.simple_tag(takes_context=True)
def footer_pages(context):
    """Return the pages in the footer."""
    pages = navigation.footer_pages(get_language(), moment_of(context["request"]))
    return _linked(context, pages)


def _linked(context, pages):
    """Return those of `pages` to which the page may link."""
    return navigation.linked_from(context.get("edition"), pages)


@register.simple_tag(takes_context=True)
def glossary_terms(context):
    """Return the live terms of the glossary."""
    return glossary.live_terms(get_language(), moment_of(context["request"]))


@register.simple_tag(takes_context=True)
def term_links(context):
    """Return the terms that the tag `rich_text` links, except the one on whose page they are."""
    links = glossary.term_links(get_language(), moment_of(context["request"]))
    # A preview has another address, but must show what readers will see.
    return [(forms, path) for forms, path in links if path != context["edition"].path]


@register.simple_tag(takes_context=True)
def site_details(context):
    """Return the live site details, None if none were published."""
    return navigation.site_details(get_language(), moment_of(context["request"]))


@register.simple_tag
def lang_of(edition):
    """Return the attribute that names the language of what is shown of an edition, "" if it's that
    of the page."""
    is_own = edition.language == get_language()
    return "" if is_own else format_html(' lang="{}"', languages.tag_of(edition.language))


@register.simple_tag
def contacts(details):
    """Return the contacts that the site details name."""
    return contacts_in(details)


@register.simple_tag(takes_context=True)
def filings(context):
    """Return the filing numbers for the bottom of the home page; none on other pages."""
    edition = context.get("edition")
    if not edition or edition.path != links.root(get_language()):
        return []
    return filing_numbers.filings_of(context["site"], media_root(context["request"]))


@register.simple_tag
def privacy_parts(edition):
    """Return (column, heading, text) of each part of a privacy page."""
    return privacy.parts_of(edition)


@register.simple_tag(takes_context=True)
def place_in_menu(context):
    """Return which entries of the menu are marked: all that its HTML depends on in a language."""
    entries = [page.path for page in context["menu_pages"]]
    entries += [each.path for each in context["all_entrances"] if each.menu_title]
    return tuple(current(context, path) for path in [*entries, reverse("search:results")])


@register.simple_tag(takes_context=True)
def current(context, path):
    """Return the attribute that marks the current page, or its section, in the menu."""
    shown = context["request"].path
    if shown == path:
        return mark_safe(' aria-current="page"')
    is_section = path != links.root(get_language()) and shown.startswith(path)
    return mark_safe(' aria-current="true"') if is_section else ""
