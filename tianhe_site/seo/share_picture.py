"""The picture that stands for a page where somebody links to it: its title on a drawing.

Drawn in the colours of the site, from ripples that are cells as well, like its other drawings.
"""

import hashlib
import io
from functools import cache

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
# Goes into each name, so that a drawing that is made anew gets one of its own.
DESIGN = "1"
PAPER, INK = (251, 250, 247), (27, 36, 48)
TEAL, CLAY, WASH = (11, 93, 102), (163, 64, 31), (230, 239, 236)
MARGIN = 72
TEXT_WIDTH = 610
TITLE_SIZES = (72, 64, 56, 48, 40)
MAX_LINES = 4
# Drawn larger and then reduced, since Pillow draws no smooth circles.
FINER = 2
# What stands beside what, and in how many steps an edge goes from one to the other.
EDGES = ((PAPER, TEAL, 20), (PAPER, INK, 10), (WASH, TEAL, 8), (PAPER, CLAY, 4), (WASH, CLAY, 4))
# What the font lacks, and what says the same.
PLAIN = str.maketrans({"–": "-", "—": "-", "\u00a0": " ", "\u2011": "-", "\u202f": " "})
# The last private character: no font has it.
_UNKNOWN = "\U0010fffd"


def name_of(title, site_name, drawing):
    """Return the name of the picture: a digest of all that is drawn."""
    drawn = "\x00".join((DESIGN, title, site_name, drawing))
    return hashlib.sha256(drawn.encode()).hexdigest()[:16]


def draw(title, site_name, drawing):
    """Return the picture (PNG, `WIDTH` by `HEIGHT`) with a title, the name of the site and one of
    `DRAWINGS`, another name meaning the first of them.

    A text with characters that the font lacks is left out: the drawing stands alone then.
    """
    image = _scene(DRAWINGS.get(drawing, _dividing))
    pen = ImageDraw.Draw(image)
    _write_name(pen, _writable(site_name))
    _write_title(pen, _writable(title))
    return _png(image)


def _png(image):
    content = io.BytesIO()
    # Without dithering: its dots compress badly, and these are flat colours.
    reduced = image.quantize(palette=_palette(), dither=Image.Dither.NONE)
    reduced.save(content, "PNG", optimize=True)
    return content.getvalue()


@cache
def _palette():
    steps = [
        _mixed(colour, step / most, ground)
        for ground, colour, most in EDGES
        for step in range(most + 1)
    ]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in dict.fromkeys(steps) for part in colour])
    return palette


# Text


def _writable(text):
    text = " ".join(text.translate(PLAIN).split())
    return text if all(_has_glyph(character) for character in set(text)) else ""


@cache
def _font(size):
    return ImageFont.load_default(size)


@cache
def _has_glyph(character):
    font = _font(32)
    return character == " " or bytes(font.getmask(character)) != bytes(font.getmask(_UNKNOWN))


def _write_name(pen, name):
    _mark(pen, MARGIN + 22, MARGIN + 22, 15)
    pen.text((MARGIN + 62, MARGIN + 22), name, TEAL, _font(36), "lm", stroke_width=0.3)


def _mark(pen, x, y, radius):
    for shift in (-4, 4):
        box = (x + shift - radius, y - radius, x + shift + radius, y + radius)
        pen.ellipse(box, outline=TEAL, width=3)
    pen.ellipse((x - 5, y - 5, x + 5, y + 5), fill=TEAL)


def _write_title(pen, title):
    size, lines = _set(title)
    height = int(size * 1.18)
    # The last line stands on the lower margin, wherever the first one begins.
    top = HEIGHT - MARGIN - height * len(lines)
    for number, line in enumerate(lines):
        place = (MARGIN, top + number * height)
        pen.text(place, line, INK, _font(size), "la", stroke_width=size / 70)


def _set(title):
    """Return the largest size at which the title fits, and its lines; none if it never does."""
    for size in TITLE_SIZES:
        lines = _lines(title, _font(size))
        is_narrow = all(_font(size).getlength(line) <= TEXT_WIDTH for line in lines)
        if is_narrow and len(lines) <= MAX_LINES:
            return size, lines
    return size, []


def _lines(title, font):
    lines = []
    for word in title.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= TEXT_WIDTH:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


# Drawings. Each takes the pen, which counts in pixels of the finished picture.


class _Pen:
    """Draws in pixels of the finished picture on one that is `FINER`."""

    def __init__(self, image):
        self.draw = ImageDraw.Draw(image)

    def disc(self, x, y, radius, fill, squeeze=1.0):
        box = (x - radius, y - radius * squeeze, x + radius, y + radius * squeeze)
        self.draw.ellipse([each * FINER for each in box], fill=fill)

    def ring(self, x, y, radius, opacity, squeeze=1.0, width=3):
        box = (x - radius, y - radius * squeeze, x + radius, y + radius * squeeze)
        colour = _mixed(TEAL, opacity)
        self.draw.ellipse([each * FINER for each in box], outline=colour, width=width * FINER)


def _mixed(colour, opacity, ground=PAPER):
    return tuple(
        round(part * opacity + below * (1 - opacity))
        for part, below in zip(colour, ground, strict=True)
    )


def _scene(drawing):
    image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), PAPER)
    drawing(_Pen(image))
    return image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _cell(pen, x, y, size):
    pen.ring(x, y, size, 0.6)
    pen.ring(x, y, size * 0.62, 1)
    pen.disc(x, y, size * 0.27, CLAY)


def _dividing(pen):
    """A cell that becomes two; the ripples around it are one already."""
    x, y, apart = 1010, 300, 92
    for radius, opacity in ((272, 0.12), (234, 0.24), (200, 0.4), (170, 0.6), (144, 1)):
        inside = WASH if radius == 144 else PAPER
        for fill, smaller in ((_mixed(TEAL, opacity), 0), (inside, 3)):
            for centre in (x - apart, x + apart):
                pen.disc(centre, y, radius - smaller, fill)
    _cell(pen, x - apart, y, 64)
    _cell(pen, x + apart, y, 64)


def _ring(pen):
    """One ring for one dated item."""
    x, y = 1010, 300
    pen.disc(x, y, 250, WASH)
    for radius, opacity in ((330, 0.16), (250, 1), (196, 0.6), (142, 0.42), (88, 0.3)):
        pen.ring(x, y, radius, opacity)
    pen.disc(x - 177, y - 177, 21, CLAY)


def _meeting(pen):
    """Two fields of ripples that meet."""
    centres = ((930, 440), (1130, 190))
    for number, radius in enumerate(range(46, 240, 46)):
        for x, y in centres:
            pen.ring(x, y, radius, 1 - number * 0.21)
    for x, y in centres:
        pen.disc(x, y, 19, CLAY)


def _spring(pen):
    """The rings of a spring, and what rises from it."""
    x, y = 1010, 440
    pen.disc(x, y, 70, WASH, 0.34)
    for number, radius in enumerate((70, 132, 194, 256, 318)):
        pen.ring(x, y, radius, 1 - number * 0.19, 0.34)
    for dx, dy, size, fill in (
        (0, -84, 22, CLAY), (-24, -150, 16, WASH), (24, -196, 19, CLAY),
        (-4, -250, 13, WASH), (12, -300, 10, WASH), (0, -340, 7, WASH),
    ):  # fmt: skip
        pen.disc(x + dx, y + dy, size, fill)
        pen.ring(x + dx, y + dy, size, 1)


def _lineage(pen):
    """One cell, those that come of it, and those that come of them."""
    joints = [(830, 315, 965, 190), (830, 315, 965, 440)]
    joints += [(965, 190, 1105, 125), (965, 190, 1105, 255)]
    joints += [(965, 440, 1105, 375), (965, 440, 1105, 505)]
    for x, y, to_x, to_y in joints:
        line = [each * FINER for each in (x, y, to_x, to_y)]
        pen.draw.line(line, fill=_mixed(TEAL, 0.5), width=3 * FINER)
    cells = {(x, y): 70 for x, y, _to_x, _to_y in joints[:1]}
    cells |= {(x, y): 56 for _x, _y, x, y in joints[:2]}
    cells |= {(x, y): 40 for _x, _y, x, y in joints[2:]}
    for (x, y), size in cells.items():
        pen.disc(x, y, size, WASH)
        pen.ring(x, y, size, 1)
        pen.ring(x, y, size * 0.62, 0.6)
        pen.disc(x, y, size * 0.27, CLAY)


DRAWINGS = {
    "dividing": _dividing,
    "ring": _ring,
    "meeting": _meeting,
    "spring": _spring,
    "lineage": _lineage,
}
