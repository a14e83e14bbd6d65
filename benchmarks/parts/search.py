"""How long the search takes."""

import math
import re
import statistics
from urllib.parse import urlencode

from benchmarks.lineup import OURS
from benchmarks.report import Section

TEXT = """Searches in the largest archive: whole requests, which the page cache never keeps.
Processor time in milliseconds, SQLite. A name like *w3000* stands for a word that few texts
have."""
# Words in nearly every text, frequent, rare and absent ones; several; Chinese; identifiers;
# filters; later pages.
QUERIES = (
    "cell",
    "stem cell",
    "the patent of the company",
    '"cord blood"',
    "cell blood",
    "trial",
    "patents granted",
    "immune therapy diabetes",
    "closed-loop CB-SCs",
    "{25000}",
    "{9000} cell",
    "{300} {400}",
    "{12000} {13000}",
    "nothingatall",
    "cell nothingatall",
    "therap",
    "zebrafis",
    "NCT00004242",
    "NCT0000424",
    "干细胞",
    "干细胞治疗",
    "脐带血 专利",
    "糖尿病患者",
    "细胞细胞",
    "cell&section=newsitem",
    "cell&year=2016",
    "stem cell trial&section=newsitem&year=2020",
    "patent&section=page",
    "cell&page=50",
    "{3000}&page=2",
)


def run(bench):
    size = bench.sizes[-1]
    archive, section, all_spent = bench.archive(size), Section("Search", TEXT), []
    rows = []
    with OURS.worker(archive.folder_of(OURS)) as worker:
        for query in QUERIES:
            text, _mark, others = _with_words(query).partition("&")
            address = f"/search/?{urlencode({'q': text})}&{others}"
            # The first one opens what later ones find open.
            spent = worker.ask(address=address, times=1 + bench.rounds)["cpu"][1:]
            all_spent += spent
            rows.append((query, statistics.median(spent), max(spent)))
    rows += [("all: median", statistics.median(all_spent), None)]
    rows += [("all: 95th percentile", _percentile(all_spent, 0.95), max(all_spent))]
    section.table((f"{archive.items:,} items", "median", "slowest"), rows)
    return section


def _with_words(query):
    return re.sub(r"{(\d+)}", lambda number: _spelled(int(number[1])), query)


def _spelled(number):
    """Return the word with this number, as `tianhe_site.operations.scale.texts` spells it."""
    letters = "bcdfghklmnprtvwz"
    return "".join(letters[number >> 4 * at & 15] + "aeio"[at] for at in range(4)) + "q"


def _percentile(times, share):
    return sorted(times)[math.ceil(len(times) * share) - 1]
