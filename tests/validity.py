"""Validation against schemas, and parsing of a page's head."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

from lxml import etree

SCHEMAS = Path(__file__).parent / "schemas"
# Where the site stands in tests with the fixture `example_site`.
SITE = "https://www.example.org"


def faults(content, schema):
    """Return the errors of a document (bytes) against one of `tests/schemas`."""
    read = etree.RelaxNG if schema.endswith(".rng") else etree.XMLSchema
    held_to = read(etree.parse(SCHEMAS / schema))
    held_to.validate(etree.fromstring(content))
    return [str(error) for error in held_to.error_log]


class _Head(HTMLParser):
    def __init__(self):
        super().__init__()
        self.said, self.links = {}, []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "meta" and ("name" in values or "property" in values):
            name = values.get("name") or values["property"]
            assert name not in self.said or "media" in values, name
            self.said[name] = values["content"]
        elif tag == "link":
            self.links.append(values)


def head(response):
    """Return the head of a page: title, canonical address, `meta` by name."""
    text = response.content.decode().partition("</head>")[0]
    parser = _Head()
    parser.feed(text)
    (canonical,) = [each["href"] for each in parser.links if each["rel"] == "canonical"]
    (title,) = re.findall("<title>(.*?)</title>", text, re.S)
    return {"title": title, "canonical": canonical, **parser.said}


def feeds_of(response):
    """Return (type, address) of each feed a page links to."""
    parser = _Head()
    parser.feed(response.content.decode().partition("</head>")[0])
    return [(each["type"], each["href"]) for each in parser.links if each["rel"] == "alternate"]


def structured_data(response):
    """Return the schema.org data of a page, by type."""
    text = response.content.decode()
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    data = json.loads(script)
    assert list(data) == ["@context", "@graph"]
    assert data["@context"] == "https://schema.org"
    return {node["@type"]: node for node in data["@graph"]}
