"""`{% icon "pencil" %}`: a small picture beside words, or on a button that has a label.

One set: drawn for this site on a grid of 24, lines of 1.75 in the color of the text. Screen readers
skip them.
"""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()

# The lines of each, by name.
ICONS = {
    "archive": "M4 9v9a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V9M3 4h18v5H3zM10 13h4",
    "arrow-left": "M20 12H4m6-6-6 6 6 6",
    "arrow-right": "M4 12h16m-6-6 6 6-6 6",
    "book": "M5 19V5a2 2 0 0 1 2-2h12v14H7a2 2 0 0 0 0 4h12v-4",
    "calendar": (
        "M5 5h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM3 "
        "10h18M8 2v5M16 2v5"
    ),
    "check": "m4 12.5 5.5 5.5L20 6.5",
    "chevron": "m6 9 6 6 6-6",
    "claim": "M6 21V4m0 0h12l-3 4 3 4H6",
    "clock": "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zm0 4v5l3.5 2",
    "compare": (
        "M12 3v18M9 6H5a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h4M15 6h4a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-4"
    ),
    "copy": (
        "M9 9h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1zM5 "
        "15H4V4a1 1 0 0 1 1-1h10v2"
    ),
    "dashboard": "M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z",
    "desktop": (
        "M4 4h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM12 16v4M8 20h8"
    ),
    "document": (
        "M6 3h8l5 5v12a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM14 3v5h5M9 13h6M9 17h6"
    ),
    "external": "M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5",
    "eye": (
        "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 "
        "1 1 0 6 3 3 0 0 1 0-6z"
    ),
    "filter": "M4 6h16M7 12h10M10 18h4",
    "folder": "M3 6a1 1 0 0 1 1-1h5l2 3h9a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1z",
    "gear": (
        "M4 7h9M17 7h3M4 17h3M11 17h9M15 5a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM9 15a2 2 0 1 1 0 "
        "4 2 2 0 0 1 0-4z"
    ),
    "help": (
        "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM9.5 9.5a2.5 2.5 0 1 1 3.6 "
        "2.2c-.8.4-1.1.9-1.1 1.8M12 17v.01"
    ),
    "history": "M4 12a8 8 0 1 0 2.6-5.9L4 8.5M4 4v4.5h4.5M12 8v4.5l3 1.7",
    "info": "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 11v6M12 7.5v.01",
    "link": (
        "M10 14a4 4 0 0 0 5.7 0l4-4A4 4 0 0 0 14 4.3l-1 1M14 10a4 4 0 0 0-5.7 0l-4 4A4 "
        "4 0 0 0 10 19.7l1-1"
    ),
    "log-out": "M10 4H5a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h5M15 8l4 4-4 4M19 12H9",
    "mail": (
        "M4 5h16a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM3.5 6.5 "
        "12 13l8.5-6.5"
    ),
    "menu": "M4 6h16M4 12h16M4 18h16",
    "moon": "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
    "more": (
        "M5 11.5a.5.5 0 1 1 0 1 .5.5 0 0 1 0-1zm7 0a.5.5 0 1 1 0 1 .5.5 0 0 1 0-1zm7 0a.5.5 0 1 1 "
        "0 1 .5.5 0 0 1 0-1z"
    ),
    "news": (
        "M4 4h13v15a1 1 0 0 0 2 1 2 2 0 0 0 2-2V9h-4M17 20H6a2 2 0 0 1-2-2V4M7.5 8h6M7.5 "
        "12h6M7.5 16h4"
    ),
    "page": (
        "M4 5h16a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM3 9.5h18M7 14h6"
    ),
    "pencil": ("M4 20v-4.5L15.5 4a2 2 0 0 1 2.8 0l1.7 1.7a2 2 0 0 1 0 2.8L8.5 20zM13.5 6l4.5 4.5"),
    "people": (
        "M9 4a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM2.5 20c0-3.5 2.5-6 6.5-6s6.5 2.5 6.5 "
        "6M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.5c2.2.8 3.5 2.8 3.5 5.5"
    ),
    "person": "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 21c0-4 3-6.5 7.5-6.5s7.5 2.5 7.5 6.5",
    "phone": (
        "M8 2.5h8a1.5 1.5 0 0 1 1.5 1.5v16a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 "
        "6.5 20V4A1.5 1.5 0 0 1 8 2.5zM11 18h2"
    ),
    "picture": (
        "M4 4h16a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM3.5 "
        "17.5 9 11l5 5.5 2.5-3 4 4M15.5 7.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z"
    ),
    "pin": "M12 16v5M9 3h6l-.7 7L18 13v3H6v-3l3.7-3z",
    "plus": "M12 5v14M5 12h14",
    "search": "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5 21 21",
    "send": "M21 3 3 10.5l7 3.5 3.5 7zM10 14l11-11",
    "shield": "M12 3 5 5.5V11c0 4.5 2.8 8 7 10 4.2-2 7-5.5 7-10V5.5zM9 11.5l2.2 2.2L15 10",
    "sun": (
        "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2v2.5M12 19.5V22M2 12h2.5M19.5 "
        "12H22M5 5l1.7 1.7M17.3 17.3 19 19M19 5l-1.7 1.7M6.7 17.3 5 19"
    ),
    "tag": "M3 4h8l10 10-7 7L4 11zM7.5 8.5v.01",
    "translate": (
        "M3 5h11M8.5 3v2M5.5 9c1.5 3 3.7 4.8 6.5 6M11.5 5c-1 4.5-3.8 8-7.5 10M12.5 21l4.5-11 4.5 "
        "11M14.2 17h5.6"
    ),
    "trash": (
        "M4 6.5h16M9 6V4a1 1 0 0 1 1-1h4a1 1 0 0 1 1 1v2M6 6.5l1 13a1.5 1.5 0 0 0 "
        "1.5 1.5h7a1.5 1.5 0 0 0 1.5-1.5l1-13M10 11v6M14 11v6"
    ),
    "undo": "M8 5 4 9l4 4M4 9h10a6 6 0 0 1 0 12h-3",
    "upload": "M12 16V4m-5 5 5-5 5 5M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3",
    "warning": "M12 4 2.5 20h19zM12 10v5M12 17.5v.01",
    "x": "M6 6l12 12M18 6 6 18",
}


@register.simple_tag
def icon(name):
    """Return the icon of this name as SVG. Raises KeyError where there is none."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>',
        mark_safe(ICONS[name]),
    )
