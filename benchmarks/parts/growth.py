"""What pages cost as the archive grows."""

import statistics

from benchmarks import chart
from benchmarks.lineup import OURS, PLAIN
from benchmarks.report import Section

TEXT = """Fresh pages and pages of staff with more and more items, as `manage.py seed_scale` writes
them: processor time in milliseconds, SQLite, median. *Growth* compares the largest archive with the
smallest."""
ITEMS_PER_PAGE = 20


def run(bench):
    sizes = [size for size in bench.sizes if size] or bench.sizes
    section = Section("As the archive grows", TEXT)
    readers, staff, memory = {}, {}, []
    for size in sizes:
        archive = bench.archive(size)
        with OURS.worker(archive.folder_of(OURS)) as ours:
            with PLAIN.worker(archive.folder_of(PLAIN)) as plain:
                for name, address in _public_addresses(archive).items():
                    _note(readers, name, size, ours, address, bench.rounds)
                    if not address.startswith(("/search/", "/sitemap")):
                        _note(readers, f"plain Django: {name}", size, plain, address, bench.rounds)
            headers = ours.log_in()
            for name, address in ours.staff_paths().items():
                _note(staff, name, size, ours, address, bench.rounds, headers)
            memory.append(ours.memory())
        print(f"  {size} items done", flush=True)
    for name, spent in (("of readers", readers), ("of staff", staff)):
        rows = [[page, *_by_size(values, sizes), _growth(values)] for page, values in spent.items()]
        section.table((f"Pages {name}, ms", *(f"{size:,}" for size in sizes), "growth"), rows)
        series = {page: _by_size(values, sizes) for page, values in spent.items()}
        shown = {page: values for page, values in series.items() if not page.startswith("plain")}
        section.chart(f"growth-{name.split()[1]}", chart.lines(f"Pages {name}", sizes, shown, "ms"))
    section.table(("Memory of the process, MB", *(f"{size:,}" for size in sizes)), [["", *memory]])
    return section


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
    }


def _note(spent, name, size, worker, address, rounds, headers=None):
    if not address:
        return
    answer = worker.ask(address=address, times=2 + rounds, headers=headers or {})
    if answer["status"] not in (200, 404):
        raise RuntimeError(f"{address}: {answer['status']}")
    # The first ones load templates and compile.
    spent.setdefault(name, {})[size] = statistics.median(answer["cpu"][2:])


def _by_size(values, sizes):
    return [values.get(size) for size in sizes]


def _growth(values):
    sizes = sorted(values)
    return f"{values[sizes[-1]] / values[sizes[0]]:.1f} ×"
