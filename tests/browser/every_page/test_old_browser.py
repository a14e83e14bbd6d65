"""Every kind of page in an engine of spring 2020, as a clinic's computer may still have it.

It has neither `gap` in flexible boxes nor `aspect-ratio`, `:is()` or `:focus-visible`.
"""

import json
import subprocess

import pytest

from tests import parts

WIDTHS = [1280, 360]
# What stands side by side in a line and touches; what is wider than the page; no style sheet.
QUESTION = """(() => {
  const problems = [];
  const words = (element) => element.textContent.trim().replace(/\\s+/g, ' ').slice(0, 30);
  const edges = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const boxes = [...range.getClientRects()].filter((box) => box.width && box.height);
    if (!boxes.length) return null;
    const all = (name, pick) => pick(...boxes.map((box) => box[name]));
    return {left: all('left', Math.min), right: all('right', Math.max),
            top: all('top', Math.min), bottom: all('bottom', Math.max)};
  };
  for (const box of document.querySelectorAll('body *')) {
    if (!getComputedStyle(box).display.includes('flex')) continue;
    const shown = [...box.children].filter((child) => words(child) && edges(child));
    shown.slice(1).forEach((second, place) => {
      const first = shown[place];
      const [before, after] = [edges(first), edges(second)];
      const besides = before.top < after.bottom && after.top < before.bottom;
      if (besides && after.left - before.right < 4)
        problems.push(`'${words(first)}' touches '${words(second)}'`);
    });
  }
  const excess = document.documentElement.scrollWidth - innerWidth;
  if (excess > 0) problems.push(`${excess} pixels too wide`);
  if (getComputedStyle(document.querySelector('.wordmark')).textDecorationLine !== 'none')
    problems.push('without the style sheet');
  if (!/Chrome\\/80\\./.test(navigator.userAgent)) problems.push(navigator.userAgent);
  return problems;
})()"""


@pytest.fixture
def problems_in(full_site):
    """Return a function that shows paths at each width and returns what is wrong: path, width,
    problem."""

    def run(paths):
        program = parts.needed(parts.OLD_CHROMIUM)
        asked = [(path, width) for path in paths for width in WIDTHS]
        runs = [{"url": full_site.url + path, "width": width} for path, width in asked]
        wanted = {"flags": parts.CHROMIUM_FLAGS, "runs": runs, "question": QUESTION}
        command = [parts.needed(parts.NODE), program, json.dumps(wanted)]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        answers = zip(asked, json.loads(done.stdout), strict=True)
        return [(*place, problem) for place, problems in answers for problem in problems]

    return run


def test_nothing_touches_and_nothing_is_too_wide_in_a_browser_of_2020(problems_in, kinds):
    assert problems_in(kinds) == []
