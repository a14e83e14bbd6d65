"""Nothing is wrong with the pages that editors use either, says axe, the Nu Html Checker, or the
browser; and nothing is cut off on a phone."""

import re
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

import pytest

from .. import axe
from ..conftest import let_in
from .staff_content import SAVED_QUERY
from .visits import DESKTOP, PHONE, lost_texts, show

# They end the session, answer with a file, or show the public site of the past.
NOT_FOLLOWED = re.compile(r"/logout/|/files?/|/export/|format=csv|/as-of/\d")
EDITORS_ARE_READY = """() => Object.values(window.CKEDITOR ? CKEDITOR.instances : {})
    .every(({status}) => status === "ready")"""
# Where links and frames lead, and each button of a form that asks another page: about a word, and
# about the first row of a list.
LINKS = """() => {
    const asked = (form, button) => {
        const data = new URLSearchParams(new FormData(form, button));
        for (const each of form.elements) {
            if (each.type === "search") data.set(each.name, "patent");
            if (each.type === "checkbox" && each.name && !data.has(each.name))
                data.set(each.name, each.value);
        }
        return `${form.getAttribute("action")}?${data}`;
    };
    const forms = document.querySelectorAll("form[method=get][action]");
    const buttons = (form) => [...form.elements].filter((each) => each.type === "submit");
    return [
        ...[...document.querySelectorAll("a[href]")].map((link) => link.getAttribute("href")),
        ...[...document.querySelectorAll("iframe[src]")].map((frame) => frame.src),
        ...[...forms].flatMap((form) => buttons(form).map((button) => asked(form, button))),
    ];
}"""
# What is in what, by names, classes and names of attributes: what colors in the dark depend on.
PAIRS = """() => {
    const name = (each) =>
        [each.localName, each.className.baseVal ?? each.className, ...each.getAttributeNames()];
    const pairs = [...document.body.querySelectorAll("*")]
        .map((each) => [...name(each.parentElement), ">", ...name(each)].join(" "));
    return [...new Set(pairs)];
}"""
# The policy blocks the handlers in CKEditor's markup; `inline-handlers.js` does what they would.
OF_CKEDITOR = "Executing inline event handler"
# Django labels and describes hidden fields, too.
OF_DJANGO = re.compile("must be the ID of a non-hidden form control|must not have any “aria-")
# Followed last: what items of other sections can do, too, shows more there.
PLAINEST = "/sitedetails/"
# What makes another page of the same address: of an item, and of others.
TELLING_OF_ITEM, TELLING = {"show"}, {"q", "start", "verb"}
# Some of what `staff_content` is for; links lead there from the dashboard.
MET = {
    "/admin/bulk/?verb=publish",
    "/admin/claims/",
    "/admin/editorial/drafttemplate/1/change/",
    "/admin/help/writing/",
    f"/admin/news/newsitem/?{SAVED_QUERY}",
    "/admin/news/newsitem/start-from-word/",
    "/admin/pages/page/order/",
    "/admin/publishing/pinnedresult/1/change/",
    "/admin/publishing/pinnedresult/add/",
    "/admin/search/",
    "/admin/search/?q=patent",
    "/admin/searches/",
    "draft-version",
    "edition",
    "restore-version",
    "review",
    "review?show=page",
    "text",
}


@pytest.fixture
def editor(page, full_site):
    """A browser in which a publisher is logged in."""
    let_in(page, full_site, "paul")
    return page


def test_axe_finds_nothing_where_staff_log_in(page):
    page.goto("/admin/login/")
    assert list(axe.findings_in_each_scheme(page, [DESKTOP, PHONE])) == []


def test_nothing_is_wrong_with_any_kind_of_page_of_an_editor(editor, check):
    reported, found, texts, waiting = [], [], {}, ["/admin/"]
    seen, pairs = set(), set()
    editor.on("console", lambda message: reported.append(message.text))
    editor.on("pageerror", lambda error: reported.append(str(error)))
    while waiting:
        path = waiting.pop(0)
        if _kind(path) in seen:
            continue
        seen.add(_kind(path))
        texts[f"{len(seen)}.html"] = editor.goto(path).text()
        editor.wait_for_function(EDITORS_ARE_READY)
        found += [(path, *each) for each in _faults(editor, pairs)]
        links = (urldefrag(urljoin(editor.url, link)).url for link in editor.evaluate(LINKS))
        waiting += [link for link in links if _is_followed(link)]
        waiting.sort(key=lambda link: PLAINEST in link)
    assert MET - seen == set()
    assert found == []
    assert [each for each in reported if OF_CKEDITOR not in each] == []
    assert [each for each in check(texts) if not OF_DJANGO.search(each[1])] == []


def _faults(editor, pairs):
    """Yield what is wrong with the page that is open; `pairs` are those of pages before it."""
    show(editor, DESKTOP)
    yield from axe.findings(editor)
    show(editor, PHONE)
    yield from lost_texts(editor)
    met = {*editor.evaluate(PAIRS)}
    if met - pairs:
        show(editor, PHONE, color_scheme="dark")
        yield from axe.findings(editor, axe.ABOUT_COLOURS)
    pairs |= met


def _is_followed(link):
    return urlsplit(link).path.startswith("/admin/") and not NOT_FOLLOWED.search(link)


def _kind(link):
    """Return what pages have in common that are made by one template: the verb that is done to
    an item, or where there is none, the address; and what is asked there."""
    parts = urlsplit(link)
    verbs = re.findall(r"/\d+/(?!change/)([-a-z]+)(?=/)", parts.path)
    telling = TELLING_OF_ITEM if verbs else TELLING
    asked = [each for each in parse_qsl(parts.query) if each[0] in telling]
    place = verbs[-1] if verbs else re.sub(r"\d+", "1", parts.path)
    return f"{place}?{urlencode(asked)}" if asked else place
