"""How long content checks and diffs of texts take: python benchmarks/texts.py"""

import os
import sys
import tempfile
import time
from pathlib import Path

import django

PARAGRAPH = (
    "<h2>Heading</h2><p>In the <strong>study</strong> 7 of 20 people were "
    '<a href="https://a.example/x">not cured</a> at the end of NCT01234567. 尚未治愈。</p>'
)
NUMBERED = [f"<p>Text number {n} of a long page</p>" for n in range(5000)]
# Each was once slow: compared pair by pair, it takes minutes.
PAIRS = {
    "5,000 paragraphs, each tenth changed": (
        NUMBERED,
        [text if n % 10 else "<p>Another text</p>" for n, text in enumerate(NUMBERED)],
    ),
    "5,000 times the same paragraph, each other changed": (
        ["<p>Same</p>"] * 5000,
        ["<p>Same</p>", "<p>Other</p>"] * 2500,
    ),
    "one paragraph of two words, over and over": (
        ["<p>", *["again and "] * 20000],
        ["<p>", *["again or ", "and "] * 10000],
    ),
    "one paragraph of 15,000 other words": (
        ["<p>", *[f"word{n} " for n in range(15000)]],
        ["<p>", *[f"word{n * 7} " for n in range(15000)]],
    ),
}


def measure(name, act):
    """Print the best of three runs, in milliseconds: other programs use the machine too."""
    times = []
    for _turn in range(3):
        begun = time.perf_counter()
        act()
        times.append((time.perf_counter() - begun) * 1000)
    print(f"{min(times):8.0f} ms  {name}", flush=True)


def main():
    from django.core.management import call_command
    from django.utils import timezone

    from pages.models import PageEdition
    from tianhe_site.comparison.diff import compare
    from tianhe_site.publishing.content_checks import examine
    from tianhe_site.rich_text.reading import read

    call_command("migrate", verbosity=0)

    def page(parts):
        return PageEdition(title="A page", body="".join(parts), language="en")

    long_page = page([PARAGRAPH] * (100_000 // len(PARAGRAPH)))

    def examine_anew():
        read.cache_clear()
        examine(long_page, timezone.now())

    measure("examine a text of 100,000 characters", examine_anew)
    for name, (old, new) in PAIRS.items():
        measure(f"compare {name}", lambda old=old, new=new: compare(page(old), page(new)))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TIANHE_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "tianhe_site.settings"
        sys.path.insert(0, str(Path(__file__).parent.parent))
        django.setup()
        main()
