"""Lint and format the JavaScript with Biome, and run its unit tests on Node.js.

`check` fails where `fix` would change something; `fix` writes, and installs Biome if it is missing;
`test` runs tests/js. Outside of CI, what can't run is left out and named.
"""

import subprocess
import sys
from pathlib import Path

from tests import parts

ROOT = Path(__file__).parent.parent
UNIT_TESTS = "tests/js/*.test.js"
# Without it Node.js would ask for a package.json that calls each file a module.
QUIET = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"
WARNINGS_ARE_ERRORS = "--error-on-warnings"


def _run_node(*arguments):
    return subprocess.call([parts.NODE.find(), *arguments], cwd=ROOT)


def _skip(part):
    print(f"JavaScript: not checked. {part.problem}")
    return 1 if parts.IN_CI else 0


def check():
    if parts.BIOME.problem:
        return _skip(parts.BIOME)
    return _run_node(parts.BIOME.find(), "check", WARNINGS_ARE_ERRORS)


def fix():
    if parts.BIOME.problem:
        parts.prepare(parts.NPM_PACKAGES)
        parts.BIOME.forget()
    if parts.BIOME.problem:
        return _skip(parts.BIOME)
    return _run_node(parts.BIOME.find(), "check", "--write", WARNINGS_ARE_ERRORS)


def test():
    if parts.NODE.problem:
        return _skip(parts.NODE)
    return _run_node("--test", "--test-reporter=dot", QUIET, UNIT_TESTS)


if __name__ == "__main__":
    sys.exit({"check": check, "fix": fix, "test": test}[sys.argv[1]]())
