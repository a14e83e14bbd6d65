"""CSV that spreadsheet programs read correctly and can't run."""

import csv
import io

import pytest

from tianhe_site.editorial.spreadsheets import csv_lines


def read(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def test_csv_begins_with_a_byte_order_mark_and_has_one_line_per_row():
    lines = list(csv_lines([["名称", "n"], ["a,b", 1], ['say "x"', None], ["two\nlines", 1.5]]))
    assert [line[:1] == "\ufeff" for line in lines] == [True, False, False, False]
    assert read("".join(lines)[1:]) == [
        ["名称", "n"],
        ["a,b", "1"],
        ['say "x"', ""],
        ["two\nlines", "1.5"],
    ]


def test_csv_is_written_while_it_is_read():
    def rows():
        yield ["first"]
        raise AssertionError("Nobody has asked for the second row yet.")

    assert next(csv_lines(rows())) == "\ufefffirst\r\n"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_text_that_starts_like_a_formula_is_escaped(sign):
    (line,) = csv_lines([[f"{sign}HYPERLINK(1)", f"a{sign}b"]])
    assert read(line[1:]) == [[f"'{sign}HYPERLINK(1)", f"a{sign}b"]]


def test_numbers_stay_numbers_and_structures_become_json():
    (line,) = csv_lines([[-1, {"a": "=1", "中": [1]}, ["=1"], [], {}]])
    assert read(line[1:]) == [["-1", '{"a": "=1", "中": [1]}', '["=1"]', "[]", "{}"]]
