"""The tags and attributes that rich text may hold: one list for the editor's filter and for the
sanitizer."""

# The attributes that each tag may carry. Never svg, math, style, script or iframe, which are
# attack vectors. No class or style attribute: templates own the design.
TAGS = {
    # With a style it is a placeholder for content that readers get, see `styles`.
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
    # Words of another language, see `language_marks`.
    "span": {"lang"},
    "a": {"href"},
    # A picture from the library, in one of `pictures.STYLES`.
    "img": {"src", "data-style"},
    "table": {"data-style"},
    "caption": set(),
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    # Styled blocks, see `styles`: a callout; facts, a timeline or people; a question.
    "aside": {"data-style"},
    "dl": {"data-style"},
    "dt": set(),
    "dd": set(),
    "details": set(),
    "summary": set(),
}

# Tags of Word and older editors, with their equivalents above.
RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4"}

# Tags of formulas and drawings (MathML, SVG). The sanitizer's parser drops the whole content of
# such an element, and everything after an empty one such as <mspace/>. Renamed to an unknown tag,
# they only lose the tag.
FOREIGN = {
    *("abs", "and", "animate", "apply", "approx", "arccos", "arccosh", "arccot", "arccoth"),
    *("arccsc", "arccsch", "arcsec", "arcsech", "arcsin", "arcsinh", "arctan", "arctanh", "arg"),
    *("bind", "bvar", "card", "cartesianproduct", "cbytes", "ceiling", "cerror", "ci", "circle"),
    *("cn", "codomain", "complexes", "compose", "condition", "conjugate", "cos", "cosh", "cot"),
    *("coth", "cs", "csc", "csch", "csymbol", "curl", "declare", "defs", "degree", "determinant"),
    *("diff", "discard", "divergence", "divide", "domain", "domainofapplication", "ellipse"),
    *("emptyset", "eq", "equivalent", "eulergamma", "exists", "exp", "exponentiale", "factorial"),
    *("factorof", "false", "filter", "floor", "fn", "forall", "g", "gcd", "geq", "grad", "gt"),
    *("ident", "imaginary", "imaginaryi", "implies", "in", "infinity", "int", "integers"),
    *("intersect", "interval", "inverse", "lambda", "laplacian", "lcm", "leq", "limit", "line"),
    *("list", "ln", "log", "logbase", "lowlimit", "lt", "maction", "maligngroup", "malignmark"),
    *("marker", "mask", "math", "matrix", "matrixrow", "max", "mean", "median", "menclose"),
    *("merror", "mfenced", "mfrac", "mglyph", "mi", "min", "minus", "mlabeledtr", "mlongdiv"),
    *("mmultiscripts", "mn", "mo", "mode", "moment", "momentabout", "mover", "mpadded", "mpath"),
    *("mphantom", "mprescripts", "mroot", "mrow", "ms", "mscarries", "mscarry", "msgroup"),
    *("msline", "mspace", "msqrt", "msrow", "mstack", "mstyle", "msub", "msubsup", "msup"),
    *("mtable", "mtd", "mtext", "mtr", "munder", "munderover", "naturalnumbers", "neq", "none"),
    *("not", "notanumber", "notin", "notprsubset", "notsubset", "or", "otherwise", "outerproduct"),
    *("partialdiff", "path", "pattern", "pi", "piece", "piecewise", "plus", "polygon", "polyline"),
    *("power", "primes", "product", "prsubset", "quotient", "rationals", "real", "reals", "rect"),
    *("reln", "rem", "root", "scalarproduct", "sdev", "sec", "sech", "selector", "semantics"),
    *("sep", "set", "setdiff", "share", "sin", "sinh", "stop", "subset", "sum", "svg", "switch"),
    *("symbol", "tan", "tanh", "tendsto", "text", "times", "transpose", "true", "tspan", "union"),
    *("uplimit", "use", "variance", "vector", "vectorproduct", "view", "xor"),
}
# Elements whose text nobody sees: a formula repeated for programs, what a drawing is about.
HIDDEN = {"annotation", "annotation-xml", "desc", "metadata"}

URL_SCHEMES = {"http", "https", "mailto", "tel"}
