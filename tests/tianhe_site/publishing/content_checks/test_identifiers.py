"""Numbers of trials, patents and papers: correct, malformed, and other text."""

import pytest

from tianhe_site.publishing.content_checks import identifiers

TRIALS = identifiers.malformed_trial_numbers
CHINESE_TRIALS = identifiers.malformed_chinese_trial_numbers
PATENTS = identifiers.malformed_patent_numbers
DOIS = identifiers.malformed_dois


@pytest.mark.parametrize(
    ("find", "text"),
    [
        (TRIALS, "NCT01234567"),
        (TRIALS, "(NCT01234567/NCT01234568)"),
        (TRIALS, "试验注册号NCT01234567，已完成"),
        (TRIALS, "NCT: NCT01234567"),
        (TRIALS, "https://clinicaltrials.gov/study/nct01234567"),
        (TRIALS, "NCT01234567_Prot.pdf"),
        (CHINESE_TRIALS, "ChiCTR2000029981"),
        (CHINESE_TRIALS, "注册号ChiCTR2000029981。"),
        (CHINESE_TRIALS, "ChiCTR1800014983-"),
        (CHINESE_TRIALS, "ChiCTR-TRC-12002475"),
        (CHINESE_TRIALS, "CHICTR-OPC-17010203"),
        (CHINESE_TRIALS, "ChiCTR-TTRCC-13003124"),
        (PATENTS, "EP 1234567 B1"),
        (PATENTS, "EP1234567B1"),
        (PATENTS, "EP1234567"),
        (PATENTS, "EP-1234567-A2"),
        (PATENTS, "EP 1 234 567 B1"),
        (PATENTS, "EP 0 123 456"),
        (PATENTS, "EP 12345678.9"),
        (PATENTS, "US 8,927,268 B2"),
        (PATENTS, "US 11,234,567 B2"),
        (PATENTS, "US8927268"),
        (PATENTS, "US-8927268-B2"),
        (PATENTS, "US 2014/0123456 A1"),
        (PATENTS, "US20140123456A1"),
        (PATENTS, "US 61/123,456"),
        (PATENTS, "PCT/US2012/012345 and PCT/EP2012/061234"),
        (DOIS, "doi:10.1234/abc"),
        (DOIS, "doi: 10.1186/1741-7015-10-3."),
        (DOIS, "（doi：10.1186/1741-7015-10-3）"),
        (DOIS, "https://doi.org/10.1000.10/123(4)"),
        (DOIS, "https://dx.doi.org/10.1234%2Fabc"),
        (DOIS, "10.1234/abc"),
    ],
)
def test_correct_number_is_not_found(find, text):
    assert find(text) == []


@pytest.mark.parametrize(
    ("find", "text"),
    [
        (TRIALS, "The NCT 2026 meeting"),
        (TRIALS, "NCTC 929 and NCTC12923 cells"),
        (TRIALS, "registered with the NCT. 10000 people"),
        (CHINESE_TRIALS, "ChiCTR in 2020, and the ChiCTR 2020 report"),
        (CHINESE_TRIALS, "http://www.chictr.org.cn/showproj.html?proj=49217"),
        (PATENTS, "In the US 2014 was a year; US 2014/15 and US 12/31/2014 too"),
        (PATENTS, "US 10,000 people, US 37,300,000 people, US 330,000,000 people"),
        (PATENTS, "US 3,500,000.50"),
        (PATENTS, "Orlando, US 32801; call US 18005551234"),
        (PATENTS, "EP 2 studies, EP300, EP 2 345 patients, EP 2014 H1"),
        (PATENTS, "EP 1234567 200 patients"),
        (PATENTS, "US 20 B12 deficiencies"),
        (PATENTS, "STEP 123456 and USD 1234567"),
        (DOIS, "10.5/12 or 10.25/100, at 10.5/L"),
        (DOIS, "The DOI: see below, at https://doi.org/"),
    ],
)
def test_text_that_only_looks_like_a_number_is_not_found(find, text):
    assert find(text) == []


@pytest.mark.parametrize(
    ("find", "number"),
    [
        (TRIALS, "NCT1234567"),
        (TRIALS, "NCT012345678"),
        (TRIALS, "NCT 01234567"),
        (TRIALS, "NCT-01234567"),
        (TRIALS, "NCT: 01234567"),
        (TRIALS, "NCTO1234567"),
        (TRIALS, "NCT0123456l"),
        (TRIALS, "nct01234567"),
        (CHINESE_TRIALS, "ChiCTR200002998"),
        (CHINESE_TRIALS, "ChiCTR 2000029981"),
        (CHINESE_TRIALS, "ChiCTR-12002475"),
        (CHINESE_TRIALS, "ChiCTR-TRC-1200247"),
        (CHINESE_TRIALS, "ChiCTR–TRC–12002475"),
        (CHINESE_TRIALS, "ChiCTRTRC12002475"),
        (PATENTS, "EP 123456 B1"),
        (PATENTS, "EP 12345"),
        (PATENTS, "EP123456"),
        (PATENTS, "EP 123456789"),
        (PATENTS, "EP 1234567 B7"),
        (PATENTS, "US 8,92,268 B2"),
        (PATENTS, "US 8,927,26"),
        (PATENTS, "US 892,268 B2"),
        (PATENTS, "US 8.927.268"),
        (PATENTS, "US 892726"),
        (PATENTS, "US 2014/123456"),
        (PATENTS, "US201401234567"),
    ],
)
def test_malformed_number_is_found_as_written(find, number):
    assert find(f"It is known as {number}, and 登记为{number}。") == [number, number]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("doi:10.1234.", "10.1234"),
        ("doi:10.123/abc", "10.123/abc"),
        ("doi: 1.1234/abc", "1.1234/abc"),
        ("https://doi.org/abc", "abc"),
        ("10.1234/ and more", "10.1234/"),
    ],
)
def test_malformed_doi_is_found(text, found):
    assert DOIS(text) == [found]
