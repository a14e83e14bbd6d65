"""The Nu Html Checker has nothing to say of any page, style sheet or drawing."""

from tianhe_site import static_message

from .conftest import MESSAGES

ENDINGS = {"text/html": "html", "text/css": "css", "image/svg+xml": "svg"}
# Shown when Django can't show more, and so without the site around them.
STATIC_MESSAGES = ["400.html", "413.html", "500.html", "busy.html", "too_many.html"]


def test_checker_finds_nothing(crawl, check):
    answers = [*crawl.answers.values(), *(crawl.ask(crawl.site + path) for path in MESSAGES)]
    names = {
        f"{number}.{ENDINGS[answer.kind]}": answer
        for number, answer in enumerate(answers)
        if answer.kind in ENDINGS
    }
    texts = {name: answer.text for name, answer in names.items()}
    static = {name: static_message.answer(name, 500).content.decode() for name in STATIC_MESSAGES}
    found = check(texts | static)
    addresses = {name: answer.address for name, answer in names.items()}
    assert [(addresses.get(name, name), *fault) for name, *fault in found] == []
