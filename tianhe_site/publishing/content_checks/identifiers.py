"""Finds numbers of trials, patents and papers that can't be right. Each function takes a text and
returns the wrong numbers as they are written there."""

import re
from urllib.parse import unquote

# "NCTC 929" is a cell line and "NCT 2026" a meeting; the addresses of the register may be in
# small letters.
_NCT = re.compile(
    r"(?<![A-Za-z0-9])(?:NCT|(?<![/=])(?i:nct))"
    r"(?:[Oo]?[0-9]|[ \xa0:#\-–—‑]{1,3}(?:0[0-9]|[0-9]{5}))[0-9A-Za-z]*"
)
_VALID_NCT = re.compile(r"NCT[0-9]{8}")

_CHICTR = re.compile(
    r"(?<![A-Za-z0-9])ChiCTR"
    r"(?:[ \xa0\-–—‑]?[A-Z]{2,7}(?=[ \xa0\-–—‑]?[0-9]))?"
    r"(?:[\-–—‑]?[0-9]|[ \xa0:#]{1,2}[0-9]{5})"
    r"[0-9A-Za-z]*(?:-[0-9A-Za-z]+)*",
    re.IGNORECASE,
)
# Ten digits today; the kind of study and eight digits in older numbers.
_VALID_CHICTR = re.compile(r"ChiCTR(?:[0-9]{10}|-[A-Z]{2,7}-[0-9]{8})", re.IGNORECASE)

# In "PCT/US2012/012345" the letters name the office that received an international application.
_PATENT = re.compile(
    r"(?<![A-Za-z0-9])(?<!PCT/)(?P<office>EP|US)(?P<gap>[ \xa0\-]?)"
    r"(?P<number>[0-9]{1,2}(?:[ \xa0][0-9]{3}){2}(?![0-9])|[0-9]+(?:[.,/][0-9]+)*)"
    r"(?P<kind>[ \xa0\-]?[AB][0-9](?![0-9A-Za-z]))?"
)
_VALID_NUMBER = {
    # A patent has seven digits, an application eight and a check digit.
    "EP": re.compile(r"[0-9]{7}|[0-9]{8}(?:\.[0-9])?"),
    # A patent; a published application; one that is not published.
    "US": re.compile(
        r"[0-9]{7,8}|[0-9]{1,2},[0-9]{3},[0-9]{3}"
        r"|20[0-9]{2}/?[0-9]{7}"
        r"|[0-9]{2}/[0-9]{3},?[0-9]{3}"
    ),
}
_VALID_KIND = re.compile(r"[AB][1-489]")
# "US 250,000" in a sentence about people or money.
_COUNT = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_MIN_DIGITS = {"EP": 5, "US": 6}

_DOI = re.compile(
    r"(?i:doi\.org/|\bdoi\s?[:：]\s*(?=[0-9]))(?P<named>[!-~]+)"
    r"|(?<![0-9A-Za-z./])(?P<bare>10\.[0-9]{4,9}/[!-~]*)"
)
_VALID_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[!-~]*[0-9A-Za-z]")


def malformed_trial_numbers(text):
    """Find ClinicalTrials.gov numbers that aren't NCT and eight digits."""
    return [found[0] for found in _NCT.finditer(text) if not _VALID_NCT.fullmatch(found[0])]


def malformed_chinese_trial_numbers(text):
    """Find numbers of the Chinese registry in none of its formats."""
    return [found[0] for found in _CHICTR.finditer(text) if not _VALID_CHICTR.fullmatch(found[0])]


def malformed_patent_numbers(text):
    """Find numbers of European and US patents and applications that can't be one."""
    found = _PATENT.finditer(text)
    return [match[0] for match in found if _is_meant_as_patent(match) and not _is_patent(match)]


def malformed_dois(text):
    """Find digital object identifiers, after "doi:", in an address or bare, that can't be one."""
    found = (unquote(match["named"] or match["bare"]) for match in _DOI.finditer(text))
    return [doi.rstrip(".,;:)]") for doi in found if not _VALID_DOI.match(doi)]


def _is_meant_as_patent(match):
    """Whether this clearly means a patent, not a year or day, a gene such as EP300, a telephone
    number or a count."""
    number, kind = match["number"], match["kind"]
    digits = len(re.sub("[^0-9]", "", number))
    if "/" in number:
        return len(re.sub("[^0-9]", "", number.rpartition("/")[2])) >= 5
    if kind or _COUNT.fullmatch(number):
        return bool(kind) and digits >= 4
    return _MIN_DIGITS[match["office"]] <= digits <= 9 or not match["gap"] and digits > 9


def _is_patent(match):
    number = re.sub(r"\s", "", match["number"])
    kind = (match["kind"] or "A1").lstrip(" -\xa0")
    return _VALID_NUMBER[match["office"]].fullmatch(number) and _VALID_KIND.fullmatch(kind)
