"""The Nu Html Checker has nothing to say of any page, style sheet or drawing."""

import json
import subprocess

import pytest
from django.template.loader import render_to_string

from tests import parts

from .conftest import MESSAGES

ENDINGS = {"text/html": "html", "text/css": "css", "image/svg+xml": "svg"}
# Shown when Django can't show more, and so without the site around them.
STATIC_MESSAGES = ["400.html", "413.html", "500.html"]


# Without them, a run that checked nothing would look like one that found nothing.
FAULTS = {"page.html": "<!DOCTYPE html><p>", "sheet.css": "p { colour: red }", "a.svg": "<svg>"}


@pytest.fixture
def check(tmp_path):
    """Return a function that runs the checker on texts by their file names, once for all."""
    folder = parts.needed(parts.NPM_PACKAGES)
    jar = folder / "vnu-jar" / "build" / "dist" / "vnu.jar"
    options = ["--format", "json", "--stdout", "--exit-zero-always", "--also-check-css"]

    def run(texts):
        for name, text in texts.items():
            (tmp_path / name).write_text(text)
        command = [parts.needed(parts.JAVA), "-jar", jar, *options, "--also-check-svg", tmp_path]
        done = subprocess.run(command, capture_output=True, check=True)
        return json.loads(done.stdout)["messages"]

    return run


def test_checker_finds_nothing_but_the_faults_that_were_made(crawl, check):
    answers = [*crawl.answers.values(), *(crawl.ask(crawl.site + path) for path in MESSAGES)]
    names = {
        f"{number}.{ENDINGS[answer.kind]}": answer
        for number, answer in enumerate(answers)
        if answer.kind in ENDINGS
    }
    texts = {name: answer.text for name, answer in names.items()}
    messages = check(texts | {name: render_to_string(name) for name in STATIC_MESSAGES} | FAULTS)
    faults, found = set(), []
    for message in messages:
        name = message["url"].rpartition("/")[2]
        if name in FAULTS:
            faults.add(name)
        else:
            address = names[name].address if name in names else name
            found.append((address, message["message"], message.get("extract")))
    assert found == []
    assert faults == set(FAULTS)
