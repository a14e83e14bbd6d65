"""What a person reads on a page, and hostile markup that must be escaped."""

import re
from html import unescape

HOSTILE = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"


def text_of(response):
    """Return the text of a page, without tags."""
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(words).split())


def errors(response):
    """Return the error messages on a page with a form."""
    found = re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', response.content.decode(), re.S)
    return [unescape(re.sub(r"<[^>]+>", "", each)).strip() for each in found]


def cells(response, table=""):
    """Return the text of each cell of the table with this `id` or class, row by row."""
    body = response.content.decode().partition(table)[2].partition("<tbody>")[2]
    rows = body.partition("</tbody>")[0].split("</tr>")[:-1]
    found = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in rows]
    return [[" ".join(unescape(re.sub(r"<[^>]+>", " ", c)).split()) for c in row] for row in found]


def seen(item):
    """Return the hidden value with which an action's page names the version of the draft it
    showed."""
    return f"{item.content_hash} {item.path_for(item)}"
