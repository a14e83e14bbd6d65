"""How fast finished pages are served, beside a bare server that answers with the same bytes.

    python benchmarks/pages.py          (needs wrk: apt-get install wrk)

Each server is gunicorn with the project's own configuration, on 127.0.0.1, for five seconds.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import django

ROOT = Path(__file__).parent.parent
SECONDS = 5
PATHS = ("/", "/therapy/", "/news/")
BARE = """
import json, pathlib
folder = pathlib.Path(__file__).parent
body = (folder / "body").read_bytes()
headers = [tuple(pair) for pair in json.loads((folder / "headers").read_text())]
def application(environ, start_response):
    start_response("200 OK", headers)
    return [body]
"""
# gunicorn writes these itself.
OF_THE_SERVER = ("Server", "Date", "Connection")


def load(url):
    """Return requests a second and the 99th percentile (as wrk says it) of `url` under load."""
    command = [
        "wrk",
        "-t1",
        "-c16",
        f"-d{SECONDS}s",
        "--latency",
        "-H",
        "Accept-Encoding: gzip",
        url,
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    errors = re.search(r"Non-2xx.*: (\d+)", said)
    assert not errors, said
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), re.search(r"99%\s+(\S+)", said)[
        1
    ]


def fetch(url):
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as response:
        pairs = response.getheaders()
        return response.read(), [pair for pair in pairs if pair[0] not in OF_THE_SERVER]


def main():
    if not shutil.which("wrk"):
        sys.exit("wrk is missing: install the package 'wrk'.")
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tianhe_site.settings")
    django.setup()
    from tests.site import RunningSite

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with RunningSite(folder) as site:
            print(f"{'address':<12} {'bytes':>7} {'requests/s':>11} {'p99':>9}")
            for path in PATHS:
                body, headers = fetch(site.url + path)
                rate, slowest = load(site.url + path)
                print(f"{path:<12} {len(body):>7} {rate:>11.0f} {slowest:>9}", flush=True)
        (folder / "body").write_bytes(body)
        (folder / "headers").write_text(json.dumps(headers))
        (folder / "bare.py").write_text(BARE)
        command = [sys.executable, "-m", "gunicorn", "--pythonpath", name, "bare:application"]
        with RunningSite(folder, command) as bare:
            rate, slowest = load(bare.url + "/healthz")
            print(f"{'bare server':<12} {len(body):>7} {rate:>11.0f} {slowest:>9}")


if __name__ == "__main__":
    main()
