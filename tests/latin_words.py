"""What is left in Latin script on a Chinese page, but for what people typed and names."""

import json
import re

from django.apps import apps
from django.db import models
from lxml import html

from pages.models.details import DEFAULT_SENTENCES

# The same in Chinese: names of things, kinds of files, keys.
NAMES = {
    *("Tianhe", "Word", "PDF", "CSV", "JSON", "Lines", "URL", "HTML", "WordPress", "ID", "IP"),
    *("AVIF", "WebP", "JPEG", "PNG", "GIF", "CC", "BY", "Atom", "RSS", "DOI", "NCT", "FDA", "NMPA"),
    *("Ctrl", "Alt", "Shift", "Enter", "Esc", "Tab", "Control", "Command", "Mac", "JavaScript"),
    *("English", "Li", "Wei", "Ann", "Meyer", "MB", "GB", "PIN", "ICP", "UTC", "SQLite", "SHA"),
}
# Attributes that are seen or heard.
SPOKEN = ("alt", "title", "placeholder", "aria-label", "aria-description", "label")
RUN = re.compile(r"[A-Za-z][A-Za-z'’.\-]*(?:[ ,;]+[A-Za-z][A-Za-z'’.\-]*)*")
# Addresses, commands, and what scripts fill in.
CODE = re.compile(r"https?://\S+|\S+@\S+|\S*/\S*|\{\w+\}|manage\.py.*|\w+_\w+|[\w-]+\.\w+", re.A)
UNSEEN = "//style|//code|//kbd|//pre|//textarea|//*[@lang='en']"


def typed():
    """Return all text of the database, and what the site says in English where nobody typed it."""
    found = list(DEFAULT_SENTENCES["en"])
    for model in apps.get_models():
        fields = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model._base_manager.values_list(*fields) if fields else ():
            found += [value if isinstance(value, str) else json.dumps(value) for value in row]
    return "\n".join(found)


def left_in(body, known):
    """Return the runs of Latin words in a page that are neither in the text `known` nor names."""
    page = html.fromstring(body.decode())
    for element in page.xpath(UNSEEN):
        element.drop_tree()
    known = " ".join(re.sub(r"<[^>]*>", " ", known).split())
    found = {run for piece in _pieces(page) for run in RUN.findall(CODE.sub(" ", piece))}
    return {run for run in found if not _is_known(run, known)}


def _is_known(run, known):
    words = {word.strip(".'’-") for word in re.split(r"[ ,;]+", run)}
    return words <= NAMES or all(part.strip(" .-") in known for part in re.split("[;,]", run))


def _pieces(page):
    """Yield what is seen or heard of a page, and the sentences that its scripts get."""
    for element in page.iter():
        if element.tag == "script":
            if "json" in element.get("type", ""):
                yield from _sentences(json.loads(element.text or "null"))
        elif isinstance(element.tag, str):
            yield element.text or ""
            yield from (element.get(name, "") for name in SPOKEN)
            if element.tag == "input" and element.get("type") == "submit":
                yield element.get("value", "")
            yield from _words_of_scripts(element)
        yield element.tail or ""


def _words_of_scripts(element):
    for name, value in element.items():
        if name.startswith("data-") and value.startswith(('{"', "[")):
            yield from _sentences(json.loads(value))
        elif name.startswith("data-") and name != "data-when":
            yield from _sentences(value)


def _sentences(value):
    """Yield the texts in a value of JSON but single words and what machines read."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _sentences(each)
    elif isinstance(value, list):
        for each in value:
            yield from _sentences(each)
    elif isinstance(value, str) and re.search(r"\w \w", value) and not re.search("^[#.]|=", value):
        yield value
