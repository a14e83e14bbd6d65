#!/usr/bin/env python3
"""Restarts the instances of the site one after the other, so that one of them always answers.

    sudo deploy/restart.py [PORT …]

Without ports, all instances that run. Each is stopped only while all others are ready, those that
aren't named too. If it doesn't get ready again, the others are left as they are, and the exit
status is 1. To restart the only one that answers: systemctl restart tianhe@PORT
"""

import subprocess
import sys
import time
import urllib.error
import urllib.request

SECONDS_TO_GET_READY = 120
SECONDS_BETWEEN = 0.2


def main(ports):
    ports = ports or listed_ports()
    if not ports:
        sys.exit("No instance runs. Start them: systemctl start tianhe@8000 tianhe@8001")
    # Also one that was stopped: the one to be restarted may be the last that answers.
    every = dict.fromkeys([*ports, *listed_ports("--all")])
    for port in ports:
        restart(port, others=[other for other in every if other != port])


def listed_ports(*options):
    listed = subprocess.run(
        ["systemctl", "list-units", "--plain", "--no-legend", *options, "tianhe@*.service"],
        capture_output=True,
        text=True,
        check=True,
    )
    units = [line.split()[0] for line in listed.stdout.splitlines()]
    return [unit.removeprefix("tianhe@").removesuffix(".service") for unit in units]


def restart(port, *, others):
    for other in others:
        if not is_ready(other):
            sys.exit(
                f"Not restarted: {port}. Instance {other} isn't ready, so nothing would answer "
                f"meanwhile. See journalctl --unit=tianhe@{other}"
            )
    failed = subprocess.run(["systemctl", "restart", f"tianhe@{port}.service"]).returncode
    deadline = time.monotonic() + SECONDS_TO_GET_READY
    while failed or not is_ready(port):
        if failed or time.monotonic() > deadline:
            sys.exit(
                f"Instance {port} doesn't get ready. The others go on as before. "
                f"See journalctl --unit=tianhe@{port}"
            )
        time.sleep(SECONDS_BETWEEN)
    print(f"Restarted: {port}", flush=True)


def is_ready(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return answer.status == 200
    except urllib.error.HTTPError as error:
        # Releases before 0.11.0 answer, and have no such address.
        return error.code == 404
    except OSError:
        return False


if __name__ == "__main__":
    main(sys.argv[1:])
