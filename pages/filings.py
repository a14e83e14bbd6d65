"""The numbers under which a site is filed in mainland China, as its home page has to show them."""

import re
from typing import NamedTuple

from tianhe_site.chinese import COMMON_HAN
from tianhe_site.media_library import media_snapshot

# Where each authority lets anyone look up the numbers that it gave out.
MINISTRY = "https://beian.miit.gov.cn/"
PUBLIC_SECURITY = "https://beian.mps.gov.cn/#/query/webSearch?code="
# The province comes first. A filing may have several sites, which are counted after it.
ICP_NUMBER = re.compile(rf"[{COMMON_HAN}]ICP[备证][0-9]{{6,12}}号(?:-[0-9]{{1,3}})?")
PSB_NUMBER = re.compile(rf"[{COMMON_HAN}]公网安备 ?([0-9]{{11,14}})号")
# CSS pixels of a badge.
BADGE_HEIGHT = 20


class Badge(NamedTuple):
    address: str
    width: int
    height: int


class Filing(NamedTuple):
    """A filing number, where to look it up ("" if it isn't known), and the `Badge` beside it or
    None."""

    number: str
    url: str
    badge: Badge | None = None


def filings_of(details, media_root):
    """Return each `Filing` that site details (an edition, or None) name. The picture of a badge is
    served below `media_root`."""
    found = []
    if details and details.icp_number:
        found.append(Filing(details.icp_number, MINISTRY))
    if details and details.psb_number:
        number = PSB_NUMBER.fullmatch(details.psb_number)
        url = f"{PUBLIC_SECURITY}{number[1]}" if number else ""
        found.append(Filing(details.psb_number, url, _badge_of(details, media_root)))
    return found


def _badge_of(details, media_root):
    entries = [entry for entry in details.media if entry.get("lead")]
    for snapshot in media_snapshot.load(entries, media_root) if entries else ():
        shown = snapshot.fallback(0)
        if shown:
            width = round(BADGE_HEIGHT * shown.width / shown.height)
            return Badge(snapshot.url(shown), width, BADGE_HEIGHT)
    return None
