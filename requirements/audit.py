"""`make audit`: whether a package that the site runs on has a known vulnerability.

Ends with 0 if none has, 1 if one has, and 2 if the database of vulnerabilities couldn't be asked:
pip-audit ends with 1 for both.
"""

import json
import subprocess
import sys
from pathlib import Path

# All that a site may run on: base.txt and more.
PINNED = Path(__file__).with_name("s3.txt")
COMMAND = ["--strict", "--disable-pip", "--require-hashes", "--format=json"]
CLEAN, VULNERABLE, UNKNOWN = 0, 1, 2


def verdict(output, errors):
    """Return the exit code and the words for what pip-audit wrote."""
    try:
        packages = json.loads(output)["dependencies"]
    except ValueError:
        packages = []
    if not packages or any("skip_reason" in each for each in packages):
        reason = (errors.strip().splitlines() or ["it gave no reason"])[-1]
        return UNKNOWN, (
            "Not audited: the database of known vulnerabilities couldn't be asked about every "
            f"package ({reason}). Run this again where Python's package index answers."
        )
    found = [(each, hole) for each in packages for hole in each["vulns"]]
    if not found:
        return CLEAN, f"No known vulnerability in {len(packages)} packages."
    lines = [
        f"{each['name']} {each['version']}: {hole['id']}, "
        f"fixed in {', '.join(hole['fix_versions']) or 'no release yet'}"
        for each, hole in found
    ]
    return VULNERABLE, "\n".join([*lines, "Take the fixed releases: make lock"])


def main():
    program = Path(sys.executable).with_name("pip-audit")
    command = [program, *COMMAND, "--progress-spinner=off", "--requirement", PINNED]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    code, words = verdict(done.stdout, done.stderr)
    print(words)
    return code


if __name__ == "__main__":
    sys.exit(main())
