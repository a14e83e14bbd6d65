"""What a photo costs from its upload until all its sizes are there."""

import statistics
import tempfile
from pathlib import Path

from PIL import Image, ImageFilter

from benchmarks.lineup import OURS
from benchmarks.report import Section

TEXT = """A photo of 8 megapixels is uploaded. *Usable* is when an editor can put it into a text,
*all sizes* when everything that readers may get is made; seconds from the beginning, medians."""
SIZE = (3264, 2448)
TURNS = 3


def run(bench):
    archive, usable, complete = bench.archive(bench.sizes[0]), [], []
    with tempfile.TemporaryDirectory(dir=bench.scratch) as name:
        archive.copy_of(OURS, Path(name) / "data")
        photos = [Path(name) / f"photo-{number}.jpg" for number in range(TURNS)]
        for number, photo in enumerate(photos):
            make_photo(photo, number)
            with OURS.worker(Path(name) / "data") as worker:
                first, last = worker.upload(path=str(photo))
            usable.append(first)
            complete.append(last)
        size = photos[0].stat().st_size
    section = Section("A photo", TEXT)
    rows = [
        ("usable", *map(statistics.median, zip(*usable, strict=True))),
        ("all sizes", *map(statistics.median, zip(*complete, strict=True))),
    ]
    section.table((f"{size / 1e6:.1f} MB", "seconds", "CPU, seconds"), rows)
    return section


def make_photo(path, number):
    """Write a photo of soft shapes with noise, about as hard to compress as a camera's."""
    soft = Image.effect_noise((40, 30), 120).resize(SIZE, Image.Resampling.BICUBIC)
    red, blue = Image.linear_gradient("L").resize(SIZE), Image.radial_gradient("L").resize(SIZE)
    shapes = Image.merge("RGB", (red, soft, blue)).filter(ImageFilter.GaussianBlur(1))
    noise = Image.merge("RGB", [Image.effect_noise(SIZE, 20)] * 3)
    # No two are alike: the library knows a photo again.
    Image.blend(shapes, noise, 0.1 + number / 1000).save(path, quality=93)
