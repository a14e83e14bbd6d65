"""What a photo costs the server, and readers: python benchmarks/pictures.py [PHOTO.jpg]

Without a photo it makes one of 12 megapixels that is about as hard to compress as a real one.
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "tianhe_site.settings"
# Nothing is kept.
os.environ["TIANHE_DATA"] = tempfile.mkdtemp()
django.setup()

from PIL import Image, ImageFilter  # noqa: E402

from tianhe_site.media_library import image_processing, library  # noqa: E402
from tianhe_site.media_library.models import File  # noqa: E402

SIZE = (4000, 3000)


def make_photo(path):
    """Write a photo of soft shapes with noise, like a camera's."""
    soft = Image.effect_noise((40, 30), 120).resize(SIZE, Image.Resampling.BICUBIC)
    red, blue = Image.linear_gradient("L").resize(SIZE), Image.radial_gradient("L").resize(SIZE)
    shapes = Image.merge("RGB", (red, soft, blue)).filter(ImageFilter.GaussianBlur(1))
    noise = Image.merge("RGB", [Image.effect_noise(SIZE, 20)] * 3)
    Image.blend(shapes, noise, 0.1).save(path, quality=93)


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        photo = Path(sys.argv[1]) if sys.argv[1:] else folder / "photo.jpg"
        if not sys.argv[1:]:
            make_photo(photo)
        begun = time.perf_counter()
        received = image_processing.receive(photo, folder)
        print(f"Sent: {photo.stat().st_size:,} bytes, {received.width} x {received.height}")
        print(f"Taken in: {time.perf_counter() - begun:.2f} s")
        for width in library.wanted_widths(File(width=received.width)):
            begun = time.perf_counter()
            made = image_processing.render(received.path, folder, width)
            sizes = ", ".join(
                f"{each.content_type.partition('/')[2]} {each.path.stat().st_size:,}"
                for each in made
            )
            print(f"{width:5} pixels wide: {sizes} bytes; {time.perf_counter() - begun:.2f} s")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"Memory of the child process, at its most: {peak} MB")


if __name__ == "__main__":
    main()
