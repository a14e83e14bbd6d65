"""The real parts that tests need: where they are, and how a machine gets them.

Run as a program it installs what is missing, as far as it may: as root with the system's
package manager (which also brings the libraries a browser needs), else with Playwright.
"""

import glob
import os
import shutil
import subprocess
import sys
from pathlib import Path

IN_CI = bool(os.environ.get("CI"))


def chromium():
    """Return the path of a Chromium, or None."""
    for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and shutil.which(name):
            return shutil.which(name)
    installed = Path.home() / ".cache/ms-playwright"
    found = sorted(glob.glob(str(installed / "chromium-*/chrome-linux*/chrome")))
    return found[-1] if found else None


def postgresql():
    """Return the folder of PostgreSQL's server programs, newest version first, or None."""
    if shutil.which("initdb"):
        return str(Path(shutil.which("initdb")).parent)
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=_version)
    return str(Path(found[-1]).parent) if found else None


def rclone():
    """Return the path of rclone, which serves a folder as S3 does, or None."""
    beside_python = Path(sys.executable).with_name("rclone")
    return str(beside_python) if beside_python.exists() else shutil.which("rclone")


def missing(part, package):
    """Return the sentence that says which package brings a missing part."""
    return f"{part} is missing: install the package '{package}'."


def _version(path):
    return int(path.split("/")[4])


def _install(package):
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {
            "stdout": subprocess.DEVNULL,
            "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        }
        subprocess.run(["apt-get", "-qq", "update"], check=False, **quiet)
        subprocess.run(["apt-get", "-qq", "install", "-y", package], check=False, **quiet)
    elif package == "chromium":
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    for find, part, package in (
        (chromium, "Chromium", "chromium"),
        (postgresql, "PostgreSQL", "postgresql"),
    ):
        if not find():
            print(f"{part}: trying to install it", flush=True)
            _install(package)
        print(f"{part}: {find() or missing(part, package)}", flush=True)
        if IN_CI and not find():
            sys.exit(1)
