"""Runs of words in another language than the page's, marked for what reads them aloud, hyphenates
them or chooses their font.

Only a script tells a language here: Chinese in a page of Latin letters, Latin letters in a Chinese
page. French or Latin words look like English ones.
"""

import re

from tianhe_site.chinese import HAN, is_chinese

_KANA = "\u3040-\u30ff"
# Full-width punctuation, and numbers that belong to a date or a count.
_BETWEEN = "\u3001-\u3004\u3008-\u3020\u30fb\uff01-\uff20·0-9"
_LATIN = "A-Za-z\u00c0-\u024f"
_TAG = re.compile(r"(<[^<>]*>)")
_NAME = re.compile(r"<(/?)([a-z0-9]+)")
# What holds no text of the page, or no elements.
_LEFT_ALONE = ("math", "option", "script", "style", "svg", "textarea", "title")
_BEGINS_LEFT_ALONE = tuple(f"<{name}" for name in _LEFT_ALONE)
# One range that holds them all, since every page is searched: 0.04 ms for 17,000 characters, half
# of what the exact ones take.
_MAY_BE_EAST_ASIAN = re.compile("[\u3005-\U000323af]")
# Not from the middle of such a run: each of 100,000 digits could begin one.
_EAST_ASIAN_RUN = re.compile(
    f"(?<![{_BETWEEN}])[{_BETWEEN}]*[{HAN}{_KANA}](?:[{HAN}{_KANA}{_BETWEEN}]| (?=[{HAN}{_KANA}]))*"
)
_ONE_KANA = re.compile("[\u3040-\u30fa\u30fc-\u30ff]")
# Entities are written in Latin letters as well.
_LATIN_RUN = re.compile(
    rf"&[#\w]+;|(?:(?=[{_LATIN}])[{_LATIN}0-9]+"
    rf"(?:(?:[ .,'’:/+@_-]|&amp;)+[{_LATIN}0-9]+)*)"
)
# "II" and "T1D" are the same in both languages.
_ONE_WORD = re.compile(f"[{_LATIN}]{{3}}")


def marked(html, language):
    """Return the HTML of a page in `language`, or of a part of one, with each run of words in
    another script in a `<span lang>`; without such runs it is the same string.

    Elements with a `lang` of their own stay as they are.
    """
    if is_chinese(language):
        return _with_marks(html, _LATIN_RUN, _marked_latin)
    return (
        _with_marks(html, _EAST_ASIAN_RUN, _marked_chinese, skips_ascii=True)
        if _MAY_BE_EAST_ASIAN.search(html)
        else html
    )


def _with_marks(html, run, mark, *, skips_ascii=False):
    parts, left_alone = _TAG.split(html), _LeftAlone()
    for at, part in enumerate(parts):
        # Every second part is a tag. Most tags and most texts of a page in English change nothing.
        if at % 2:
            if left_alone.tag or ' lang="' in part or part.startswith(_BEGINS_LEFT_ALONE):
                left_alone.enter(part)
        elif not left_alone.tag and not (skips_ascii and part.isascii()):
            parts[at] = run.sub(mark, part)
    return "".join(parts)


class _LeftAlone:
    """Knows whether the tags so far are in an element without marks: `tag` is its name."""

    def __init__(self):
        self.tag, self.depth = "", 0

    def enter(self, tag):
        found = _NAME.match(tag)
        if not found:
            return
        is_end, name = found.groups()
        if not self.tag and not is_end and (name in _LEFT_ALONE or ' lang="' in tag):
            self.tag = name
        if name == self.tag:
            self.depth += -1 if is_end else 1
            self.tag = self.tag if self.depth else ""


def _marked_chinese(found):
    language = "ja" if _ONE_KANA.search(found[0]) else "zh-Hans"
    return f'<span lang="{language}">{found[0]}</span>'


def _marked_latin(found):
    is_word = not found[0].startswith("&") and _ONE_WORD.search(found[0])
    return f'<span lang="en">{found[0]}</span>' if is_word else found[0]
