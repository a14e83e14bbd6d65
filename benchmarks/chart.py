"""Charts as SVG: bars side by side, and lines that grow."""

import math
from html import escape

WIDTH, LEFT, ROW = 720, 210, 26
COLORS = (
    *("#1b6e8c", "#c2662d", "#5b7d3a", "#8a5a99", "#7a7a7a", "#b23a48"),
    *("#2f4b7c", "#d4a017", "#1fa187", "#e377c2", "#000000"),
    *("#8c564b", "#17becf"),
)


def bars(title, values, unit):
    """Return a chart of (label, value), one bar below the other."""
    largest = max((value for _label, value in values), default=1) or 1
    scale = (WIDTH - LEFT - 130) / largest
    parts = []
    for number, (label, value) in enumerate(values):
        top = 44 + number * ROW
        color = COLORS[0] if label.startswith("Ours") else COLORS[4]
        parts += [
            _text(LEFT - 8, top + 15, label, "end"),
            f'<rect x="{LEFT}" y="{top + 2}" width="{value * scale:.1f}" height="{ROW - 8}" '
            f'fill="{color}"/>',
            _text(LEFT + value * scale + 6, top + 15, f"{number_of(value)} {unit}"),
        ]
    return _drawing(title, 52 + len(values) * ROW, parts)


def lines(title, sizes, series, unit):
    """Return a chart of how values grow with the number of items, both axes logarithmic. `series`
    maps a label to a value per size, None where there is none."""
    ticks = _ticks([value for values in series.values() for value in values if value])
    low, high = ticks[0], ticks[-1]
    top, bottom, right = 66, 338, WIDTH - 190

    span = max(math.log10(max(sizes[-1], 1) / max(sizes[0], 1)), 1)

    def x(size):
        return 60 + (right - 60) * math.log10(max(size, 1) / max(sizes[0], 1)) / span

    def y(value):
        return bottom - (bottom - top) * math.log(value / low) / math.log(high / low)

    parts = [
        *(f'<path d="M60 {y(tick):.1f}H{right}" stroke="#ddd"/>' for tick in ticks),
        f'<path d="M60 {top}V{bottom}H{right}" stroke="#333" fill="none"/>',
        *(_text(54, y(tick) + 4, f"{tick:g}", "end") for tick in ticks),
        *(_text(x(size), bottom + 18, f"{size:,}", "middle") for size in sizes),
        _text(12, top - 14, f"{unit}, logarithmic scale"),
        _text((60 + right) / 2, bottom + 38, "items, logarithmic scale", "middle"),
    ]
    for number, (label, values) in enumerate(series.items()):
        color = COLORS[number % len(COLORS)]
        points = [(x(size), y(value)) for size, value in zip(sizes, values, strict=True) if value]
        path = " ".join(f"{across:.1f},{down:.1f}" for across, down in points)
        parts += [
            f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>',
            f'<rect x="{right + 12}" y="{top + number * 20}" width="12" height="12" '
            f'fill="{color}"/>',
            _text(right + 30, top + number * 20 + 11, label),
        ]
    return _drawing(title, bottom + 50, parts)


def _ticks(values):
    """Return 1, 2, 5, 10, 20 and so on (smaller ones too), from at most the least of the values to
    at least the greatest."""
    powers = range(math.floor(math.log10(min(values))), math.ceil(math.log10(max(values))) + 1)
    marks = [step * 10.0**power for power in powers for step in (1, 2, 5)]
    first = max(mark for mark in marks if mark <= min(values))
    last = min(mark for mark in marks if mark >= max(values) and mark > first)
    return [mark for mark in marks if first <= mark <= last]


def number_of(value):
    """Return a number with three digits that count, or all before the point."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _text(x, y, text, anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _drawing(title, height, parts):
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}" font-family="sans-serif" font-size="13">\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>\n'
        f'<text x="12" y="26" font-size="15" font-weight="bold">{escape(title)}</text>\n'
        f"{body}\n</svg>\n"
    )
