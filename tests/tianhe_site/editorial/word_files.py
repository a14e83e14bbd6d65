"""Word files for tests, made part by part."""

import io
import zipfile
from xml.sax.saxutils import escape

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import picture_upload

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{OFFICE}" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
STYLES = ("Title", "Subtitle", "heading 1", "heading 2", "heading 3", "toc 1", "Quote")


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs, style="", properties=""):
    style = f'<w:pStyle w:val="{style.replace(" ", "")}"/>' if style else ""
    content = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f"<w:p><w:pPr>{style}{properties}</w:pPr>{content}</w:p>"


def item(text, level=0, number=1):
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text, properties=place)


def table(*rows, look='<w:tblLook w:firstRow="1"/>'):
    cells = (
        "".join(f"<w:tc>{paragraph(cell)}</w:tc>" if cell[0] != "<" else cell for cell in row)
        for row in rows
    )
    lines = "".join(f"<w:tr>{row}</w:tr>" for row in cells)
    return f"<w:tbl><w:tblPr>{look}</w:tblPr>{lines}</w:tbl>"


def picture(relationship="rPicture"):
    return (
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="Written by a program"/>'
        '<a:graphic><a:graphicData uri="picture"><pic:pic><pic:blipFill>'
        f'<a:blip r:embed="{relationship}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def link(text, relationship="rLink"):
    return f'<w:hyperlink r:id="{relationship}">{run(text)}</w:hyperlink>'


def note(number, kind="footnote"):
    raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    return f'<w:r>{raised}<w:{kind}Reference w:id="{number}"/></w:r>'


def notes(*texts, kind="footnote"):
    rows = "".join(
        f'<w:{kind} w:id="{number}">{paragraph(text)}</w:{kind}>'
        for number, text in enumerate(texts, start=1)
    )
    return f"<w:{kind}s {SPACES}>{rows}</w:{kind}s>"


def parts(*body, **more):
    """Return the parts of a document by name. `more` are the texts of `footnotes` and so on, or
    `relationships` and `content_types` in addition to the usual ones."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}">'
        f'<w:name w:val="{name}"/></w:style>'
        for name in STYLES
    )
    numbering = "".join(
        f'<w:abstractNum w:abstractNumId="{number}">'
        f'<w:lvl w:ilvl="0"><w:numFmt w:val="{form}"/></w:lvl>'
        f'<w:lvl w:ilvl="1"><w:numFmt w:val="{form}"/></w:lvl></w:abstractNum>'
        for number, form in ((1, "bullet"), (2, "decimal"))
    )
    numbers = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number in (1, 2)
    )
    found = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="emf" ContentType="image/x-emf"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN_TYPE}"/>'
        f"{more.pop('content_types', '')}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rLink" Type="{OFFICE}/hyperlink" Target="https://example.org/a" '
        'TargetMode="External"/>'
        f'<Relationship Id="rPicture" Type="{OFFICE}/image" Target="media/image1.png"/>'
        f"{more.pop('relationships', '')}</Relationships>",
        "word/styles.xml": f"<w:styles {SPACES}>{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {SPACES}>{numbering}{numbers}</w:numbering>",
        "word/document.xml": f"<w:document {SPACES}><w:body>{''.join(body)}</w:body></w:document>",
        "word/media/image1.png": picture_upload("Word").read(),
    }
    return {**found, **{f"word/{name}.xml": text for name, text in more.items()}}


def packed(parts, compression=zipfile.ZIP_DEFLATED):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return content.getvalue()


def word_file(*body, name="Release.docx", **more):
    """Return an upload of a document with this body."""
    return SimpleUploadedFile(name, packed(parts(*body, **more)))
