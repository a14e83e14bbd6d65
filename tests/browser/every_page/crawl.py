"""Every public address that links lead to from the home page, and what stands there."""

import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit
from xml.etree import ElementTree

# What programs ask for without being led there.
WELL_KNOWN = ["/robots.txt", "/favicon.ico"]
# What readers type into a form: something that the site says, something that it doesn't, something
# of both, and a slip.
TYPED = ["patent", "no such words", "protocol zeppelin", "protocl"]
# Elements without an end tag; they are never left open.
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
# A link of a feed or a sitemap; identifiers look like links and needn't be any.
XML_LINKS = {"loc", "link", "url", "logo", "icon", "docs"}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


_opener = urllib.request.build_opener(_NoRedirect)


@dataclass
class Element:
    tag: str
    attributes: dict
    text: str = ""

    def get(self, name):
        return self.attributes.get(name) or ""

    @property
    def words(self):
        return " ".join(self.text.split())


class Markup(HTMLParser):
    """The elements of a page in order, each with its attributes and the text in it."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.open.append(self.elements[-1])

    def handle_startendtag(self, tag, attrs):
        self.elements.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag):
        while self.open and self.open.pop().tag != tag:
            pass

    def handle_data(self, data):
        for element in self.open:
            element.text += data

    def all(self, *tags):
        return [element for element in self.elements if element.tag in tags]

    def meta(self, name):
        """Return the content of each `<meta>` of that name or property."""
        return [
            element.get("content")
            for element in self.all("meta")
            if name in (element.get("name"), element.get("property"))
        ]

    def rel(self, name):
        """Return the address of each `<link>` of that relation."""
        links = self.all("link")
        return [link.get("href") for link in links if name in link.get("rel").split()]


@dataclass
class Answer:
    """What the site says at an address; `linked_from` is the first page that leads there."""

    address: str
    status: int
    headers: list
    body: bytes
    linked_from: str = ""
    page: Markup = None

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def kind(self):
        return self.header("content-type").partition(";")[0]

    @property
    def text(self):
        return self.body.decode()

    @property
    def is_page(self):
        return self.kind == "text/html"


class Crawl:
    """Follows every link from `/`. `answers` holds what each address said; `links` every link as
    a page, the address it leads to and the part of the page there."""

    def __init__(self, site):
        self.site = site
        self.answers, self.links, self.waiting = {}, [], []

    def run(self):
        for path in ["/", *WELL_KNOWN]:
            self._follow("", self.site + path)
        while self.waiting:
            linked_from, address = self.waiting.pop(0)
            if address not in self.answers:
                self._take(self.ask(address, linked_from))
        return self

    @property
    def pages(self):
        """The pages that readers get, in the order in which links lead to them."""
        return [each for each in self.answers.values() if each.is_page and each.status == 200]

    def path(self, address):
        """Return an address without its site, as failures name it."""
        return address.removeprefix(self.site) or "/"

    def ask(self, address, linked_from=""):
        request = urllib.request.Request(address, headers={"Accept-Encoding": "identity"})
        try:
            response = _opener.open(request, timeout=20)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            answer = Answer(
                address, response.status, response.getheaders(), response.read(), linked_from
            )
        if answer.is_page:
            answer.page = Markup(answer.text)
        return answer

    def _take(self, answer):
        self.answers[answer.address] = answer
        for link in found_in(answer):
            self._follow(answer.address, link)

    def _follow(self, linked_from, link):
        address, fragment = urldefrag(urljoin(linked_from, link))
        if not address.startswith(self.site):
            return
        # `https://site` and `https://site/` are one address.
        address = address if urlsplit(address).path else f"{address}/"
        self.links.append((linked_from, address, fragment))
        self.waiting.append((linked_from, address))


def found_in(answer):
    """Return every link in an answer, as it is written there."""
    if answer.is_page:
        return [*_links_of_page(answer.page), *_links_of_data(answer.page)]
    if answer.kind.endswith("xml"):
        return _links_of_xml(answer.text)
    if answer.kind.endswith("json"):
        return _addresses_in(json.loads(answer.text))
    if answer.kind == "text/css":
        return re.findall(r"url\(['\"]?([^'\")]+)", answer.text)
    if answer.kind == "text/plain":
        return re.findall(r"https?://\S+", answer.text)
    return []


def _links_of_page(page):
    for element in page.elements:
        attributes = element.attributes
        yield from (attributes[name] for name in ("href", "src", "poster") if attributes.get(name))
        if attributes.get("srcset"):
            yield from (each.split()[0] for each in attributes["srcset"].split(","))
    for name in ("og:image", "og:url", "twitter:image"):
        yield from page.meta(name)
    yield from _answers_of_forms(page)


def _answers_of_forms(page):
    """Yield where a form leads with each of what readers type into it."""
    action = None
    for element in page.all("form", "input"):
        if element.tag == "form":
            action = element.get("action") if element.get("method").lower() != "post" else None
        elif action and element.get("type") in ("", "search", "text"):
            yield from (f"{action}?{urlencode({element.get('name'): words})}" for words in TYPED)


def _links_of_data(page):
    for script in page.all("script"):
        if script.get("type") == "application/ld+json":
            yield from _addresses_in(json.loads(script.text))


def _addresses_in(data, key=""):
    """Return the addresses in JSON; of `@id`, `id` and `@context`, which need lead nowhere, none,
    nor of templates of addresses."""
    if isinstance(data, dict):
        return [link for name, value in data.items() for link in _addresses_in(value, name)]
    if isinstance(data, list):
        return [link for value in data for link in _addresses_in(value, key)]
    is_address = isinstance(data, str) and (
        data.startswith(("https://", "http://")) or key in ("src", "start_url")
    )
    return [data] if is_address and "{" not in data and key not in ("@id", "id", "@context") else []


def _links_of_xml(text):
    for element in ElementTree.fromstring(text).iter():
        name = element.tag.rpartition("}")[2]
        if name in XML_LINKS and element.text and element.text.strip():
            yield element.text.strip()
        yield from (element.attrib[name] for name in ("href", "url") if element.attrib.get(name))
