"""What runs beside this program: workers, servers, and the load on them."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
SECONDS_TO_START = 60
CONNECTIONS = 16
TICKS = os.sysconf("SC_CLK_TCK")


class Worker:
    """A contender in a process of its own, see `benchmarks.worker`: `worker.ask(path="/")` calls
    its method there."""

    def __init__(self, name, *, checkout=ROOT, **variables):
        self.process = subprocess.Popen(
            (sys.executable, "-m", "benchmarks.worker", name),
            cwd=checkout,
            env=environment(**variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __getattr__(self, command):
        def call(**arguments):
            self.process.stdin.write(json.dumps([command, arguments]) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
            if not answer:
                raise RuntimeError(f"{command} {arguments} failed; see above.")
            return json.loads(answer)

        return call

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def environment(**variables):
    """Return the variables of a contender. Modules of the benchmarks come from here even where the
    site is another checkout."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "TIANHE_DATA")
    }
    # As in production, the proxy in front has the access log.
    own = {"PYTHONPATH": str(ROOT), "SECRET_KEY": SECRET_KEY, "ACCESS_LOG": "0"}
    return {**inherited, **own, **variables}


# Not weak: our site refuses to start with such a key.
SECRET_KEY = "mAzk3v7Qw9-TbN4xYpL2rJ8sHc6dGfEuK1iOoV5Qw7hVtR3nZ0"


@contextmanager
def serving(command, port, log, *, checkout=ROOT, **variables):
    """Run a server while the block runs; yields its process id. Raises `RuntimeError` if it doesn't
    answer on `port`."""
    with log.open("w") as output:
        process = subprocess.Popen(
            list(map(str, command)),
            cwd=checkout,
            env=environment(**variables),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for_answer(port, process, log)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for_answer(port, process, log):
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            get(f"http://127.0.0.1:{port}/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The server doesn't answer:\n{log.read_text()}")


def gunicorn(application, port):
    """Return the command that serves a contender as our own configuration serves our site."""
    config = Path(__file__).parent / "contenders" / "gunicorn_conf.py"
    return (sys.executable, "-m", "gunicorn", "-c", config, "-b", f"127.0.0.1:{port}", application)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(url, **headers):
    """Return status, headers as pairs, and body of an answer, whatever its status."""
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, response.getheaders(), response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.items(), error.read()


def load(url, seconds, pids, *headers):
    """Ask for an address as often as possible, and return a `Load`. `pids` are the servers whose
    processor time counts, with all their processes."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
    command += [part for header in headers for part in ("-H", header)]
    before = processor_seconds(pids)
    done = subprocess.run([*command, url], capture_output=True, text=True, check=True)
    return Load(done.stdout, processor_seconds(pids) - before)


class Load:
    """What wrk said, and what it cost.

    `rate` is requests per second, `cpu` the processor time of one request in microseconds,
    `slowest` the 99th percentile as wrk writes it, `refused` the answers other than 2xx and 3xx.
    """

    def __init__(self, said, seconds):
        self.rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
        self.slowest = re.search(r"^\s+99%\s+(\S+)", said, re.MULTILINE)[1]
        requests = int(re.search(r"(\d+) requests in", said)[1])
        self.cpu = seconds / max(requests, 1) * 1_000_000
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
        self.refused = int(refused[1]) if refused else 0


def processor_seconds(pids):
    """Return the processor time that these processes and all below them have used, in seconds."""
    return sum(_own_seconds(pid) for root in pids for pid in (root, *descendants(root)))


def descendants(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children")
    found = [int(child) for child in children.read_text().split()] if children.exists() else []
    return [each for child in found for each in (child, *descendants(child))]


def _own_seconds(pid):
    """Return the processor time of one process and of those it has waited for."""
    # The name of the program is in parentheses, and may have spaces.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS


def nginx(folder, configuration, port):
    """Write nginx's configuration into `folder` and return the command that starts it there."""
    path = folder / f"nginx-{port}.conf"
    path.write_text(configuration)
    return (shutil.which("nginx"), "-p", folder, "-c", path, "-e", folder / f"nginx-{port}.log")
