"""The table of docs/reliability.md: what each drill measured, and when."""

import re
from datetime import UTC, datetime

from .drill import HERE, load, names

DOCUMENT = HERE.parents[1] / "docs" / "reliability.md"
BEGIN, END = "<!-- drills: written by make drills -->\n", "<!-- end of drills -->\n"
HEAD = "| Drill | Bar | Measured | Date |\n|---|---|---|---|\n"


def rows():
    """Return [title, bar, measured, date] of each drill in the table, by its name."""
    lines = _parts()[1].splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {re.search(r"drills/(\w+)\.py", row[0])[1]: row for row in cells}


def write(results):
    """Write the `Result`s of today, by name, into the table; other rows stay. A drill that is gone
    loses its row."""
    before, _table, after = _parts()
    kept, today = rows(), datetime.now(UTC).date().isoformat()
    for name, result in results.items():
        drill = load(name)
        title = f"[{drill.title.rstrip('.')}](../tests/drills/{name}.py)"
        verdict = "" if result.passed else "**Not within the bar:** "
        kept[name] = [title, drill.bar, f"{verdict}{result.measured}", today]
    lines = [f"| {' | '.join(kept[name])} |\n" for name in names() if name in kept]
    DOCUMENT.write_text(f"{before}{BEGIN}{HEAD}{''.join(lines)}{END}{after}")


def _parts():
    """Return the text before the table, the table, and the text after it."""
    before, _, rest = DOCUMENT.read_text().partition(BEGIN)
    table, _, after = rest.partition(END)
    return before, table, after
