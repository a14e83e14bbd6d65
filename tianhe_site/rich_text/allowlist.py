"""What an editor may write: one list, for the toolbar's filter and for the sanitiser."""

# Each tag with the attributes it may carry. Never svg, math, style, script or iframe: they are
# the ways in. No class or style attribute: the design belongs to the templates.
TAGS = {
    "p": set(),
    "h2": set(),
    "h3": set(),
    "h4": set(),
    "ul": set(),
    "ol": {"start"},
    "li": set(),
    "blockquote": set(),
    "hr": set(),
    "br": set(),
    "strong": set(),
    "em": set(),
    "sub": set(),
    "sup": set(),
    # A claim, tied to the numbered sources of its item.
    "mark": {"data-sources"},
    "a": {"href"},
    # A picture of the library, in one of the styles of `pictures.STYLES`.
    "img": {"src", "data-style"},
    "table": set(),
    "caption": set(),
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}

# Written by Word and by older editors; what they mean has a tag above.
RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4"}

URL_SCHEMES = {"http", "https", "mailto", "tel"}
