"""Matches the parts of an old list with those of a new one, fast even if many are similar."""

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from difflib import SequenceMatcher
from itertools import count, pairwise, takewhile
from math import isqrt

# Up to so many pairs of items difflib compares, whose outcome reads best; it is quadratic and more.
MAX_DIFFLIB_PAIRS = 20_000
# Longer stretches are split at items that occur once in both. Input that isn't done after this many
# rounds was built to cost time, and counts as different.
MAX_ROUNDS = 6
# Parts less similar than this are unrelated; a shared word is chance.
MIN_SIMILARITY = 0.4
# Parts at least this similar are the same one, reworded, wherever it is.
MIN_REWORDED_SIMILARITY = 0.8
# Compare at most this many pairs of parts.
MAX_WEIGHED_PAIRS = 10_000


def equal_pairs(old, new, rounds=MAX_ROUNDS):
    """Return (index in `old`, index in `new`) of equal items, both rising. Items are hashable."""
    start = _common_prefix_length(zip(old, new, strict=False))
    rest = min(len(old), len(new)) - start
    end = min(rest, _common_prefix_length(zip(reversed(old), reversed(new), strict=False)))
    old_end, new_end = len(old) - end, len(new) - end
    middle = _pairs_between(old[start:old_end], new[start:new_end], rounds)
    return [
        *((index, index) for index in range(start)),
        *((start + i, start + j) for i, j in middle),
        *((old_end + index, new_end + index) for index in range(end)),
    ]


def _common_prefix_length(pairs):
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _pairs_between(old, new, rounds):
    if len(old) * len(new) <= MAX_DIFFLIB_PAIRS:
        matches = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        return [(match.a + n, match.b + n) for match in matches for n in range(match.size)]
    if not rounds:
        return []
    pairs, old_from, new_from = [], 0, 0
    for i, j in [*_anchors(old, new), (len(old), len(new))]:
        if i > old_from and j > new_from:
            inner = equal_pairs(old[old_from:i], new[new_from:j], rounds - 1)
            pairs += [(old_from + a, new_from + b) for a, b in inner]
        pairs.append((i, j))
        old_from, new_from = i + 1, j + 1
    return pairs[:-1]


def _anchors(old, new):
    """Return pairs of items that occur once in both; if there are none, the longer of two
    guesses."""
    old_counts, new_counts = Counter(old), Counter(new)
    places = {item: j for j, item in enumerate(new) if new_counts[item] == 1}
    once = [
        (i, places[item]) for i, item in enumerate(old) if old_counts[item] == 1 and item in places
    ]
    if once:
        return _longest_increasing(once)
    in_place = [(n, n) for n, (a, b) in enumerate(zip(old, new, strict=False)) if a == b]
    # The third "the" belongs to the third "the".
    places = {item: j for j, item in enumerate(with_occurrence(new))}
    by_number = [(i, places[item]) for i, item in enumerate(with_occurrence(old)) if item in places]
    return max(in_place, _longest_increasing(by_number), key=len)


def _longest_increasing(pairs):
    """Return the longest part of `pairs`, which rise in the first number, that rises in both."""
    ends, tails, before = [], [], []
    for index, (_i, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        ends[length : length + 1] = [j]
        before.append(tails[length - 1] if length else None)
        tails[length : length + 1] = [index]
    chain, index = [], tails[-1] if tails else None
    while index is not None:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def align(old, new):
    """Return which part of `old` belongs to which of `new`, by index, as two dictionaries: those
    beside each other, both rising, and those that were moved.

    A part has a `block`, equal to that of an equal part and of a `kind`, and a `word_set`.
    """
    aligned = dict(equal_pairs([part.block for part in old], [part.block for part in new]))
    gaps = list(_gaps(aligned, len(old), len(new)))
    moved = _moved_unchanged(old, new, aligned)
    taken = set(moved.values())
    for old_gap, new_gap in gaps:
        old_left = [i for i in old_gap if i not in moved]
        new_left = [j for j in new_gap if j not in taken]
        aligned.update(_reworded_in_place(old, new, old_left, new_left))
    return aligned, moved | _reworded_elsewhere(old, new, aligned | moved)


def _gaps(pairs, old_length, new_length):
    old_from = new_from = 0
    for i, j in [*pairs.items(), (old_length, new_length)]:
        if i > old_from and j > new_from:
            yield range(old_from, i), range(new_from, j)
        old_from, new_from = i + 1, j + 1


def _moved_unchanged(old, new, placed):
    taken = set(placed.values())
    unplaced = defaultdict(deque)
    for j, part in enumerate(new):
        if j not in taken:
            unplaced[part.block].append(j)
    return {
        i: unplaced[part.block].popleft()
        for i, part in enumerate(old)
        if i not in placed and unplaced.get(part.block)
    }


def _reworded_in_place(old, new, old_left, new_left):
    is_only_pair = len(old_left) == len(new_left) == 1
    if is_only_pair and old[old_left[0]].block.kind == new[new_left[0]].block.kind:
        return [(old_left[0], new_left[0])]
    # If a long stretch is all new, cut it and compare each part with its counterpart only.
    cuts = isqrt(len(old_left) * len(new_left) // MAX_WEIGHED_PAIRS) + 1
    pairs = []
    for rows, columns in zip(
        _split_evenly(old_left, cuts), _split_evenly(new_left, cuts), strict=True
    ):
        weights = [[_weight(old[i], new[j]) for j in columns] for i in rows]
        pairs += [(rows[row], columns[column]) for row, column in _heaviest_increasing(weights)]
    return pairs


def _split_evenly(items, number):
    bounds = [len(items) * n // number for n in range(number + 1)]
    return [items[begin:end] for begin, end in pairwise(bounds)]


def _weight(one, other):
    """Return how likely it is that `one` became `other`, 0 if they are unrelated."""
    share = similarity(one, other)
    threshold = MIN_SIMILARITY if one.block.kind == other.block.kind else MIN_REWORDED_SIMILARITY
    return share if share >= threshold else 0


def similarity(one, other):
    """Return the share of words that two parts have in common, from 0 to 1."""
    total = len(one.word_set) + len(other.word_set)
    return 2 * len(one.word_set & other.word_set) / total if total else 0


def _heaviest_increasing(weights):
    """Return the (row, column) pairs, rising in both, whose weights add up to the most."""
    totals = [[0] * (len(weights[0]) + 1)] if weights else []
    for row in weights:
        above, totals_of_row = totals[-1], [0]
        for column, weight in enumerate(row):
            totals_of_row.append(max(totals_of_row[-1], above[column + 1], above[column] + weight))
        totals.append(totals_of_row)
    return _backtrack(totals)


def _backtrack(totals):
    pairs = []
    row = len(totals) - 1
    column = len(totals[0]) - 1 if totals else 0
    while row > 0 and column > 0:
        if totals[row][column] == totals[row - 1][column]:
            row -= 1
        elif totals[row][column] == totals[row][column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            pairs.append((row, column))
    return pairs[::-1]


def _reworded_elsewhere(old, new, placed):
    taken = set(placed.values())
    old_left = [i for i in range(len(old)) if i not in placed]
    new_left = [j for j in range(len(new)) if j not in taken]
    moved = {}
    if len(old_left) * len(new_left) > MAX_WEIGHED_PAIRS:
        return moved
    for i in old_left:
        best = max(new_left, key=lambda j: similarity(old[i], new[j]), default=None)
        if best is not None and similarity(old[i], new[best]) >= MIN_REWORDED_SIMILARITY:
            moved[i] = best
            new_left.remove(best)
    return moved


def with_occurrence(items):
    """Return each item with how often it occurred before: ("a", 0), ("b", 0), ("a", 1)."""
    counters = defaultdict(count)
    return [(item, next(counters[item])) for item in items]
