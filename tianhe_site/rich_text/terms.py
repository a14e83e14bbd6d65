"""Links the first occurrence of each glossary term in a rendered text."""

import html
import re

from tianhe_site.chinese import UNSPACED

_TOKEN = re.compile(r"(<[^>]*>)")
_TAG = re.compile(r"<(/?)([a-z0-9]+)")
# Links can't nest, headings are for navigation, and a caption describes its picture.
_LEFT_ALONE = {"a", "h2", "h3", "h4", "summary", "figcaption", "caption", "dt", "th"}
_CHINESE = re.compile(f"[{UNSPACED}]")
# Part of a Latin word. Chinese has no spaces, also around such words.
_LETTER = rf"[^\W{UNSPACED}]"
# Between the words of a term: a text may break its lines there.
_SPACE = r"(?:\s|&nbsp;)+"


def with_terms(markup, terms):
    """Return rendered `markup` with the first occurrence of each term linked.

    `terms` are pairs of a term's forms and the path of its page. If two forms begin at the same
    place, the longer one wins. All-caps forms (CBSC) match exactly, others in any case.
    """
    finder = _Finder(terms)
    if not finder.paths:
        return markup
    # The number of enclosing elements that are left alone.
    parts, depth = [], 0
    for token in _TOKEN.split(markup):
        tag = _TAG.match(token)
        if tag and tag[2] in _LEFT_ALONE:
            depth += -1 if tag[1] else 1
        elif not tag and not depth:
            token = finder.link(token)
        parts.append(token)
    return "".join(parts)


class _Finder:
    def __init__(self, terms):
        self.paths = {_key(form): path for forms, path in terms for form in forms}
        self.pattern = _pattern(sorted(self.paths, key=len, reverse=True))
        self.linked = set()

    def link(self, text):
        return self.pattern.sub(self._link, text)

    def _link(self, found):
        words = re.sub(_SPACE, " ", found[0])
        path = self.paths.get(words) or self.paths.get(words.lower())
        if path is None or path in self.linked:
            return found[0]
        self.linked.add(path)
        return f'<a class="term" href="{html.escape(path)}">{found[0]}</a>'


def _key(form):
    escaped = html.escape(" ".join(form.split()), quote=False)
    return escaped if form.isupper() else escaped.lower()


def _pattern(keys):
    """Return a pattern that finds any of `keys` that is a whole word; Chinese keys anywhere."""
    chinese = [_spelled(key) for key in keys if _CHINESE.search(key)]
    words = [_spelled(key) for key in keys if not _CHINESE.search(key)]
    latin = rf"(?<!{_LETTER})(?<!&)(?:{'|'.join(words)})(?!{_LETTER}|-)"
    return re.compile("|".join([*chinese, *([latin] if words else [])]))


def _spelled(key):
    spelled = _SPACE.join(map(re.escape, key.split(" ")))
    return spelled if key.isupper() else f"(?i:{spelled})"
