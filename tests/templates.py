"""Format the templates with Djade, and name lines over 120 characters, which it leaves as they are.

`check` fails where `fix` would change something; `fix` writes. Both fail if a line is too long.
"""

import subprocess
import sys
from pathlib import Path

import django

ROOT = Path(__file__).parent.parent
FOLDERS = ("templates", "tests/section_template/templates")
MAX_LINE_LENGTH = 120
DJADE = [
    Path(sys.executable).with_name("djade"),
    "--target-version",
    "{}.{}".format(*django.VERSION),
]


def _find_templates():
    """Return the paths of all templates but drawings: an outline has no place to break."""
    files = (path for name in FOLDERS for path in (ROOT / name).glob("**/*") if path.is_file())
    return [path.relative_to(ROOT) for path in files if path.suffix != ".svg"]


def _format(templates, *options):
    return subprocess.call([*DJADE, *options, *templates], cwd=ROOT)


def _name_long_lines(templates):
    found = [
        f"{path}:{number}: {len(line)} characters, of {MAX_LINE_LENGTH} at most"
        for path in templates
        for number, line in enumerate((ROOT / path).read_text().splitlines(), start=1)
        if len(line) > MAX_LINE_LENGTH
    ]
    print(*found, sep="\n", end="\n" if found else "")
    return bool(found)


def check():
    templates = _find_templates()
    return _format(templates, "--check") | _name_long_lines(templates)


def fix():
    # It exits with 1 when it has written.
    _format(_find_templates())
    return check()


if __name__ == "__main__":
    sys.exit({"check": check, "fix": fix}[sys.argv[1]]())
