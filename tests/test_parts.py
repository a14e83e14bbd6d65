"""The messages about tools that tests need and the machine lacks."""

import sys

import pytest

from tests import parts
from tests.parts import Part

MISSING_LIBRARY = (
    "node: error while loading shared libraries: libatomic.so.1: cannot open shared object file"
)
PYTHON_PACKAGES = (
    "Install the Python packages: "
    ".venv/bin/pip install --no-deps --require-hashes -r requirements/test.txt"
)
PLAYWRIGHT = """Downloading Chrome for Testing from https://cdn.playwright.dev/chrome-linux64.zip
Error: getaddrinfo ENOTFOUND cdn.playwright.dev
    at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:internal/dns/promises:101:17) {
  errno: -3008
}
Failed to install browsers
Error: Download failure, code=1
    at ChildProcess._handle.onexit (node:internal/child_process:323:12)
"""
NPM = """npm error code SELF_SIGNED_CERT_IN_CHAIN
npm error request to the registry failed, reason: self-signed certificate in certificate chain

npm error A complete log of this run can be found in:
npm error     /home/ann/.npm/_logs/2026-11-28-debug-0.log
"""


def ends_with(output, code=1):
    """Return a command that writes `output` and ends with `code`."""
    return [sys.executable, "-c", f"import sys; sys.stderr.write({output!r}); sys.exit({code})"]


def part(output="", code=1, path="/somewhere", **more):
    return Part("Chromium", lambda: path, lambda _path: ends_with(output, code), **more)


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (part(code=0), ""),
        (
            part(path=None, packages=("shell", "chromium")),
            "is missing. Install the package 'chromium'.",
        ),
        (
            part(MISSING_LIBRARY),
            f"does not start ({MISSING_LIBRARY}). Install the package 'libatomic1'.",
        ),
        (
            part("No screen.\n", packages=("chromium",)),
            "does not start (No screen.). Install the package 'chromium'.",
        ),
        (
            part(path=None, bring=lambda: ""),
            "is missing. Run '.venv/bin/python tests/parts.py', which says why.",
        ),
        (part(path=None), f"is missing. {PYTHON_PACKAGES}"),
        (part(), f"does not start (no word why). {PYTHON_PACKAGES}"),
        (
            part(needs=(Part("Node.js", lambda: None),), bring=lambda: "not tried"),
            f"needs another part. Node.js is missing. {PYTHON_PACKAGES}",
        ),
    ],
    ids=[
        *("starts", "missing", "without a library", "broken", "no package", "of Python"),
        *("says nothing", "without another part"),
    ],
)
def test_one_sentence_says_what_is_wrong_with_a_part_and_what_to_do(part, sentence):
    assert part.problem == (f"Chromium {sentence}" if sentence else "")


def test_why_npm_failed_is_in_its_own_words():
    reason = parts._failure(ends_with(NPM))
    assert reason == (
        "npm error request to the registry failed, reason: self-signed certificate in "
        "certificate chain"
    )


def test_why_playwright_brought_no_browser_is_the_error_that_began_it():
    reason = parts._failure(ends_with(PLAYWRIGHT))
    assert reason == "Error: getaddrinfo ENOTFOUND cdn.playwright.dev"


def test_part_is_not_tried_that_needs_another_or_that_nothing_brings(monkeypatch, capsys):
    lacking = Part("Node.js", lambda: None)
    asked = []
    needing = part(path=None, needs=(lacking,), packages=("x",), bring=lambda: asked.append(1))
    monkeypatch.setattr(parts, "_may_install", lambda: True)
    monkeypatch.setattr(parts, "_install", asked.append)
    monkeypatch.setattr(parts, "ALL", (lacking, needing))
    monkeypatch.setattr(parts, "IN_CI", False)
    parts.main()
    assert asked == []
    assert "trying" not in capsys.readouterr().out


def test_part_that_could_not_be_brought_says_why(monkeypatch, capsys):
    monkeypatch.setattr(parts, "_may_install", lambda: False)
    monkeypatch.setattr(parts, "ALL", (part(path=None, bring=lambda: "npm error no network"),))
    monkeypatch.setattr(parts, "IN_CI", False)
    assert parts.main() == 0
    assert capsys.readouterr().out == (
        "Chromium: trying to install it\n"
        "Chromium is missing. Run '.venv/bin/python tests/parts.py', which says why. "
        "The last try ended with: npm error no network\n"
        "The tests that need what is missing are skipped.\n"
    )


def test_ci_ends_where_a_part_is_missing(monkeypatch):
    monkeypatch.setattr(parts, "_may_install", lambda: False)
    monkeypatch.setattr(parts, "ALL", (part(path=None),))
    monkeypatch.setattr(parts, "IN_CI", True)
    assert parts.main() == 1


def test_part_that_was_brought_is_found(monkeypatch, capsys):
    found = []

    def bring():
        found.append("/here")
        return ""

    monkeypatch.setattr(parts, "_may_install", lambda: False)
    monkeypatch.setattr(parts, "ALL", (Part("Axe", lambda: found and found[0], bring=bring),))
    assert parts.main() == 0
    assert capsys.readouterr().out == "Axe: trying to install it\nAxe: /here\n"


def test_test_that_needs_a_missing_part_is_skipped_with_that_sentence(monkeypatch):
    monkeypatch.setattr(parts, "IN_CI", False)
    with pytest.raises(pytest.skip.Exception, match="Install the package 'chromium'"):
        parts.needed(part(path=None, packages=("chromium",)))
