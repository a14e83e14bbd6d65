"""Reads a Word document; `conversion` runs this as a child process.

It reads one request (JSON) from stdin and writes one answer (JSON) to stdout. The text is passed
as `text.json`, the pictures as files beside it. It doesn't import Django, so it starts quickly and
holds no secret or connection that hostile bytes could reach.
"""

import hashlib
import json
import re
import sys
from collections import Counter
from pathlib import Path

import mammoth
from mammoth import conversion, documents, html, raw_text
from mammoth.docx import office_xml
from mammoth.docx.files import InvalidFileReferenceError

from tianhe_site.editorial.word import package, pruning
from tianhe_site.editorial.word.package import RefusedError
from tianhe_site.editorial.word.xml_tree import Reader
from tianhe_site.media_library.child_limits import limit_resources

TEXT = "text.json"
PICTURE_TYPES = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"}
OTHER_PREFIXES = {
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c",
    "http://schemas.microsoft.com/office/drawing/2014/chartex": "cx",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup": "wpg",
}
STYLE_MAP = """
p[style-name='tianhe 2'] => h2:fresh
p[style-name='tianhe 3'] => h3:fresh
p[style-name='tianhe 4'] => h4:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
r[style-name='Emphasis'] => em
r[style-name='Intense Emphasis'] => em
"""
_HEADING = re.compile(r"heading ?([1-9])\Z", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|contents) ?(?:[1-9]|heading)\Z", re.IGNORECASE)


class _Document:
    """One document: what was read of it, and what was left out."""

    def __init__(self, source, folder, most_pictures, most_bytes):
        self.folder, self.most_pictures, self.most_bytes = folder, most_pictures, most_bytes
        self.left, self.pictures, self.title, self.subtitle = Counter(), {}, "", ""
        self.notes = []
        # Bytes of pictures read, each as often as it is in the text: a file of 12 KB had one of
        # 9 MB in 2,000 places, which took all of the time.
        self.read_bytes = 0
        self.package = package.open_package(source)
        prefixes = {uri: prefix for prefix, uri in office_xml._namespaces}
        self.reader = Reader({**prefixes, **OTHER_PREFIXES})

    def convert(self, source):
        """Write the text and the pictures into the folder."""
        self._check()
        self.rules = pruning.rules(self._contents_styles())
        office_xml.read = self._read_part
        conversion._DocumentConverter.visit_note_reference = (
            lambda _converter, reference, _context: self._note_mark(reference)
        )
        conversion._DocumentConverter.visit_document = _without_notes
        with source.open("rb") as file:
            result = mammoth.convert_to_html(
                # Mammoth takes the folder of linked pictures from the name of the file.
                _Nameless(file),
                style_map=STYLE_MAP,
                transform_document=self._prepare,
                convert_image=self._picture,
                include_embedded_style_map=False,
            )
        self._count_page_parts()
        self._write(result.value)

    def _check(self):
        types = []
        self._parse("[Content_Types].xml", lambda each: types.append(each.attributes) or [each])
        package.check_types(" ".join(each.get("ContentType", "") for each in types))
        for name in self.package.namelist():
            if name.endswith(".rels"):
                self._parse(name, _checked_relationship)

    def _parse(self, name, keep):
        with self.package.open(name) as file:
            return self.reader.parse(file, keep)

    def _contents_styles(self):
        if "word/styles.xml" not in self.package.namelist():
            return set()
        styles = self._parse("word/styles.xml", None)
        return {
            style.attributes.get("w:styleId")
            for style in styles.find_children("w:style")
            if _CONTENTS.match(style.find_child_or_null("w:name").attributes.get("w:val", ""))
        }

    def _read_part(self, file):
        root = self.reader.parse(file, self._keep)
        if root.name == "w:document":
            self.left += pruning.count(root)
        return root

    def _keep(self, element):
        rule = self.rules.get(element.name)
        return rule(element) if rule else [element]

    def _prepare(self, document):
        self.resolve = document.notes.resolve
        self._take_title(document)
        levels = sorted({level for each in document.children if (level := _level(each))})
        for paragraph in document.children:
            if level := _level(paragraph):
                paragraph.style_name = f"tianhe {min(levels.index(level), 2) + 2}"
        return document

    def _take_title(self, document):
        for paragraph in document.children[:20]:
            name = (getattr(paragraph, "style_name", None) or "").lower()
            if name in ("title", "subtitle") and not getattr(self, name):
                setattr(self, name, _line(paragraph))
                document.children.remove(paragraph)
        if not self.title:
            self._take_only_heading(document)

    def _take_only_heading(self, document):
        filled = [each for each in document.children if _line(each)]
        first = [each for each in document.children if _level(each) == 1]
        if len(first) == 1 and first[0] is filled[0]:
            self.title = _line(first[0])
            document.children.remove(first[0])

    def _note_mark(self, reference):
        note = self.resolve(reference)
        self.notes.append({"text": _line(note), "links": _links(note)})
        return [html.text(pruning.TOKEN.format(f"note {len(self.notes)}"))]

    def _picture(self, image):
        kind = self._save_picture(image)
        if isinstance(kind, int):
            return [html.element("img", {"src": f"word:{kind}"})]
        self.left[kind] += 1
        return [html.text(pruning.TOKEN.format("picture"))]

    def _save_picture(self, image):
        """Return the number of a picture that was written; else why it was left out."""
        if image.content_type not in PICTURE_TYPES:
            return "picture"
        if self.read_bytes > package.MAX_UNPACKED_BYTES:
            return "many_pictures"
        try:
            with image.open() as file:
                content = file.read(self.most_bytes + 1)
        except InvalidFileReferenceError:
            return "linked_picture"
        except (KeyError, OSError, ValueError):
            return "picture"
        self.read_bytes += len(content)
        digest = hashlib.sha256(content).hexdigest()
        if digest not in self.pictures:
            if len(self.pictures) >= self.most_pictures or len(content) > self.most_bytes:
                return "many_pictures"
            self.pictures[digest] = len(self.pictures) + 1
            (self.folder / f"picture-{self.pictures[digest]}").write_bytes(content)
        return self.pictures[digest]

    def _count_page_parts(self):
        for kind in ("header", "footer"):
            names = [each for each in self.package.namelist() if f"word/{kind}" in each]
            parts = [self._parse(each, None) for each in names if each.endswith(".xml")]
            if any(pruning._has(part, "w:t") for part in parts):
                self.left["page_parts"] += 1

    def _write(self, markup):
        text = {
            "title": self.title,
            "subtitle": self.subtitle,
            "html": markup,
            "notes": self.notes,
            "left": dict(self.left),
            "pictures": len(self.pictures),
        }
        (self.folder / TEXT).write_text(json.dumps(text))


class _Nameless:
    """A file without a name."""

    def __init__(self, file):
        for method in ("read", "seek", "tell", "seekable"):
            setattr(self, method, getattr(file, method))


def _checked_relationship(element):
    if element.name == "relationships:Relationship":
        package.check_relationship(element.attributes)
    return [element]


def _without_notes(converter, document, context):
    return converter._visit_all(document.children, context)


def _level(element):
    """Return the level of a heading, 0 for anything else."""
    names = (getattr(element, "style_name", None), getattr(element, "style_id", None))
    found = next(filter(None, (_HEADING.match(name or "") for name in names)), None)
    return int(found[1]) if found else 0


def _line(element):
    children = getattr(element, "body", None)
    text = (
        raw_text.extract_raw_text_from_element(element)
        if children is None
        else " ".join(map(raw_text.extract_raw_text_from_element, children))
    )
    return " ".join(text.split())


def _links(element):
    found, waiting = [], [*getattr(element, "body", ())]
    while waiting:
        element = waiting.pop(0)
        if isinstance(element, documents.Hyperlink) and element.href:
            found.append(element.href)
        waiting += getattr(element, "children", ())
    return found


def answer(source, folder, **limits):
    """Return {"done": true}, or {"refused": key}."""
    source = Path(source)
    try:
        _Document(source, Path(folder), **limits).convert(source)
    except RefusedError as refused:
        return {"refused": str(refused)}
    except (MemoryError, RecursionError):
        return {"refused": "too_large"}
    except Exception:
        # Zip, XML and mammoth raise anything for hostile bytes.
        return {"refused": "damaged"}
    return {"done": True}


def main():
    request = json.load(sys.stdin)
    limit_resources(**request.pop("limits"))
    json.dump(answer(**request), sys.stdout)


if __name__ == "__main__":
    main()
