"""`{{ facts|as_json }}`: data for scripts, in an HTML attribute."""

import json

from django import template

register = template.Library()


@register.filter
def as_json(value):
    """Return a value as JSON; the template escapes it for the attribute."""
    return json.dumps(value)
