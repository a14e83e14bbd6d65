"""Which languages are Chinese, and which characters: classes of them for regular expressions.

Ranges, without the brackets, so that they add up to others.
"""

# The ideographs of nearly all texts of today (CJK Unified Ideographs).
COMMON_HAN = "\u4e00-\u9fff"
# All ideographs: also 々, 〆 and 〇, Extension A, compatibility ideographs, and those beyond the
# first 65,536 characters, such as 𠮷, which are in names of people and places.
HAN = f"\u3005-\u3007\u3400-\u4dbf{COMMON_HAN}\uf900-\ufaff\U00020000-\U000323af"
# What is written without spaces between words: also Japanese. Without its voicing marks (U+3099 to
# U+309C), which are no letters.
UNSPACED = f"{HAN}\u3040-\u3096\u309d-\u30ff"


def is_chinese(language):
    """Whether the code of a language is that of Chinese, of whichever script or country."""
    return language.partition("-")[0] == "zh"
