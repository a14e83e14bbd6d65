"""What a person reads on a page, and markup that must never come out as such."""

import re
from html import unescape

HOSTILE = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"


def text_of(response):
    """Return the words of a page, without tags."""
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(words).split())


def errors(response):
    """Return the sentences that say what is wrong on a page with a form."""
    found = re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', response.content.decode(), re.S)
    return [unescape(re.sub(r"<[^>]+>", "", each)).strip() for each in found]


def cells(response, table=""):
    """Return the words of each cell of the table with this `id` or class, row by row."""
    body = response.content.decode().partition(table)[2].partition("<tbody>")[2]
    rows = body.partition("</tbody>")[0].split("</tr>")[:-1]
    found = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in rows]
    return [[" ".join(unescape(re.sub(r"<[^>]+>", " ", c)).split()) for c in row] for row in found]


def seen(item):
    """Return what a page that asks sends along of the draft that it showed."""
    return f"{item.content_hash} {item.path_for(item)}"
