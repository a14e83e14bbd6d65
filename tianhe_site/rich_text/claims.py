"""Claims: text that an editor ties to numbered sources, `<mark data-sources="1 2">text</mark>`.

All functions take sanitized markup, in which "<" always begins a tag.
"""

import re
from collections import Counter
from dataclasses import dataclass
from html import unescape

from django.db.models import BooleanField, Func
from django.utils.translation import gettext as _

from .tree import INLINE

# At any other tag, a claim is split: it ends before the tag and continues inside.
_IN_CLAIMS = INLINE - {"mark"}

_TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
_OPENING = re.compile(r'<mark data-sources="([\d ]*)">')
_CLAIM = re.compile(r'<mark(?: data-sources="([\d ]*)")?>(.*?)</mark>', re.DOTALL)
_EMPTY = re.compile(r"<mark[^>]*>((?:\s|&nbsp;|<br>)*)</mark>")
# Selecting a word by double click includes the space after it. (The lookbehinds keep a long run of
# spaces from being tried from each of them.)
_SPACE_AT_END = re.compile(r"(?<!\s)(?<!&nbsp;)((?:\s|&nbsp;)+)</mark>")
_LINK = re.compile(r"(<a(?: [^>]*)?>)(.*?)</a>", re.DOTALL)
# The sentence that leads a list without nested lists, what is between, the items, the end.
_LED_LIST = re.compile(
    r"(<p>(?:(?!</?p>).)*)(</p>\s*<(ul|ol)(?: [^>]*)?>)"
    r"((?:\s*<li>(?:(?!</?(?:li|ul|ol)\b).)*</li>)+)(\s*</\3>)",
    re.DOTALL,
)
# Only claims have links with a name for screen readers: the sanitizer lets no editor give one.
_REFERENCE = re.compile(r'<a href="(#source-([0-9]+)" aria-label=)')
_REFERENCE_ID = re.compile(r'<a id="(claim-([0-9]+)-[0-9]+)"')
_ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)
_CLAIMED_ITEM = re.compile(
    r'<mark data-sources="([\d ]*)">((?:(?!</mark>).)*)</mark>([.,;:]?)', re.DOTALL
)
# At most two digits, since int() refuses very long runs; digits of any script, since editors may
# type full-width ones in Chinese.
_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")


@dataclass(frozen=True)
class Claim:
    """The text of a claim, without tags, and the numbers of its sources."""

    text: str
    sources: tuple[int, ...]


class HoldsClaim(Func):
    """Whether a column of sanitized markup has a claim, as a condition of queries.

    An index of the rows with claims has the same condition. It is written out, not a parameter, or
    the database wouldn't know it again.
    """

    function = "STRPOS"
    template = "%(function)s(%(expressions)s, '<mark') > 0"
    arity = 1
    output_field = BooleanField()

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, function="INSTR", **extra)


def claims_in(markup):
    """Return the claims in `markup`, in document order."""
    claims = [Claim(_text(words), _numbers(given)) for given, words in _CLAIM.findall(markup)]
    return [claim for claim in claims if claim.text]


def renumber(markup, numbers):
    """Return `markup` with the source numbers of its claims replaced as `numbers` (old to new)
    says. Numbers missing there are dropped."""
    return _OPENING.sub(
        lambda match: _opening({numbers[old] for old in _numbers(match[1]) if old in numbers}),
        markup,
    )


def with_references(markup, count):
    """Return `markup` for readers: each claim links to those of its sources that are among the
    first `count`, and each link has an id, for the way back. A claim without any is plain text."""
    markup = _LED_LIST.sub(lambda match: _list_with_references(match, count), markup)
    markup = _LINK.sub(lambda match: _link_with_references(match, count), markup)
    markup = _CLAIM.sub(lambda match: _claim_with_references(match, count), markup)
    numbers = Counter()

    def with_id(link):
        numbers[link[2]] += 1
        return f'<a id="claim-{link[2]}-{numbers[link[2]]}" href="{link[1]}'

    return _REFERENCE.sub(with_id, markup)


def references_in(markup, count):
    """Return the ids of the links that `with_references` makes to each of `count` sources, as a
    list for each, in document order."""
    found = [[] for _source in range(count)]
    for name, number in _REFERENCE_ID.findall(with_references(markup, count)):
        found[int(number) - 1].append(name)
    return found


def normal_numbers(value):
    """Return a claim's attribute as it is stored, with ascending numbers; None if it has none."""
    return " ".join(map(str, _numbers(value))) or None


def normalize(markup):
    """Return `markup` in which no claim nests in another, spans blocks or ends in a space.

    Of nested claims the outermost counts. A claim across blocks becomes one claim per block. Where
    a split leaves inner tags crossed, the sanitizer's next round fixes them.
    """
    opened = []
    settled = _EMPTY.sub(r"\1", _TAG.sub(lambda tag: _normalized_tag(tag, opened), markup))
    return _SPACE_AT_END.sub(r"</mark>\1", settled)


def _normalized_tag(tag, opened):
    """Return the replacement of one tag; `opened` holds the claims open around it."""
    if tag[2] == "mark" and tag[1]:
        opened.pop()
        return "" if opened else tag[0]
    if tag[2] == "mark":
        opened.append(tag[0])
        return tag[0] if len(opened) == 1 else ""
    if opened and tag[2] not in _IN_CLAIMS:
        return f"</mark>{tag[0]}{opened[0]}"
    return tag[0]


def _list_with_references(match, count):
    """Put one reference after the sentence that leads a list whose items all claim the same
    sources.

    If each item had its own link, text extractors would take the list for a menu and drop it (seen
    with trafilatura 2.3).
    """
    claimed = [_CLAIMED_ITEM.fullmatch(item) for item in _ITEM.findall(match[4])]
    sources = {each and _shown(each[1], count) for each in claimed}
    if len(sources) > 1 or not any(sources):
        return match[0]
    items = "".join(f'<li><span class="claim">{each[2]}</span>{each[3]}</li>' for each in claimed)
    return f"{match[1]}{_references(*sources)}{match[2]}{items}{match[5]}"


def _claim_with_references(match, count):
    shown = _shown(match[1], count)
    if not (shown and _text(match[2])):
        return match[2]
    return f'<span class="claim">{match[2]}{_references(shown)}</span>'


def _link_with_references(link, count):
    """Put the references of claims inside a link after it: links can't nest."""
    given = " ".join(sources for sources, _words in _CLAIM.findall(link[2]))
    shown = _shown(given, count)
    if not shown:
        return link[0]
    words = _CLAIM.sub(r'<span class="claim">\2</span>', link[2])
    return f"{link[1]}{words}</a>{_references(shown)}"


def _shown(value, count):
    """Return the numbers in an attribute that are among the first `count` sources."""
    return tuple(number for number in _numbers(value) if number <= count)


def _references(numbers):
    return f'<sup class="references">{" ".join(map(_reference, numbers))}</sup>'


def _reference(number):
    label = _("Source %d") % number
    return f'<a href="#source-{number}" aria-label="{label}">{number}</a>'


def _opening(numbers):
    value = " ".join(map(str, sorted(numbers)))
    return f'<mark data-sources="{value}">' if value else "<mark>"


def _numbers(value):
    """Return the numbers from 1 to 99 in an attribute, ascending."""
    found = {int(number) for number in _NUMBER.findall(value or "")}
    return tuple(sorted(found - {0}))


def _text(words):
    return " ".join(unescape(_TAG.sub("", words.replace("<br>", " "))).split())
