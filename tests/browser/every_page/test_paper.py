"""A printed item is one that a journalist would file."""

import io
import unicodedata

import pytest
from pypdf import PdfReader


@pytest.fixture
def printed(page):
    """Return a function that prints a path and returns its words: without spaces, which a line
    that is too long for the paper gains, and without ligatures."""

    def words(path):
        page.goto(path)
        sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
        text = "".join(sheet.extract_text() for sheet in sheets)
        return "".join(unicodedata.normalize("NFKC", text).split())

    return words


@pytest.fixture
def sheets(page):
    """Return a function that prints a path on paper of a format, and returns the words of each
    sheet."""

    def words(path, paper):
        page.goto(path)
        printed = PdfReader(io.BytesIO(page.pdf(format=paper, prefer_css_page_size=False)))
        return [sheet.extract_text() for sheet in printed.pages]

    return words


def squeezed(*texts):
    return ["".join(text.split()) for text in texts]


def test_printed_item_says_where_and_when_and_on_what_it_rests(printed, full_site):
    path = "/news/2015/everything-an-item-can-hold/"
    words = printed(path)
    for text in squeezed(
        full_site.url + path,
        "Published 2 March 2015",
        "JINAN, CHINA, 2 March 2015",
        "It has not been approved by the FDA.",
        "12 of 20 people were seen again",
        "The rooms in Jinan, seen from the garden.",
        "1. Register of the study (https://register.example/study/NCT01350219), NCT01350219.",
        "2. Minutes of the meeting. On paper.",
        "About Tianhe Stem Cell Biotechnologies Inc.",
        "Information only; not medical advice.",
    ):
        assert text in words


def test_printed_item_keeps_its_corrections(printed):
    words = printed("/news/2026/corrected/")
    for text in squeezed("Corrected", "We first wrote that one patent was granted. It was two."):
        assert text in words


def test_printed_item_is_without_menus_and_ways_on(printed):
    words = printed("/news/2015/everything-an-item-can-hold/")
    for text in squeezed(
        "Skip to content",
        "China division",
        "All news",
        "News feed",
        "Glossary",
        "Related",
        "Search",
    ):
        assert text not in words


def test_printed_page_keeps_its_status_and_loses_its_menus(printed, full_site):
    words = printed("/therapy/")
    for text in squeezed(f"{full_site.url}/therapy/", "A clinical trial in children", "Sources"):
        assert text in words
    assert "Glossary" not in words


def test_printed_answers_are_open(printed):
    assert squeezed("Answer in one or two sentences.")[0] in printed("/company/styles/")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_press_page_prints_as_a_fact_sheet_on_one_sheet(sheets, full_site, paper):
    [words] = sheets("/press/", paper)
    found = "".join(unicodedata.normalize("NFKC", words).split())
    for text in squeezed(
        "Jinan High-tech Bioindustry Park District",
        "About Tianhe Stem Cell Biotechnologies Inc.",
        "Media contact",
        "press@example.org",
        f"{full_site.url}/press/",
        "Last changed",
    ):
        assert text in found
    for text in squeezed("Print this page", "Logo", "Download", "All news", "Atom feed"):
        assert text not in found


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_therapy_page_prints_on_one_sheet(sheets, full_site, paper):
    [words] = sheets("/therapy/", paper)
    found = "".join(unicodedata.normalize("NFKC", words).split())
    for text in squeezed(
        "A clinical trial in children with type 1 diabetes has been initiated.",
        "As of 23 November 2013",
        "It has not been approved by the FDA.",
        "improve metabolic control in people with long-standing diabetes",
        "1. Tianhe's clinical data. As reported by the company.",
        f"{full_site.url}/therapy/",
    ):
        assert text in found
