"""`{{ facts|as_json }}` in an attribute: what a script reads from it."""

import json

from django import template

register = template.Library()


@register.filter
def as_json(value):
    """Return a value as JSON; the template escapes it for the attribute that it stands in."""
    return json.dumps(value)
