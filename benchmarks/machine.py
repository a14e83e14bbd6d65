"""What the measurements run on: processors, memory, and versions."""

import platform
import re
import shutil
import sqlite3
import subprocess
from importlib import metadata
from pathlib import Path

# The Debian package of each program that isn't a Python package.
PROGRAMS = {"wrk": "wrk", "nginx": "nginx-light"}
PACKAGES = ("Django", "gunicorn", "wagtail", "wagtail-cache")


def missing_packages():
    """Return the Debian packages of the programs that aren't installed."""
    return [package for program, package in PROGRAMS.items() if not shutil.which(program)]


def description():
    """Return the machine and the versions of what runs on it, as (name, value)."""
    yield "Processor", f"{_processor()}, {_cores()} cores"
    yield "Memory", f"{_memory():.0f} GB"
    yield "System", f"{platform.system()} {platform.release()}"
    yield "Python", f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    yield "Packages", ", ".join(filter(None, map(_version, PACKAGES)))
    yield "nginx", _first_line("nginx", "-v").rpartition("/")[2]
    yield "wrk", _first_line("wrk", "-v").removeprefix("wrk ").partition(" [")[0]


def _processor():
    names = re.findall(r"model name\s*: (.+)", _read("/proc/cpuinfo"))
    return names[0] if names else platform.processor() or platform.machine()


def _cores():
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def _memory():
    found = re.search(r"MemTotal:\s+(\d+)", _read("/proc/meminfo"))
    return int(found[1]) / 1024**2 if found else 0


def _read(path):
    return Path(path).read_text() if Path(path).exists() else ""


def _version(package):
    try:
        return f"{package} {metadata.version(package)}"
    except metadata.PackageNotFoundError:
        return ""


def _first_line(*command):
    if not shutil.which(command[0]):
        return "missing"
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines()[0]
