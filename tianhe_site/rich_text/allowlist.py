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

# Names of formulas and drawings (MathML, SVG). The sanitiser's parser takes away whole what is in
# such an element, and what follows an empty one such as <mspace/>; under a name that says nothing
# to it they lose the tag alone.
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
# Those whose words nobody sees: the formula a second time for programs, what a drawing is about.
UNSEEN = {"annotation", "annotation-xml", "desc", "metadata"}

URL_SCHEMES = {"http", "https", "mailto", "tel"}
