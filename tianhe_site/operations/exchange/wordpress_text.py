"""The text of a WordPress post as plain markup: without blocks' comments, shortcodes and embeds."""

import html
import re
from collections import Counter
from html.parser import HTMLParser

from django.utils.html import escape
from django.utils.translation import gettext as _

# Elements that begin a paragraph of their own in WordPress.
_BLOCKS = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map"
    "|area|blockquote|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup"
    "|header|footer|nav|figure|figcaption|details|menu|summary|iframe"
)
_BLOCK_COMMENT = re.compile(r"<!--\s*(/?)wp:([a-z][a-z0-9/_-]*)(?:(?!-->).)*?(/?)-->", re.DOTALL)
_COMMENT = re.compile(r"<!--(?:(?!-->).)*+-->", re.DOTALL)
_SHORTCODE = re.compile(
    r"\[(?P<open>\[?)(?P<end>/?)(?P<name>[A-Za-z][\w-]{0,40})(?P<rest>(?:\s[^\[\]<>]{0,2000})?)/?\]"
    r"(?P<close>\]?)"
)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")
# WordPress shows what is at the address; here, a link leads there.
_BARE_ADDRESS = re.compile(r"<p>\s*(https?://[^\s<>\"]+)\s*</p>")
# WordPress's own, and those of common plugins; any other needs an attribute or an end to be one.
_KNOWN = {
    *("caption", "wp_caption", "gallery", "embed", "audio", "video", "playlist", "googlevideo"),
    *("contact-form-7", "contact-form", "contact-field", "gravityform", "vc_row", "vc_column"),
    *("vc_column_text", "et_pb_section", "et_pb_row", "et_pb_text", "et_pb_column", "youtube"),
    *("vimeo", "archives", "sitemap", "tweet", "wpvideo", "slideshow", "polldaddy", "twitter"),
}
# Not text for readers, or programs: dropped with what is inside.
_DROPPED = {
    *("script", "style", "form", "object", "embed", "video", "audio", "canvas", "svg", "math"),
    *("noscript", "template", "select", "textarea", "button", "map", "iframe", "input"),
}
_STRUCK = {"del", "s", "strike"}
_VOID = {"br", "hr", "img", "input", "embed", "source", "wbr", "col", "area", "track", "param"}
_INLINE = {"a", "strong", "em", "b", "i", "sub", "sup", "mark", "br"}
# Blocks that are kept. Those without words of their own come second.
_WITH_WORDS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "dt", "dd", "caption"}
_WITH_WORDS |= {"summary"}
_AROUND = {"ul", "ol", "table", "thead", "tbody", "tr", "blockquote", "details", "dl"}
_KEPT_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "td": {"colspan", "rowspan"}}
_KEPT_ATTRIBUTES["th"] = _KEPT_ATTRIBUTES["td"]


class Converter:
    """Converts one text; counts what is left out, by kind.

    `find_picture(src)` returns the reference of a picture in the library, such as "image:12", None
    if there is none. `gallery(ids)` returns the addresses of pictures; `find_link(href)` the
    address to link to. `with_hints` puts a hint where a picture is missing, for an editor.
    """

    def __init__(self, find_picture, find_link, gallery, with_hints):
        self.with_hints = with_hints
        self.find_picture, self.find_link, self.gallery = find_picture, find_link, gallery
        self.left = Counter()
        self.missing = []

    def convert(self, text):
        """Return the markup of a text."""
        has_blocks = "<!-- wp:" in text
        text = _BLOCK_COMMENT.sub(self._count_block, text.replace("\r\n", "\n"))
        text = _COMMENT.sub(self._count_comment, text)
        text = self._without_shortcodes(text)
        if not has_blocks:
            text = with_paragraphs(text)
        writer = _Writer(self)
        writer.feed(text)
        writer.close()
        return writer.finish()

    def _count_block(self, comment):
        # A block without content of its own is made by a program, such as a list of new posts.
        if comment[3] and comment[2] not in ("separator", "spacer", "more", "nextpage"):
            self.left["block", comment[2]] += 1
        return ""

    def _count_comment(self, comment):
        if "nextpage" in comment[0]:
            self.left["page break", ""] += 1
        return ""

    def _without_shortcodes(self, text):
        ended = set(re.findall(r"\[/([A-Za-z][\w-]{0,40})\]", text))
        return _SHORTCODE.sub(lambda found: self._shortcode(found, ended), text)

    def _shortcode(self, found, ended):
        name, rest = found["name"], found["rest"]
        if found["open"] and found["close"]:
            # Two brackets say that the words are meant.
            return html.escape(found[0][1:-1])
        if name not in _KNOWN and name not in ended and "=" not in rest:
            return found[0]
        values = {key: a or b or c for key, a, b, c in _ATTRIBUTE.findall(html.unescape(rest))}
        kept = self._known_shortcode(name.lower(), bool(found["end"]), values)
        if kept is None:
            self.left["shortcode", name] += not found["end"]
            kept = "\n\n"
        return f"{found['open']}{kept}{found['close']}"

    def _known_shortcode(self, name, is_end, values):
        if name in ("caption", "wp_caption"):
            if is_end:
                return "</figcaption></figure>\n\n"
            words = escape(values.get("caption", ""))
            return f"\n\n<figure data-caption>{words}"
        if name == "gallery":
            addresses = self.gallery(values.get("ids") or values.get("include") or "")
            return "".join(f'\n\n<img src="{escape(each)}">' for each in addresses) + "\n\n"
        if name == "embed":
            return "\n\n"
        return None


def with_paragraphs(text):
    """Return a text with paragraphs where WordPress shows them: between empty lines."""
    kept = []

    def keep(found):
        kept.append(found[0])
        return f"<p>\ue000{len(kept) - 1}\ue001</p>"

    text = text.replace("\ue000", "").replace("\ue001", "")
    text = re.sub(r"<pre\b(?:(?!</pre>).)*+</pre>", keep, text, flags=re.DOTALL | re.IGNORECASE)
    text = re.sub(rf"(<(?:{_BLOCKS})\b[^>]*>)", r"\n\n\1", text, flags=re.IGNORECASE)
    text = re.sub(rf"(</(?:{_BLOCKS})>)", r"\1\n\n", text, flags=re.IGNORECASE)
    parts = (part.strip() for part in re.split(r"\n\s*\n", text))
    return re.sub(
        "\ue000([0-9]+)\ue001",
        lambda found: kept[int(found[1])],
        "\n".join(_as_paragraph(part) for part in parts if part),
    )


def _as_paragraph(part):
    if re.match(rf"</?(?:{_BLOCKS})\b", part, re.IGNORECASE):
        return part
    return "<p>{}</p>".format(re.sub(r"\s*\n\s*", "<br>", part))


class _Writer(HTMLParser):
    """Writes what a text may hold; words outside of any block get a paragraph."""

    def __init__(self, converter):
        super().__init__()
        self.converter, self.parts, self.open = converter, [], []
        self.dropping, self.caption, self.pre = [], None, 0

    def finish(self):
        self._close_paragraph()
        return _BARE_ADDRESS.sub(r'<p><a href="\1">\1</a></p>', "".join(self.parts))

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if self.dropping:
            self.dropping += [tag] if tag == self.dropping[0] and tag not in _VOID else []
        elif tag in _DROPPED or tag in _STRUCK:
            self._drop(tag, values)
        elif tag == "img":
            self._picture(values)
        elif tag in _INLINE:
            self._begin_inline(tag, values)
        elif tag == "hr":
            self._begin_block()
            self.parts.append("<hr>")
        elif tag in _WITH_WORDS or tag in _AROUND:
            self._begin_block()
            self._start(tag, values)
        elif tag == "pre":
            self._begin_block()
            self.pre += 1
        elif tag == "q":
            self.handle_data("“")
        elif tag in ("figcaption", "div", "figure", "section", "article", "address", "center"):
            self._begin_block()

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if self.dropping:
            if tag == self.dropping[0]:
                self.dropping.pop()
        elif tag == "q":
            self.handle_data("”")
        elif tag == "pre":
            self.pre = max(self.pre - 1, 0)
            self._begin_block()
        elif tag in _INLINE or tag in _WITH_WORDS or tag in _AROUND:
            if tag not in _INLINE:
                self._close_paragraph()
            self._end(tag)
        else:
            self._begin_block(only_unknown=tag)

    def handle_data(self, data):
        if self.dropping:
            return
        if data.strip():
            self._open_paragraph()
        if self.pre:
            data = data.strip("\n")
            self.parts.append(escape(data).replace("\n", "<br>"))
        elif data.strip() or self._has_words():
            self.parts.append(escape(data))

    def _has_words(self):
        return any(tag in _WITH_WORDS or tag == "+p" for tag in self.open)

    def _open_paragraph(self):
        if not self._has_words():
            self.parts.append("<p>")
            self.open.append("+p")

    def _close_paragraph(self):
        if "+p" in self.open:
            self._end("+p")

    def _begin_block(self, only_unknown=""):
        if only_unknown in ("span", "u", "ins", "code", "abbr", "cite", "small", "font", "kbd"):
            return
        self._close_paragraph()
        if "p" in self.open and not self.pre:
            self._end("p")

    def _start(self, tag, values):
        allowed = _KEPT_ATTRIBUTES.get(tag, ())
        kept = "".join(
            f' {name}="{escape(value)}"' for name, value in values.items() if name in allowed
        )
        self.parts.append(f"<{tag}{kept}>")
        self.open.append(tag)

    def _end(self, tag):
        if tag not in self.open:
            return
        while True:
            last = self.open.pop()
            self.parts.append(f"</{last.strip('+')}>")
            if last == tag:
                return

    def _begin_inline(self, tag, values):
        self._open_paragraph()
        if tag == "br":
            self.parts.append("<br>")
            return
        if tag == "a":
            href = self.converter.find_link(values.get("href", "").strip())
            if not href:
                return
            values = {"href": href}
        self._start(tag, values)

    def _picture(self, values):
        src, classes = values.get("src", "").strip(), values.get("class", "").split()
        reference = self.converter.find_picture(src)
        if reference:
            side = next((side for side in ("left", "right") if f"align{side}" in classes), "")
            style = f' data-style="{side}"' if side else ""
            self.parts.append(f'<img src="{reference}"{style}>')
            return
        self.converter.left["picture", ""] += 1
        self.converter.missing.append(src)
        if not self.converter.with_hints:
            return
        kind = _("picture")
        name = re.sub(r"[\[\]<>]", "", src.rpartition("/")[2])[:80] or kind
        self.handle_data(f"[[{kind}: {name}]]")

    def _drop(self, tag, values):
        kind = "struck" if tag in _STRUCK else tag
        self.converter.left[("element", kind)] += 1
        # A frame shows another page: a link leads there.
        address = values.get("src") or values.get("data") or ""
        if tag in ("iframe", "embed", "object") and address.startswith(
            ("http://", "https://", "//")
        ):
            address = f"https:{address}" if address.startswith("//") else address
            self._begin_block()
            link = escape(address)
            self.parts.append(f'<p><a href="{link}">{link}</a></p>')
        if tag not in _VOID:
            self.dropping = [tag]
