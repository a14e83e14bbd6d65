"""What pages cost as the archive grows."""

import statistics

from benchmarks import chart
from benchmarks.lineup import OURS, PLAIN
from benchmarks.report import Section

TEXT = """Fresh pages and pages of staff with more and more items, as `manage.py seed_scale` writes
them: processor time in milliseconds, SQLite, median. *Growth* compares the largest archive with the
smallest."""
ITEMS_PER_PAGE = 20
# What the plain project doesn't have.
OURS_ALONE = ("/search/", "/sitemap")


def run(bench):
    sizes = [size for size in bench.sizes if size] or bench.sizes
    section = Section("As the archive grows", TEXT)
    ours = [each for each in bench.contenders if each.name == "ours"]
    readers, staff, memory = {}, {}, {each.title: [] for each in ours}
    for size in sizes:
        archive = bench.archive(size)
        addresses = _public_addresses(archive)
        for each in (*ours, PLAIN):
            with each.worker(archive.folder_of(each)) as worker:
                for name, address in addresses.items():
                    if each != PLAIN or not address.startswith(OURS_ALONE):
                        _note(readers, each, name, size, worker, address, bench.rounds)
                if each != PLAIN:
                    headers = worker.log_in()
                    for name, address in worker.staff_paths().items():
                        _note(staff, each, name, size, worker, address, bench.rounds, headers)
                    memory[each.title].append(worker.memory())
        print(f"  {size} items done", flush=True)
    for kind, spent in (("readers", readers), ("staff", staff)):
        _show(section, kind, spent, sizes)
    head = ("Memory of the process, MB", *(f"{size:,}" for size in sizes))
    section.table(head, [[title, *values] for title, values in memory.items()])
    return section


def _show(section, kind, spent, sizes):
    """Add the table and the chart of the pages of readers, or of staff."""
    rows = [
        [f"{page} ({contender.title})", *_by_size(values, sizes), _growth(values)]
        for (page, contender), values in sorted(spent.items(), key=lambda each: each[0][0])
    ]
    head = (f"Pages of {kind}, ms", *(f"{size:,}" for size in sizes), "growth")
    section.table(head, rows)
    series = {
        page: _by_size(values, sizes)
        for (page, contender), values in spent.items()
        if contender == OURS
    }
    section.chart(f"growth-{kind}", chart.lines(f"Pages of {kind}", sizes, series, "ms CPU"))


def _public_addresses(archive):
    year, category = archive.item.split("/")[2], archive.category
    last = -(-archive.items // ITEMS_PER_PAGE)
    return {
        "home": "/",
        "list": "/news/",
        "list, last page": f"/news/?page={last}",
        "list of a category": f"/news/category/{category}/",
        "list of a year": f"/news/{year}/",
        "item": archive.item,
        "page": "/therapy/",
        "404": "/nothing-here/",
        "search, common words": "/search/?q=stem+cell",
        "search, a rare word": "/search/?q=lymphocyte",
        "sitemap": "/sitemap.xml",
        "part of a sitemap": "/sitemap-news-0.xml",
    }


def _note(spent, contender, name, size, worker, address, rounds, headers=None):
    if not address:
        return
    answer = worker.ask(address=address, times=2 + rounds, headers=headers or {})
    if answer["status"] not in (200, 404):
        raise RuntimeError(f"{address}: {answer['status']}")
    # The first ones load templates and compile.
    spent.setdefault((name, contender), {})[size] = statistics.median(answer["cpu"][2:])


def _by_size(values, sizes):
    return [values.get(size) for size in sizes]


def _growth(values):
    sizes = sorted(values)
    return f"{values[sizes[-1]] / values[sizes[0]]:.1f} ×"
