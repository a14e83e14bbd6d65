"""Sections of the report: tables and charts, on the screen and in RESULTS.md."""

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from . import chart, machine

HERE = Path(__file__).parent
INTRODUCTION = """# Results

Written by `make bench`; don't edit. Each part says when it was measured, and of which commit. All
contenders run on one machine, on 127.0.0.1, in turn. CPU is processor time by the processes' own
accounting; it is steadier than requests per second, which share the processors with the program
that asks.

What differs between the contenders, and what is counted, is in [README.md](README.md).
"""


@dataclass
class Section:
    """What one part measured."""

    title: str
    text: str
    # Each is (head, rows): a tuple of texts, and tuples of texts or numbers.
    tables: list = field(default_factory=list)
    # (file name, SVG).
    charts: list = field(default_factory=list)
    measured: str = ""

    def table(self, head, rows):
        self.tables.append((list(head), [[_cell(value) for value in row] for row in rows]))

    def chart(self, name, svg):
        self.charts.append((f"{name}.svg", svg))

    def as_markdown(self):
        parts = [f"## {self.title}\n", f"*{self.measured}*\n", f"{self.text}\n"]
        for head, rows in self.tables:
            lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
            parts.append("\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n")
        parts += [f"![{self.title}](results/{name})\n" for name, _svg in self.charts]
        return "\n".join(parts)

    def show(self):
        """Print the tables, each column as wide as its widest cell."""
        for head, rows in self.tables:
            widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
            for row in (head, *rows):
                first, *others = zip(row, widths, strict=True)
                cells = [first[0].ljust(first[1]), *(text.rjust(wide) for text, wide in others)]
                print("  ".join(cells))
            print(flush=True)


def _cell(value):
    if value is None:
        return "–"
    if isinstance(value, float):
        return chart.number_of(value)
    return f"{value:,}" if isinstance(value, int) else str(value)


class Report:
    """The sections of all parts, whenever each was last measured, in `folder`."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, name, section, commit):
        section.measured = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {commit}"
        (self.folder / f"{name}.json").write_text(json.dumps(asdict(section)))

    def write(self, names, to=HERE):
        """Write RESULTS.md and its charts from the sections that are there, in this order."""
        charts = to / "results"
        charts.mkdir(exist_ok=True)
        parts = [INTRODUCTION, "## The machine\n", _machine()]
        for name in names:
            path = self.folder / f"{name}.json"
            if path.exists():
                section = Section(**json.loads(path.read_text()))
                parts.append(section.as_markdown())
                for file, svg in section.charts:
                    (charts / file).write_text(svg)
        (to / "RESULTS.md").write_text("\n".join(parts))


def _machine():
    load = os.getloadavg()[0]
    lines = [f"| {name} | {value} |" for name, value in machine.description()]
    lines.append(f"| Load when this began | {load:.1f} |")
    return "\n".join(["| | |", "|---|---|", *lines, ""])
