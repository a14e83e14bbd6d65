"""Checks of pages that hide the company's contacts: their own text may still name some."""

import re

from django.utils.translation import gettext as _

from tianhe_site.rich_text.references import REFERENCE
from tianhe_site.upward import ModuleAbove

from .findings import Finding, Level
from .reading import links_of, texts_of

# Which items show contacts: `site.items_with_contacts(language, at)`.
site = ModuleAbove("pages.navigation")

_EMAIL = r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
# With a country or an area code, of a Chinese mobile phone, or of a service line.
_PHONE = r"(?<![\w.+])(?:\+[0-9]|0[0-9]|1[3-9][0-9]|[48]00)(?:[ ()-]{0,2}[0-9]){6,13}(?![0-9])"
_CONTACT = re.compile(f"{_EMAIL}|{_PHONE}", re.ASCII)
_DIRECT = ("mailto:", "tel:")


def contacts_on_page_without(content, at):
    """Addresses, phone numbers and links to contacts in a text that should have none."""
    if not content.hide_contacts:
        return
    for name, text in texts_of(content):
        for found in _CONTACT.finditer(text):
            yield _finding(name, found[0], found[0])
    hidden = site.items_with_contacts(content.language, at)
    for name, href, words in links_of(content):
        reference = REFERENCE.fullmatch(href)
        if href.lower().startswith(_DIRECT):
            yield _finding(name, href.partition(":")[2].partition("?")[0], words)
        elif reference and int(reference[1]) in hidden:
            yield _finding(name, words, words)


def _finding(name, contact, words):
    message = _("This page hides contact details, but its text has one: %s. Remove it.") % contact
    return Finding(Level.WARN, name, message, "contact", contact, word=words)
