"""Excerpts for search results: passages of a text with the matches marked."""

import re
from html import escape
from itertools import islice

from django.utils.safestring import SafeString

from tianhe_site.chinese import COMMON_HAN

from .tokens import CHINESE, is_single_chinese, tokens, tokens_from

# Characters of one passage; two of half the length if no passage matches everything. One of Chinese
# is as wide as two letters.
LENGTH = 240
# Texts without such characters spell each letter in only one way, but for Traditional characters.
_NOT_PLAIN = re.compile(f"[^\x00-\x7f‘’“”–—…·\u3000-\u3002\u3008-\u3011{COMMON_HAN}，：；？！（）]")
_CHINESE = re.compile(f"[{CHINESE}]")
_SPECIAL = re.compile("[&<>\"']")
# A short line that ends otherwise isn't a sentence but a category or a heading.
_SENTENCE_ENDS = tuple(".!?…:。！？：”’")
MAX_LABEL_LENGTH = 60
# Characters; at most this many more at each end, to reach the end of a word.
MAX_WIDENING = 30
ELLIPSIS = "…"


def highlight(text, query):
    """Return a text as safe HTML, with the matches of `query` in `<mark>`."""
    return SafeString(_with_marks(text, _spans(text, query)))


def matches_any(text, query):
    """Return whether a text has any of the words of `query`."""
    return bool(_spans(text, query))


def matches_all(text, query):
    """Return whether a text has all of the words of `query`."""
    asked = frozenset().union(*(phrase.covers for phrase in query.phrases))
    return asked <= _groups_of(_spans(text, query))


def fragment(texts, query):
    """Return the passages of `texts` that match most of `query`, as safe HTML; the beginning of
    the first text if only labels match, or nothing does.

    `texts` are an iterable, which is read up to the first passage that matches everything.
    """
    # Not `mark_safe`, which looks for lazy texts: half of the time of a short one.
    return SafeString(_fragment(_passages(texts, query)))


def _fragment(passages):
    if not passages:
        return ""
    best = _best(passages, set()) or passages[0]
    further = _best(passages, best.groups)
    if further is None and best.groups and _is_label(best.text):
        further = passages[0]
    if further in (None, best):
        return _excerpt(best, LENGTH)
    parts = sorted([best, further], key=lambda each: each.number)
    return " ".join(_excerpt(each, LENGTH // 2) for each in parts)


def _is_label(line):
    return len(line) <= MAX_LABEL_LENGTH and not line.endswith(_SENTENCE_ENDS)


class _Passage:
    """A line of text, and the numbers of the query's groups it matches."""

    def __init__(self, number, text, spans):
        self.number, self.text, self.spans = number, text, spans
        self.groups = _groups_of(spans)


def _passages(texts, query):
    """Return the lines of texts as passages, up to the first one that matches everything."""
    passages = []
    lines = (line.strip() for text in texts for line in text.split("\n"))
    for number, line in enumerate(filter(None, lines)):
        passages.append(_Passage(number, line, _spans(line, query)))
        if len(passages[-1].groups) == len(query.groups):
            break
    return passages


def _best(passages, matched):
    """Return the first passage that matches most beyond `matched`; None if none adds anything."""
    best = max(passages, key=lambda each: len(each.groups - matched), default=None)
    return best if best and best.groups - matched else None


def _excerpt(passage, length):
    length //= 2 if _is_mostly_chinese(passage.text) else 1
    begins, ends = _extended(passage.text, *_window(passage, length))
    inside = [
        (begun - begins, ended - begins, groups)
        for begun, ended, groups in passage.spans
        if begins <= begun and ended <= ends
    ]
    before = ELLIPSIS if begins > 0 else ""
    after = ELLIPSIS if ends < len(passage.text) else ""
    return before + _with_marks(passage.text[begins:ends], inside) + after


def _is_mostly_chinese(text):
    return not text.isascii() and 2 * len(_CHINESE.findall(text)) > len(text)


def _window(passage, length):
    """Return where to cut so that about `length` characters hold most of the matches."""
    if len(passage.text) <= length or not passage.spans:
        return 0, length

    def inside(number):
        span = passage.spans[number]
        limit = max(span[0] + length, span[1])
        # Matches are in order, and each has at least one letter.
        following = passage.spans[number : number + length]
        return [each for each in following if span[0] <= each[0] and each[1] <= limit]

    chosen, most = 0, 0
    for number in range(len(passage.spans)):
        has = len(_groups_of(inside(number)))
        if has > most:
            chosen, most = number, has
        if has == len(passage.groups):
            break
    best = passage.spans[chosen]
    last = max(ends for _begins, ends, _groups in inside(chosen))
    # Center the matches in the excerpt.
    begins = best[0] - max(length - (last - best[0]), 0) // 2
    begins = max(min(begins, len(passage.text) - length), 0)
    return begins, max(begins + length, last)


def _extended(text, begins, ends):
    """Return where to cut a text instead, so that words stay whole where there are any, and
    without spaces at the ends."""
    if begins > 0:
        begins = text.rfind(" ", max(begins - MAX_WIDENING, 0), begins) + 1 or begins
    if ends < len(text):
        space = text.find(" ", ends, ends + MAX_WIDENING)
        ends = ends if space < 0 else space
    part = text[begins:ends]
    return begins + len(part) - len(part.lstrip()), ends - len(part) + len(part.rstrip())


def _groups_of(spans):
    """Return the numbers of all groups of the query that matches stand for."""
    return frozenset().union(*(groups for *_place, groups in spans))


def _spans(text, query):
    """Return (begin, end, numbers of groups) of each match of `query` in a text."""
    return [
        (*span, phrase.covers)
        for read, phrases in _places(text, query)
        for phrase in phrases
        if (span := _span_of(read, phrase))
    ]


def _places(text, query):
    """Yield the tokens from each place on where a match could begin, as many as matches have, and
    the phrases that could."""
    if not text.isascii() and _NOT_PLAIN.search(text):
        read = list(tokens(text))
        for at, token in enumerate(read):
            if phrases := query.beginning_with(token.term):
                yield read[at : at + query.length], phrases
    else:
        for word in query.beginnings.finditer(text.lower()):
            following = tokens_from(text, word.start())
            for token in islice(following, 1):
                if phrases := query.beginning_with(token.term):
                    yield [token, *islice(following, query.length - 1)], phrases


def _span_of(read, phrase):
    """Return where a phrase that may begin with these tokens does; None if it doesn't."""
    *before, wanted = phrase.terms
    if before and (len(read) <= len(before) or any(map(_differs, read, before))):
        return None
    last = read[len(before)]
    is_last = last.term.startswith(wanted) if phrase.is_beginning else last.term == wanted
    if not is_last:
        return None
    # Of a pair of characters, only the one asked for.
    ends = last.begins + 1 if is_single_chinese(wanted) else last.ends
    return read[0].begins, ends


def _differs(token, term):
    return token.term != term


def _with_marks(text, spans):
    # Most texts have nothing to escape, which is looked for five times in each part.
    as_html = escape if _SPECIAL.search(text) else str
    parts, at = [], 0
    for begins, ends in _joined(spans):
        parts += [as_html(text[at:begins]), "<mark>", as_html(text[begins:ends]), "</mark>"]
        at = ends
    return "".join([*parts, as_html(text[at:])])


def _joined(spans):
    """Yield (begin, end) in order, with overlaps merged."""
    begun, ended = None, None
    for begins, ends, _groups in sorted(spans, key=lambda span: span[:2]):
        if begun is not None and begins < ended:
            ended = max(ended, ends)
            continue
        if begun is not None:
            yield begun, ended
        begun, ended = begins, ends
    if begun is not None:
        yield begun, ended
