"""`{% side_bar as groups %}`, `{% side_bar_buttons as buttons %}`, `{% trail as steps %}`,
`{% help_address as address %}` and `{% tour_steps as steps %}`: the ways from one page of the admin
to the others."""

from django import template

from .. import help_pages, side_bar, tour

register = template.Library()


@register.simple_tag(takes_context=True, name="side_bar")
def groups(context):
    """Return (title, [(link, what aria-current says)]) of each group."""
    return side_bar.groups_for(context["request"])


@register.simple_tag(takes_context=True, name="side_bar_buttons")
def buttons(context):
    """Return (label, address) of each."""
    return side_bar.may_add(context["request"])


@register.simple_tag(takes_context=True)
def trail(context):
    """Return (label, address) of each page above this one."""
    shown = context.get("original") or context.get("object")
    return side_bar.trail(context["request"], context.get("opts"), shown)


@register.simple_tag(takes_context=True)
def help_address(context):
    """Return the address of the guide to this page."""
    return help_pages.guide_to(context["request"].resolver_match)


@register.simple_tag
def tour_steps():
    """Return what the script of the tour shows, in order."""
    return tour.steps()
