"""Renders static/img/press/: the logo that the press page offers, and a drawing of its clear space.

The letters are strokes as the mark is, so the files need no font and nobody's permission. Look at
them after running this from the project folder (`make test` installs the browser):

    PYTHONPATH=. .venv/bin/python artwork/press_logo.py
"""

import re
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import parts

ROOT = Path(__file__).parent.parent
MARK = ROOT / "templates" / "_drawings" / "mark.svg"
TARGET = ROOT / "static" / "img" / "press"
PNG_WIDTH = 2000

# --brand and --text of site.css, in light and in dark.
COLORS = {"logo": ("#0b5d66", "#1b2430"), "logo-on-dark": ("#6fd0d6", "#e9eef1")}
FRAME, LINES = "#a3401f", "#7a7f87"

# Units: the mark is 72 high with the edges of its lines. Letters stand on y = 0.
MARK_SCALE, MARK_WIDTH, HEIGHT = 3, 90, 72
STROKE, GAP = 7, 26
BOWL = "M3.5 -16a12.5 12.5 0 1 0 25 0a12.5 12.5 0 1 0 -25 0"
ARCH = "M3.5 -16A12.5 12.5 0 0 1 28.5 -16V0"
# Each letter of "Tianhe": where it begins, and its strokes.
LETTERS = [
    (0, "M0 -42.5H36M18 -42.5V0"),
    (43, "M3.5 -32.5V0"),
    (57, f"{BOWL}M28.5 -32.5V0"),
    (97, f"M3.5 -32.5V0{ARCH}"),
    (137, f"M3.5 -46V0{ARCH}"),
    (176, "M4 -16H28.5A12.5 12.5 0 1 0 24.8 -7.2"),
]
DOT = '<circle cx="46.5" cy="-41.5" r="4.5" fill="currentColor" stroke="none"/>'
WIDTH = MARK_WIDTH + GAP + 208
# The height of the mark by half, on each side.
CLEAR = HEIGHT // 2


def main():
    TARGET.mkdir(exist_ok=True)
    for name, colors in COLORS.items():
        write(f"{name}.svg", svg(logo(*colors), WIDTH, HEIGHT))
    write("clear-space.svg", svg(clear_space(), WIDTH + 4 * CLEAR, HEIGHT + 4 * CLEAR))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=parts.needed(parts.CHROMIUM), args=parts.CHROMIUM_FLAGS
        )
        scale = PNG_WIDTH / WIDTH
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=scale
        )
        for name in COLORS:
            drawing = (TARGET / f"{name}.svg").read_text()
            page.set_content(
                f"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{drawing}"
            )
            page.screenshot(path=TARGET / f"{name}.png", omit_background=True)
        browser.close()


def write(name, text):
    (TARGET / name).write_text(text)
    print(f"{name}: {len(text)} bytes")


def svg(inside, width, height):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><title>Tianhe</title>{inside}</svg>\n'
    )


def logo(mark_color, letter_color):
    mark = re.search(r"<svg[^>]*>(.*)</svg>", MARK.read_text())[1]
    letters = "".join(
        f'<path transform="translate({begin})" d="{strokes}"/>' for begin, strokes in LETTERS
    )
    # The mark's lines begin at (1, 4) of its drawing.
    place = f'transform="scale({MARK_SCALE}) translate(-1 -4)"'
    return (
        f'<g fill="none" stroke="currentColor" color="{mark_color}" stroke-width="2" {place}>'
        f'{mark}</g><g fill="none" stroke="currentColor" color="{letter_color}" '
        f'stroke-width="{STROKE}" transform="translate({MARK_WIDTH + GAP} {HEIGHT - 13})">'
        f"{letters}{DOT}</g>"
    )


def clear_space():
    """Return the logo in the middle of its clear space, whose outer edge is dashed."""
    begin, width, height = 2 * CLEAR, WIDTH + 2 * CLEAR, HEIGHT + 2 * CLEAR
    outer = f'<rect x="{CLEAR}" y="{CLEAR}" width="{width}" height="{height}"'
    inner = f'<rect x="{begin}" y="{begin}" width="{WIDTH}" height="{HEIGHT}"'
    return (
        f'<g transform="translate({begin} {begin})">{logo(*COLORS["logo"])}</g>'
        f'{outer} fill="none" stroke="{FRAME}" stroke-width="2" stroke-dasharray="8 6"/>'
        f'{inner} fill="none" stroke="{LINES}"/>'
    )


if __name__ == "__main__":
    main()
