"""`{% other_languages as others %}`: the links from a page to the other languages of the site."""

from django import template
from django.utils.translation import get_language, get_language_info, gettext_noop, override
from django.utils.translation import gettext as _

from tianhe_site.publishing import alternates
from tianhe_site.publishing.clock import moment_of

register = template.Library()

# Names of languages are Django's words, but the last word is our catalog's: 英文, not 英语.
gettext_noop("English")


@register.simple_tag(takes_context=True)
def other_languages(context):
    """Return (`Alternate`, note) for each other language: the note says that the page is in this
    one alone. What is no page, such as a 404, leads to the home pages."""
    language = get_language()
    if "alternates" not in context:
        return [(each, "") for each in alternates.homes(language, moment_of(context["request"]))]
    return [(each, "" if each.is_same else _note(language, each)) for each in context["alternates"]]


def _note(language, alternate):
    """Return, in the language of a link that leads to another page, why it does."""
    with override(alternate.language):
        name = get_language_info(language)["name_translated"]
        return _("This page is available in %(language)s only.") % {"language": name}
