"""What an editor may write: one list, for the toolbar's filter and for the sanitiser."""

# Each tag with the attributes it may carry. Never svg, math, style, script or iframe: they are
# the ways in. No class or style attribute: the design belongs to the templates.
TAGS = {
    # With a style it stands for what is put there for readers, see `styles`.
    "p": {"data-style"},
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
    # A picture of the library, in one of `pictures.STYLES`.
    "img": {"src", "data-style"},
    "table": {"data-style"},
    "caption": set(),
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    # Blocks in a style, see `styles`: a call-out; facts, a timeline or people; a question.
    "aside": {"data-style"},
    "dl": {"data-style"},
    "dt": set(),
    "dd": set(),
    "details": set(),
    "summary": set(),
}

# Written by Word and by older editors; what they mean has a tag above.
RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4"}

# Parts of formulas and drawings that hold words. The sanitiser's parser takes away whole what is
# in them; under a name that says nothing to it they lose the tag alone. The markup of a formula for
# programs (annotation) goes: its words stand there a second time.
FOREIGN = {
    *("math", "semantics", "mrow", "mi", "mn", "mo", "ms", "mtext", "mstyle", "merror", "none"),
    *("mfrac", "msqrt", "mroot", "mfenced", "menclose", "mpadded", "mphantom", "maction"),
    *("msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts"),
    *("mtable", "mtr", "mlabeledtr", "mtd", "mstack", "mlongdiv", "msgroup", "msrow", "mscarries"),
    *("mscarry", "svg", "g", "switch", "text", "tspan"),
}

URL_SCHEMES = {"http", "https", "mailto", "tel"}
