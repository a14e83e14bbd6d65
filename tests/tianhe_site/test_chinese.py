"""Chinese: its languages and its characters."""

import re

import pytest

from tianhe_site.chinese import COMMON_HAN, HAN, UNSPACED, is_chinese


def test_chinese_of_every_script_and_country_is_chinese():
    codes = ["zh", "zh-hans", "zh-hant-tw", "en", "zha", "ja"]
    assert [code for code in codes if is_chinese(code)] == ["zh", "zh-hans", "zh-hant-tw"]


@pytest.mark.parametrize(
    ("characters", "expected"),
    [
        (COMMON_HAN, "济南龥"),
        # 﨑 is a compatibility ideograph, 㐂 is in Extension A, 𠮷 in B, 𰻝 in G.
        (HAN, "々〇济南龥﨑㐂𠮷𰻝"),
        (UNSPACED, "々〇济南龥﨑㐂𠮷𰻝のノー"),
    ],
)
def test_class_has_these_characters(characters, expected):
    candidates = "a1。，·々〇济南龥﨑㐂𠮷𰻝のノー\u3099゛한"
    assert "".join(re.findall(f"[{characters}]", candidates)) == expected
