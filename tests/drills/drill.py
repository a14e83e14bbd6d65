"""What a drill is, and which there are.

A drill brings a failure about on 127.0.0.1 and says what readers and staff noticed of it. It is a
module here with `BAR`, `run`, and a docstring that names its short form in `make test`:

    \"\"\"What happens, in a sentence.

    Short form: tests/test_x.py, test_y.
    \"\"\"
    BAR = "0 acts lost"

    def run(scale): ...

`run` returns a `Result`. A `scale` below 1 makes fewer turns of the same: to try a drill.
"""

import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Result:
    """`measured` are the figures in a few words, for the table; `passed` says whether they are
    within the drill's bar."""

    measured: str
    passed: bool


@dataclass(frozen=True)
class Drill:
    """A drill as its module describes it."""

    name: str
    title: str
    # The path of a file of tests, and a test in it.
    short_form: tuple[str, str]
    bar: str
    run: Callable[[float], Result]


def names():
    """Return the names of all drills: the modules here that have a `BAR`."""
    return sorted(
        path.stem for path in HERE.glob("*.py") if re.search("^BAR = ", path.read_text(), re.M)
    )


def load(name):
    """Return a `Drill` by its name."""
    module = importlib.import_module(f"tests.drills.{name}")
    title, _, rest = module.__doc__.partition("\n")
    short_form = re.search(r"Short form: (\S+), (test_\w+)\.", " ".join(rest.split()))
    return Drill(name, title, short_form.groups(), module.BAR, module.run)
