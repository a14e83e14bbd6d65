"""Long texts, some of them made to be slow, and what our site does with them."""

import time

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


def measure(turns):
    """Yield (what is done, milliseconds in the best of some turns) of each text."""
    from django.utils import timezone

    from tianhe_site.comparison.diff import compare
    from tianhe_site.publishing.content_checks import examine
    from tianhe_site.rich_text.reading import read

    long_page = _page([PARAGRAPH] * (100_000 // len(PARAGRAPH)))

    def examine_again():
        read.cache_clear()
        examine(long_page, timezone.now())

    yield "examine a text of 100,000 characters", _best(turns, examine_again)
    for name, (old, new) in PAIRS.items():
        yield (
            f"compare {name}",
            _best(turns, lambda old=old, new=new: compare(_page(old), _page(new))),
        )


def _page(parts):
    from pages.models import Page, PageEdition

    draft = Page(language="en")
    return PageEdition(item=draft, title="A page", body="".join(parts), language="en")


def _best(turns, act):
    times = []
    for _turn in range(turns):
        begun = time.process_time()
        act()
        times.append((time.process_time() - begun) * 1000)
    return min(times)
