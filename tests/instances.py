"""Instances of a small application, each served as the site is, and restarted as systemd would."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

from tests.ports import free_port
from tests.waiting import wait_until

BASE = Path(__file__).resolve().parent.parent
# What `systemctl` does to the units that `deploy/restart.py` names, without a systemd.
SYSTEMCTL = """#!{python}
import sys
sys.path.insert(0, "{base}")
from tests import instances
instances.systemctl("{folder}", *sys.argv[1:])
"""

# The two of our hooks that a restart depends on.
CONFIGURATION = """
from tianhe_site.serving.worker import listen_later

def on_starting(server):
    listen_later()

def post_worker_init(worker):
    worker.listen()
"""


class Instances:
    """Two instances within `with`, which load once the file `gate` is there; `restart` runs the
    program that we ship."""

    def __init__(self, folder, gate=""):
        self.folder = folder
        self.environment = {**os.environ, "TIANHE_GATE": str(gate)}
        self.ports = [free_port() for _number in range(2)]
        self.systemctl = folder / "systemctl"
        self.systemctl.write_text(SYSTEMCTL.format(python=sys.executable, base=BASE, folder=folder))
        self.systemctl.chmod(0o755)
        (folder / "gunicorn.conf.py").write_text(CONFIGURATION)

    def __enter__(self):
        for port in self.ports:
            subprocess.run(
                [self.systemctl, "restart", f"tianhe@{port}.service"],
                env=self.environment,
                check=True,
            )
        return self

    def __exit__(self, *error):
        for port in self.ports:
            _stop(self.folder, port)

    def wait(self):
        """Wait until both answer."""
        for port in self.ports:
            wait_until(lambda port=port: _answers(port))

    def wait_for_log(self, port, text):
        """Wait until an instance has written `text`."""
        wait_until(lambda: text in (self.folder / f"{port}.log").read_text())

    def restart(self, *ports):
        """Return the exit status and the output of a restart."""
        done = subprocess.run(
            [sys.executable, BASE / "deploy/restart.py", *map(str, ports)],
            env={**os.environ, "PATH": f"{self.folder}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def stop(self, port):
        _stop(self.folder, port)


def systemctl(folder, verb, *arguments):
    """Do what `systemctl` would."""
    folder = Path(folder)
    if verb == "list-units":
        # A unit that was stopped is listed with --all alone.
        for path in sorted(folder.glob("*.log" if "--all" in arguments else "*.pid")):
            print(f"tianhe@{path.stem}.service loaded active running Tianhe site")
        return
    assert verb == "restart", json.dumps([verb, *arguments])
    port = arguments[0].removeprefix("tianhe@").removesuffix(".service")
    _stop(folder, port)
    _start(folder, port)


def _start(folder, port):
    with (folder / f"{port}.log").open("a") as log:
        subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "--config", folder / "gunicorn.conf.py"),
                *("--bind", f"127.0.0.1:{port}", "--pid", folder / f"{port}.pid"),
                *("--worker-class", "tianhe_site.serving.worker.Worker"),
                *("--workers", "2", "--threads", "8", "tests.restarted:application"),
            ],
            cwd=BASE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _stop(folder, port):
    """Stop an instance and wait until it has ended: then its file is gone."""
    file = folder / f"{port}.pid"
    with suppress(FileNotFoundError):
        os.kill(int(file.read_text()), 15)
    wait_until(lambda: not file.exists())


def _answers(port):
    try:
        return urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).status == 200
    except OSError:
        return False
