"""Tables for a spreadsheet program: CSV that opens rightly, and runs nothing."""

import csv
import json

# A spreadsheet takes a cell that begins like this for a formula, and would run it; a Chinese one
# also where the sign is a wide one.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_lines(rows):
    """Yield rows of values as lines of CSV."""
    writer = csv.writer(_Echo())
    # Without the mark Excel reads Chinese as something else.
    mark = "\ufeff"
    for row in rows:
        yield mark + writer.writerow([_cell(value) for value in row])
        mark = ""


class _Echo:
    """A file that hands back what is written, so that lines are sent as they are made."""

    def write(self, line):
        return line


def _cell(value):
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(FORMULA) else text
