"""Numbers in digits, in words and in Roman numerals: phase 2, phase two, phase II.

In Chinese, what is counted follows the number: 2期, 二期, II期 and Ⅱ期.
"""

import re
import unicodedata

_NOTATIONS = (
    ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
    ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"],
)
_VALUES = {spelled: at for notation in _NOTATIONS for at, spelled in enumerate(notation)}
# After these words a letter such as I or V is a number.
_COUNTED = frozenset(["type", "phase", "stage", "grade", "class", "part", "exhibit", "level"])

_CHINESE_NOTATIONS = (_NOTATIONS[0], list("一二三四五六七八九十"), _NOTATIONS[2])
_CHINESE_VALUES = {
    spelled: at for notation in _CHINESE_NOTATIONS for at, spelled in enumerate(notation)
}
_COUNTED_IN_CHINESE = "型期级类"
_BEFORE_COUNTED = re.compile(
    rf"(?:(?<![0-9a-z.,])(?:10|[1-9]|i[vx]|v?i{{1,3}}|v|x)|(?<![一二三四五六七八九十百])"
    rf"[一二三四五六七八九十])(?=\s?[{_COUNTED_IN_CHINESE}級類])",
    re.IGNORECASE,
)


def is_counted(term):
    """Whether the number after this term may be a Roman one."""
    return term in _COUNTED


def is_number(term):
    """Whether a term may spell a number from one to ten."""
    return term in _VALUES


def spellings(terms):
    """Return some terms as they are and, if numbers follow a word such as "phase", with these in
    each notation."""
    numbers = {at for at in range(1, len(terms)) if _is_counted_number(terms, at)}
    if not numbers:
        return [terms]
    return [
        tuple(notation[_VALUES[term]] if at in numbers else term for at, term in enumerate(terms))
        for notation in _NOTATIONS
    ]


def plain(terms):
    """Return terms with the numbers after words such as "phase" in digits, for comparing."""
    return spellings(terms)[0]


def alternatives(term):
    """Return the other notations of a number that stands alone: three for 3.

    None for one, which is a pronoun, too, and no Roman numerals, which are letters, too.
    """
    digits, words, _roman = (notation[_VALUES.get(term, 0)] for notation in _NOTATIONS)
    both = {digits, words} if term in (digits, words) and digits != "1" else {term}
    return sorted(both - {term})


def _is_counted_number(terms, at):
    """Whether a number is at this place, and only numbers between it and a counted word."""
    before = at - 1
    while before and is_number(terms[before]) and not is_counted(terms[before]):
        before -= 1
    return is_number(terms[at]) and is_counted(terms[before])


def is_counted_in_chinese(term):
    """Whether a term of Chinese begins with what the number before it counts."""
    return term[0] in _COUNTED_IN_CHINESE


def chinese_spellings(text):
    """Return a text with its numbers before what Chinese counts in each notation, digits first."""
    plain = unicodedata.normalize("NFKC", text)
    return list(
        dict.fromkeys(
            _BEFORE_COUNTED.sub(
                lambda number, notation=notation: notation[_CHINESE_VALUES[number[0].casefold()]],
                plain,
            )
            for notation in _CHINESE_NOTATIONS
        )
    )
