"""Footnotes and endnotes of a Word file: each becomes a source, and the words before its number
a claim that refers to it."""

import re

from tianhe_site.limits import MAX_SOURCES
from tianhe_site.publishing.sources import SourceForm
from tianhe_site.rich_text import tree
from tianhe_site.rich_text.tree import Element

# As `worker` writes them.
MARK = re.compile("\ue000note ([0-9]{1,6})\ue001")
# Where a sentence ends and the next begins.
_NEXT_SENTENCE = re.compile(
    r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bSt)(?<!\bNo)(?<!\bvs)(?<!\bal)(?<!\bProf)"
    r"(?:[.!?…]['\"”’)\]]*\s+|[。！？]['\"”’）]*)(?=\S)"
)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
# Blocks whose words can be claims.
_CLAIMING = {"p", "li", "td", "dd", "blockquote"}


class Sources:
    """The sources that notes became. `rows` are the JSON value of an item, `lost` the texts that
    don't fit into it."""

    def __init__(self, notes):
        self.rows, self.lost, self.numbers = [], [], {}
        for number, note in enumerate(notes, start=1):
            row = _source(note)
            if row in self.rows:
                self.numbers[number] = self.rows.index(row) + 1
            elif row and len(self.rows) < MAX_SOURCES:
                self.rows.append(row)
                self.numbers[number] = len(self.rows)
            if row is None or number not in self.numbers or not _is_whole(row, note):
                self.lost.append(note["text"])


def _source(note):
    """Return the row for a note, None if it says nothing."""
    found = _ADDRESS.search(" ".join([*note["links"], note["text"]]))
    url = found[0].rstrip(".,;:)]") if found else ""
    words = (
        " ".join(note["text"].replace(url, " ").split()).rstrip(" .,;:") if url else note["text"]
    )
    title, rest = _split(words or url, 200)
    form = SourceForm({"title": title, "url": url, "note": _split(rest, 200)[0]})
    if form.is_valid():
        return {name: value for name, value in form.cleaned_data.items() if value}
    form = SourceForm({"title": title, "note": _split(rest, 200)[0]})
    return {k: v for k, v in form.cleaned_data.items() if v} if form.is_valid() else None


def _split(text, limit):
    """Return the words of a text that fit, and the rest."""
    if len(text) <= limit:
        return text, ""
    fits = text[:limit].rpartition(" ")[0] or text[:limit]
    return fits, text[len(fits) :].strip()


def _is_whole(row, note):
    """Whether a source says every word of its note."""
    return set(_words(note["text"])) <= set(_words(" ".join(row.values())))


def _words(text):
    return [word for each in text.split() if (word := each.strip(".,;:()"))]


def as_claims(markup, numbers):
    """Return sanitized markup with claims in place of the marks of notes, and how many marks have
    no words to claim. `numbers` are those of the sources, by note."""
    nodes = tree.parse(markup)
    unclaimed = _claim_below(nodes, "", numbers)
    return tree.write(nodes), unclaimed


def _claim_below(nodes, tag, numbers):
    unclaimed = 0
    if any(map(_is_marked, nodes)):
        nodes[:], unclaimed = _claimed(nodes, tag in _CLAIMING, numbers)
    for node in nodes:
        if isinstance(node, Element) and not tree.is_inline(node):
            unclaimed += _claim_below(node.children, node.tag, numbers)
    return unclaimed


def _is_marked(node):
    return isinstance(node, str) and MARK.search(node) or tree.is_inline(node) and _marks_in([node])


def _marks_in(nodes):
    return MARK.findall(tree.write(nodes))


def _claimed(nodes, may_claim, numbers):
    """Return the children of one block, with claims."""
    done, words, unclaimed = [], [], 0
    for piece in _pieces(nodes):
        if not isinstance(piece, list):
            words.append(piece)
            continue
        known = sorted({numbers[each] for each in piece if each in numbers})
        before, claim = _last_sentence(words)
        if known and may_claim and tree.has_content(claim):
            values = {"data-sources": " ".join(map(str, known))}
            done += [*before, Element("mark", values, claim)]
        else:
            done += words
            unclaimed += len(known)
        words = []
    return [*done, *words], unclaimed


def _pieces(nodes):
    """Yield nodes without marks, and where marks were, a list of their numbers."""
    for node in nodes:
        if not isinstance(node, str):
            found = _marks_in([node]) if tree.is_inline(node) else []
            if found:
                [node] = tree.parse(MARK.sub("", tree.write([node])))
            # Word raises the number: what is left of it may be an empty element.
            if tree.has_content([node]) or node.tag == "br":
                yield node
            if found:
                yield [int(each) for each in found]
            continue
        at = 0
        for run in re.finditer(rf"(?:{MARK.pattern}[\s,]*)+", node):
            yield from filter(None, [node[at : run.start()]])
            yield [int(each) for each in MARK.findall(run[0])]
            # The space after a number belongs to the text.
            at = run.end() - (len(run[0]) - len(run[0].rstrip()))
        yield from filter(None, [node[at:]])


def _last_sentence(nodes):
    """Split nodes before their last sentence."""
    for place in range(len(nodes) - 1, -1, -1):
        node = nodes[place]
        if not isinstance(node, str):
            if not tree.is_inline(node) or node.tag in ("br", "mark"):
                return nodes[: place + 1], nodes[place + 1 :]
            continue
        ends = list(_NEXT_SENTENCE.finditer(node))
        at = ends[-1].end() if ends else len(node) - len(node.lstrip()) if place == 0 else 0
        if at:
            return [*nodes[:place], node[:at]], [node[at:], *nodes[place + 1 :]]
    return [], nodes
