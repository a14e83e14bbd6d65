"""`{% side_bar as groups %}`, `{% side_bar_buttons as buttons %}` and `{% trail as steps %}`: the
ways from one page of the admin to the others."""

from django import template

from .. import side_bar

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
