"""The designed pictures of static/img/share/, shown where someone links to a page that no picture
leads. artwork/share_pictures.py renders them.

WeChat, where Chinese pages are shared most, shows a square: it cuts off the sides of a wide one.
"""

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from tianhe_site.chinese import is_chinese

from . import absolute

# Pixels.
WIDE, SQUARE = (1200, 630), (600, 600)
# Each drawing and its description for people who can't see it.
DESCRIPTIONS = {
    "mark": _("Two overlapping circles with a dot where they meet, and ripples around them."),
    "dividing": _("A cell dividing in two, and ripples around it."),
    "lineage": _("One cell, the two that come from it, and the four that come from those."),
    "meeting": _("Two sets of ripples meeting."),
    "spring": _("A spring seen from above its rings, with bubbles rising from it."),
    "ring": _("A ring with a tick for each day of a month, and a dot on one of them."),
}
DEFAULT = "mark"


def picture_of(drawing, language):
    """Return address, width, height and description of the picture of a drawing for a page in
    `language`, those of `DEFAULT` if there is none of that name."""
    name = drawing if drawing in DESCRIPTIONS else DEFAULT
    is_square = is_chinese(language)
    width, height = SQUARE if is_square else WIDE
    return {
        "address": absolute(path_of(f"square/{name}" if is_square else name)),
        "width": width,
        "height": height,
        "description": DESCRIPTIONS[name],
    }


def path_of(name):
    """Return the path of a picture among the static files."""
    return static(f"img/share/{name}.png")
