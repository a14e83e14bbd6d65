"""How long content checks and diffs of long texts take."""

from benchmarks.lineup import OURS
from benchmarks.report import Section

TEXT = """Content checks and comparisons of texts as long as they may be, some of them made to be
slow; the best of three runs, in milliseconds of processor time."""


def run(bench):
    section = Section("Long texts", TEXT)
    with OURS.worker(bench.archive(bench.sizes[0]).folder_of(OURS)) as worker:
        section.table(("", "CPU, ms"), worker.measure_texts(turns=1 if bench.is_smoke else 3))
    return section
