"""Cases of what is pasted: HTML as a program puts it on the clipboard, the text that arrives in the
editor, and what the notice says. A file for each program or kind of page."""

import re
from dataclasses import dataclass
from pathlib import Path

_CASE = re.compile(
    r"^### (?P<title>[^\n]+)\n--- pasted\n(?P<pasted>.*?)"
    r"(?:\n--- plain text\n(?P<plain>.*?))?"
    r"\n--- arrives\n(?P<arrives>.*?)"
    r"(?:\n--- notice\n(?P<notice>.*?))?\s*(?=^### |\Z)",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Case:
    """`arrives` is markup on one line, `notice` the sentences of the notice."""

    name: str
    pasted: str
    plain: str
    arrives: str
    notice: tuple


def _case(program, found):
    return Case(
        f"{program}: {found['title']}",
        found["pasted"],
        found["plain"] or "",
        found["arrives"].replace("\n", ""),
        tuple((found["notice"] or "").splitlines()),
    )


CASES = [
    _case(path.stem, found)
    for path in sorted(Path(__file__).parent.glob("*.txt"))
    for found in _CASE.finditer(path.read_text())
]
