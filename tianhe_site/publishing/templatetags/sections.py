"""`{% entrances as all_entrances %}`, `{% section_names as names %}`: the sections of the site."""

from django import template

from tianhe_site.publishing import sections

register = template.Library()


@register.simple_tag
def entrances():
    """Return the entrances of all sections."""
    return sections.entrances()


@register.simple_tag
def section_names():
    """Return the names, for readers, of the sections that can be searched."""
    return [model.section_name() for model in sections.searched().values()]
