"""What a privacy page tells readers: what China's Personal Information Protection Law asks for in
article 17, and the GDPR in article 13."""

from django.utils.translation import gettext_lazy as _

from tianhe_site.languages import listed

LAYOUT = "privacy"
# Per column, the heading above it on the page.
HEADINGS = {
    "privacy_handler": _("Who is responsible and how to reach us"),
    "privacy_purpose": _("Why data is processed"),
    "privacy_kinds": _("Which data is processed"),
    "privacy_method": _("How data is processed"),
    "privacy_retention": _("How long data is kept"),
    "privacy_rights": _("Your rights and how to use them"),
}


def parts_of(content):
    """Return (column, heading, text) of each part of a privacy page, a draft or an edition, that
    has a text."""
    parts = ((name, heading, getattr(content, name)) for name, heading in HEADINGS.items())
    return [part for part in parts if part[2]]


def missing_in(content):
    """Return the names of the columns of a privacy page that are still empty."""
    return [name for name in HEADINGS if not getattr(content, name)]


def names_of(content, columns):
    """Return the names of columns for editors, as one line."""
    return listed(content._meta.get_field(name).verbose_name for name in columns)
