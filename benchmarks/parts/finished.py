"""Pages that are kept: how fast a server answers with them."""

import json
import statistics
from contextlib import ExitStack

from benchmarks import chart
from benchmarks.contenders import nginx
from benchmarks.lineup import OURS, ROOT, Contender
from benchmarks.processes import free_port, get, gunicorn, load, serving
from benchmarks.processes import nginx as nginx_command
from benchmarks.report import Section

TEXT = """The home page, gzipped, from servers on 127.0.0.1 with 16 connections, each asked by wrk
in turn; medians. A ratio compares what was measured in one turn. CPU is the processor time of all
processes of the server (with nginx in front: of both) for one request. *Bare function* is a WSGI
function that returns our bytes and headers, from the same gunicorn. *A file* is nginx with the same
bytes and headers. Contenders without a cache make the page each time."""
# What a server adds by itself.
OF_THE_SERVER = ("server", "date", "connection", "transfer-encoding")
GZIP = {"Accept-Encoding": "gzip"}
OF_MEMORY = "x-accel-expires"
MAX_TRIES = 20


def run(bench):
    section = Section("Finished pages", TEXT)
    with ExitStack() as stack:
        targets = _targets(bench, stack)
        if bench.is_smoke:
            targets = {name: targets[name] for name in ("Bare function", "Ours")}
        measured = {name: [] for name in targets}
        for _round in range(bench.rounds_of_load):
            for name, (url, headers, pids) in targets.items():
                measured[name].append(load(url, bench.seconds, pids, *headers))
                print(f"  {name}: {measured[name][-1].rate:,.0f} per second", flush=True)
    bare = measured["Bare function"]
    rows = [[name, *_compared(loads, bare)] for name, loads in measured.items()]
    head = ["", "requests/s", "of bare", "CPU, µs", "times bare", "99 %"]
    section.table(head, rows)
    rates = [(name, rate) for name, rate, *_others in rows]
    section.chart("finished-rate", chart.bars("The home page", rates, "per second"))
    costs = [(name, cpu) for name, _rate, _of_bare, cpu, *_others in rows]
    section.chart("finished-cpu", chart.bars("Processor time of a request", costs, "µs"))
    return section


def _compared(loads, bare):
    """Return requests per second and processor time, each with what it is of the bare function, and
    the slowest of a hundred answers of the last turn."""
    median, turns = statistics.median, list(zip(loads, bare, strict=True))
    return (
        median(each.rate for each in loads),
        median(each.rate / other.rate for each, other in turns),
        median(each.cpu for each in loads),
        median(each.cpu / other.cpu for each, other in turns),
        loads[-1].slowest,
    )


def _targets(bench, stack):
    """Start all servers; return (url, headers, process ids) of each measurement by its name."""
    archive = bench.archive(bench.sizes[0])
    targets = {}
    gzip = ("Accept-Encoding: gzip",)
    sites = {each: _serve(bench, stack, each, archive) for each in bench.contenders}
    ours = sites[OURS][0]
    headers, body = _sent_from_memory(ours)
    targets["Bare function"] = (*_bare(bench, stack, headers, body), gzip)
    targets["nginx, a file"] = (*_file(bench, stack, headers, body), gzip)
    etag = next(value for name, value in headers if name.lower() == "etag")
    for each, (url, pids) in sites.items():
        targets[each.title if each.is_cached else f"{each.title}, no cache"] = (url, pids, gzip)
    targets["Ours, not gzipped"] = (ours, sites[OURS][1], ())
    targets["Ours, 304"] = (ours, sites[OURS][1], (*gzip, f"If-None-Match: {etag}"))
    proxied, pids = _in_front(bench, stack, ours)
    targets["Ours, through nginx"] = (proxied, [*pids, *sites[OURS][1]], gzip)
    targets["Ours, 404"] = (f"{ours}nothing-here/", sites[OURS][1], gzip)
    return {name: (url, headers, pids) for name, (url, pids, headers) in targets.items()}


def _sent_from_memory(url):
    """Return the headers and the body of a page that a worker has. One that makes it sends a header
    less: how long a proxy may hold it."""
    for _time in range(MAX_TRIES):
        _status, headers, body = get(url, **GZIP)
        if any(name.lower() == OF_MEMORY for name, _value in headers):
            return [pair for pair in headers if pair[0].lower() not in OF_THE_SERVER], body
    raise RuntimeError(f"No worker has {url} in memory.")


def _serve(bench, stack, contender: Contender, archive):
    port = free_port()
    command, variables = contender.server(port)
    variables |= contender.variables(archive.folder_of(contender))
    log = bench.scratch / f"server-{port}.log"
    running = serving(command, port, log, checkout=contender.checkout, **variables)
    return f"http://127.0.0.1:{port}/", [stack.enter_context(running)]


def _bare(bench, stack, headers, body):
    port = free_port()
    answer = bench.scratch / "answer.json"
    answer.write_text(json.dumps({"headers": headers, "body": body.decode("latin-1")}))
    command = gunicorn("benchmarks.contenders.bare:application", port)
    log = bench.scratch / "bare.log"
    running = serving(command, port, log, BENCH_ANSWER=str(answer))
    return f"http://127.0.0.1:{port}/", [stack.enter_context(running)]


def _file(bench, stack, headers, body):
    (bench.scratch / "page").write_bytes(body)
    port = free_port()
    return _nginx(bench, stack, nginx.of_file(bench.scratch, port, "page", headers), port)


def _in_front(bench, stack, url):
    port = free_port()
    return _nginx(bench, stack, nginx.in_front(bench.scratch, port, url, ROOT), port)


def _nginx(bench, stack, configuration, port):
    command = nginx_command(bench.scratch, configuration, port)
    running = serving(command, port, bench.scratch / f"nginx-{port}.out")
    return f"http://127.0.0.1:{port}/", [stack.enter_context(running)]
