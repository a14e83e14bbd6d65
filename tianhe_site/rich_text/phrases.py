"""Where the headings of a Chinese page may break: between words, which Chinese writing doesn't
mark. BudouX finds them, a small model that learned from texts.

CSS forbids all other breaks in headings (`word-break: keep-all`).
"""

import re
from functools import cache, lru_cache
from itertools import accumulate, pairwise

from tianhe_site.chinese import HAN

_HEADING = re.compile(r"(<(h[123])\b[^<>]*>)(.*?)(</\2>)", re.DOTALL)
_TEXT = re.compile(r"(<[^<>]*>)|([^<>]+)")
_HAN = re.compile(f"[{HAN}]")
BREAK = "<wbr>"
# Full-width marks, after which a break of the source would add a space to that of the mark.
_MARKS = "\u3001\u3002\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f"
# It begins with the break, which is quick to find.
_LINE_BREAK = re.compile(f"\n(?:(?<=[{_MARKS}]\n)|(?<=[{HAN}]\n)(?=\\s*[{HAN}{_MARKS}]))\\s*")
# They belong to the word before.
_PARTICLES = set("的得了着们等")
# Words, most of our trade, that the model takes for two.
_WHOLE = re.compile(
    "糖尿病|人?脐带血|干细胞|疗法|胰岛素?|高新区|自身免疫|免疫系统|临床试验|找不到|不再"
)
# Characters of a heading that are read. Longer ones aren't headings.
MAX_LENGTH = 200


def with_breaks(html):
    """Return the HTML of a Chinese page, or of a part of one, with `<wbr>` where its headings may
    break."""
    return _HEADING.sub(lambda found: f"{found[1]}{_inside(found[3])}{found[4]}", html)


def joined(html):
    """Return the HTML of a Chinese page without the breaks of its source that would be spaces
    between words: Chinese has none there, and Chromium shows them."""
    return _LINE_BREAK.sub("", html)


def _inside(markup):
    return _TEXT.sub(lambda found: found[1] or _broken(found[2]), markup)


@lru_cache(maxsize=2_000)
def _broken(text):
    """Return a text with breaks between its words."""
    if len(text) > MAX_LENGTH or not _HAN.search(text):
        return text
    begins, inside = set(accumulate(map(len, _parser().parse(text)))), set()
    for found in _WHOLE.finditer(text):
        begins.update(found.span())
        inside.update(range(found.start() + 1, found.end()))
    breaks = [at for at in sorted(begins - inside - {0, len(text)}) if _may_break(text, at)]
    return BREAK.join(text[start:end] for start, end in pairwise([0, *breaks, len(text)]))


def _may_break(text, at):
    """Whether a line may begin at a word: next to a Chinese character, so never in a Latin word or
    in an entity."""
    is_next_to_han = _HAN.match(text[at - 1]) or _HAN.match(text[at])
    return bool(is_next_to_han) and text[at] not in _PARTICLES


@cache
def _parser():
    # Only a site with Chinese pages takes the time, 50 ms, and the memory.
    import budoux

    return budoux.load_default_simplified_chinese_parser()
