"""Pages that no cache has, made by each contender in a process of its own, without a server."""

import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks import chart
from benchmarks.lineup import OURS
from benchmarks.report import Section

TEXT = """A page that the page cache doesn't have: the cache of finished pages is emptied before
each request, and nothing else. Each contender's WSGI application is called in a process of its own,
in turn; the number is the median processor time of a request, with all threads of the process.
*First* is the first page after a publication, a second later: whatever else a process keeps of the
public state is made again."""
# Requests of a contender before it is the turn of the next.
IN_A_ROW = 5
FIRST = ("home", "item")
NONE_FIRST = [None] * len(FIRST)


def run(bench):
    section = Section("Fresh pages", TEXT)
    for size in bench.sizes_compared:
        _compare(bench, bench.archive(size), section)
    return section


def _compare(bench, archive, section):
    """Add the tables of one archive to the section."""
    asked = {
        "home": "/",
        "list": "/news/",
        "item": archive.item,
        "page": "/therapy/",
        "404": "/nothing-here/",
    }
    contenders = [each for each in bench.contenders if each.name == "ours" or not each.is_cached]
    spent, queries = _measure(bench, archive, contenders, asked)
    # An earlier release reads an archive of this one, and can't publish in it.
    first = {OURS: _first(OURS, archive, asked, bench)}
    items = f"{archive.items:,} items"
    section.table(
        [f"{items}: CPU, ms", *asked, *(f"{kind} first" for kind in FIRST)],
        [[each.title, *spent[each].values(), *first.get(each, NONE_FIRST)] for each in contenders],
    )
    plain = spent[next(each for each in contenders if each.name == "plain")]
    section.table(
        [f"{items}: times plain Django", *asked],
        [[each.title, *(spent[each][kind] / plain[kind] for kind in asked)] for each in contenders],
    )
    section.table(
        [f"{items}: queries", *asked],
        [[each.title, *queries[each].values()] for each in contenders],
    )
    for kind in ("home", "list", "item"):
        values = [(each.title, spent[each][kind]) for each in contenders]
        title = f"A fresh {kind}, {items}"
        section.chart(f"fresh-{kind}-{archive.size}", chart.bars(title, values, "ms CPU"))


def _measure(bench, archive, contenders, asked):
    """Return the milliseconds and the number of queries of each kind of page, by contender."""
    spent, queries = {each: {} for each in contenders}, {each: {} for each in contenders}
    with ExitStack() as stack:
        workers = {
            each: stack.enter_context(each.worker(archive.folder_of(each))) for each in contenders
        }
        for kind, path in asked.items():
            paths = {each: each.address_of(path) for each in contenders}
            for each, value in _in_turn(workers, paths, bench.rounds).items():
                spent[each][kind] = value
                queries[each][kind] = len(workers[each].queries(address=paths[each]))
    return spent, queries


def _in_turn(workers, paths, rounds):
    """Return the median processor time of a request by contender, in milliseconds."""
    spent = {each: [] for each in workers}
    for number in range(rounds + 1):
        for each, worker in workers.items():
            answer = worker.ask(address=paths[each], times=IN_A_ROW)
            # The first round loads templates.
            if number:
                spent[each] += answer["cpu"]
    return {each: statistics.median(values) for each, values in spent.items()}


def _first(contender, archive, asked, bench):
    """Return the time of the first page of each kind after a publication, the median of some."""
    medians = []
    with tempfile.TemporaryDirectory(dir=bench.scratch) as name:
        folder = Path(name) / "data"
        archive.copy_of(contender, folder)
        with contender.worker(folder) as worker:
            for kind in FIRST:
                path = asked[kind]
                worker.ask(address=path, times=3)
                times = []
                for _turn in range(max(bench.rounds // 3, 1)):
                    worker.publish()
                    times += worker.ask(address=path, times=1)["cpu"]
                medians.append(statistics.median(times))
    return medians
