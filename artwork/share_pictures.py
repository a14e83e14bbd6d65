"""Renders static/img/share/: the pictures shown where someone links to a page without its own.

Per drawing in templates/_drawings/ a wide one and a square one, with its ripples carried on to the
edges. They hold no words, so they need no translation and stay right when the company's details
change. Look at them after running this from the project folder (`make test` installs the browser):

    PYTHONPATH=. .venv/bin/python artwork/share_pictures.py
"""

import io
import math
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests import parts

ROOT = Path(__file__).parent.parent
DRAWINGS = ROOT / "templates" / "_drawings"
TARGET = ROOT / "static" / "img" / "share"
# For each folder: width, height, and how large a drawing is there.
SHAPES = {"": (1200, 630, 1), "square": (600, 600, 0.62)}

# --brand of site.css in light as the ground, its colors in dark on that.
GROUND, FILL, LINE, ACCENT = (11, 93, 102), (25, 110, 119), (217, 236, 235), (242, 160, 127)
# Steps between colors that meet. Sixteen colors at most, since four bits a pixel halve the files.
EDGES = [(GROUND, LINE, 7), (FILL, LINE, 3), (GROUND, ACCENT, 3), (ACCENT, LINE, 2)]

PAGE = f"""<!doctype html>
<style>
  body {{ margin: 0; background: rgb{GROUND}; color: rgb{LINE} }}
  svg {{ display: block }}
  .drawing-fill-a {{ fill: rgb{FILL} }}
  .drawing-fill-b {{ fill: rgb{ACCENT} }}
</style>
<svg width="%d" height="%d" fill="none" stroke="currentColor" stroke-width="2">
<g transform="translate(%d %d) scale(%s) translate(%s)">%s</g>
</svg>"""


def main():
    palette = palette_of(EDGES)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=parts.needed(parts.CHROMIUM), args=parts.CHROMIUM_FLAGS
        )
        for folder, (width, height, size) in SHAPES.items():
            (TARGET / folder).mkdir(exist_ok=True)
            page = browser.new_page(viewport={"width": width, "height": height})
            place = (width, height, width // 2, height // 2)
            for name, (scale, center, around) in PICTURES.items():
                page.set_content(PAGE % (*place, scale * size, center, around + drawing(name)))
                save(page.screenshot(), palette, TARGET / folder / f"{name}.png")
        browser.close()


def drawing(name):
    """Return the inside of a drawing, with the ring's dot where a template would rotate it."""
    text = (DRAWINGS / f"{name}.svg").read_text()
    return re.sub(r"{%.*?%}", "40", re.search(r"<svg[^>]*>(.*)</svg>", text, re.DOTALL)[1])


def palette_of(edges):
    colors = [
        tuple(round(a + (b - a) * step / steps) for a, b in zip(one, other, strict=True))
        for one, other, steps in edges
        for step in range(steps + 1)
    ]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for color in dict.fromkeys(colors) for part in color])
    return palette


def save(screenshot, palette, path):
    image = Image.open(io.BytesIO(screenshot)).convert("RGB")
    # Without dithering: its dots compress badly, and these are flat colors.
    image.quantize(palette=palette, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")


def ripples(shape, radii, opacity):
    """Return a shape at each radius, each fainter than the one before."""
    lines = (
        f'<g opacity="{opacity * (1 - n / len(radii)):.2f}">{shape(r)}</g>'
        for n, r in enumerate(radii)
    )
    return "".join(lines)


def circles(*centers):
    return lambda r: "".join(f'<circle cx="{x}" cy="{y}" r="{r}"/>' for x, y in centers)


def ellipse(x, y):
    return lambda r: f'<ellipse cx="{x}" cy="{y}" rx="{r}" ry="{r / 3:.0f}"/>'


def pair(x, y, apart):
    """Return the outline of two overlapping circles."""

    def outline(r):
        half = math.sqrt(r * r - apart * apart)
        arc = f"A{r} {r} 0 1 0 {x}"
        return f'<path d="M{x} {y - half:.1f}{arc} {y + half:.1f}{arc} {y - half:.1f}Z"/>'

    return outline


# Thinner lines for the most enlarged drawing, to match the others.
THIN = '<g stroke-width=".35">%s</g>'
# Per picture: the drawing's scale, what of it is in the middle, and its ripples.
PICTURES = {
    "mark": (10, "-16 -16", THIN % ripples(pair(16, 16, 3), range(15, 60, 5), 0.5)),
    "dividing": (1.6, "-240 -180", ripples(pair(240, 180, 66), range(190, 400, 28), 0.16)),
    "lineage": (1.72, "-222 -178", ripples(circles((70, 160)), range(62, 520, 44), 0.22)),
    "meeting": (1.8, "-240 -180", ""),
    "spring": (1.85, "-240 -212", ripples(ellipse(240, 250), range(276, 560, 46), 0.26)),
    "ring": (1.85, "-180 -160", ripples(circles((180, 160)), range(176, 400, 34), 0.26)),
}

if __name__ == "__main__":
    main()
