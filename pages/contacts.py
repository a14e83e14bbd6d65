"""Whom readers can contact, by who they are: from the site details, for the contact page."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

# Per role, the beginning of the names of its columns.
ROLES = {
    "patients": _("Patients and families"),
    "physicians": _("Physicians"),
    "partners": _("Partners"),
    "contact": _("Press"),
}


class Contact(NamedTuple):
    """A phone number, an email address or both, for readers in one of `ROLES`. Only the press has
    the `name` of a person."""

    role: str
    heading: str
    name: str
    phone: str
    email: str


def contacts_in(details):
    """Return the contacts that site details (a draft or an edition, or None) name, in the order of
    `ROLES`."""
    found = [_contact_for(role, details) for role in ROLES] if details else []
    return [contact for contact in found if contact.phone or contact.email]


def roles_without_contact(details):
    """Return the headings of the roles for which site details name no contact."""
    named = {contact.role for contact in contacts_in(details)}
    return [heading for role, heading in ROLES.items() if role not in named]


def _contact_for(role, details):
    values = (getattr(details, f"{role}_{part}", "") for part in ("name", "phone", "email"))
    return Contact(role, ROLES[role], *values)
