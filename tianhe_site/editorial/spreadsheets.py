"""CSV for spreadsheet programs: opens correctly, and runs no formulas."""

import csv
import json

# A cell that starts with one of these is run as a formula, in Chinese spreadsheets also if the
# sign is full-width.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_lines(rows):
    """Yield rows of values as CSV lines."""
    writer = csv.writer(_Echo())
    # Without a byte order mark, Excel garbles Chinese.
    bom = "\ufeff"
    for row in rows:
        yield bom + writer.writerow([_cell(value) for value in row])
        bom = ""


class _Echo:
    """A file whose `write` returns the line, so that lines are streamed as they are written."""

    def write(self, line):
        return line


def _cell(value):
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(FORMULA_STARTS) else text
