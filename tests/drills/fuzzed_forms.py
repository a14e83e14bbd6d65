"""Every form of staff is sent with whatever can be typed or forged into each field.

Short form: tests/test_odd_parameters.py, test_forms_survive_any_input.
"""

import re
from collections import Counter
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

import lxml.html
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .drill import Result
from .sites import administrators, full

BAR = "No form answers with an error of the server, or not at all"
EXAMPLES = 30
# They end the session, answer with a file, or show the site of the past.
NOT_FOLLOWED = re.compile(r"/logout/|/files?/|/export/|format=csv|/as-of/\d")
# They would lock out whoever sends them.
NOT_SENT = re.compile(r"/logout/|/account/|/auth/user/1/|/admin/login/")
# What people and forgers put into fields.
TYPED = st.one_of(
    st.sampled_from(
        [
            *("", " ", "0", "-1", "9" * 30, "1e999", "NaN", "on", "__all__", "[]", "{}", "null"),
            *("0001-01-01", "9999-12-31T23:59", "2026-02-30", "25:61", "Mars", "a,b,,1"),
            *("\x00", "\ufffe", "\u202e", "é\u0301", "𝒳", "中" * 300, "x" * 20_000),
            *("<script>alert(1)</script>", "<p>[[x]]</p>", "<table><td>", "<a href='//x'>"),
            *("<div>" * 500, "<b>" * 3, "&#0;", "]]>", "<!--", "${x}", "%s%n", "\r\nX: y"),
            *("//evil.example", "javascript:x", "image:9", "document:x", "../..", "'; --", "{{x}}"),
        ]
    ),
    st.text(max_size=60),
    st.integers().map(str),
)


def run(scale):
    answers, faults = Counter(), []
    with full() as site:
        [staff] = administrators(site)
        forms = _forms(staff)
        for path, fields in forms.items():
            if not NOT_SENT.search(path):
                faults += _fuzz(staff, path, fields, answers, max(1, round(EXAMPLES * scale)))
    print(*(f"  {fault}" for fault in faults), sep="\n")
    measured = (
        f"{len(forms)} forms, sent {answers.total():,} times: {answers[200]:,} came back, "
        f"{answers[302]:,} were taken, {len(faults)} errors"
    )
    return Result(measured, not faults)


def _forms(staff):
    """Follow the links from the dashboard; return the fields of each form as the page fills them
    in, by where it is sent. Pages that differ in what they are about alone count as one."""
    forms, seen, waiting = {}, set(), ["/admin/"]
    while waiting:
        path = waiting.pop(0)
        if _kind(path) in seen:
            continue
        seen.add(_kind(path))
        answer = staff.ask("GET", path)
        if answer.status == 302:
            waiting.append(urljoin(path, answer.location))
        if answer.status != 200 or "<html" not in answer.text:
            continue
        page = lxml.html.fromstring(answer.text)
        for form in page.forms:
            if form.method == "POST":
                to = urljoin(path, form.get("action") or path)
                forms.setdefault(urlsplit(to).path, dict(form.form_values()))
        links = [urldefrag(urljoin(path, link)).url for link in page.xpath("//a/@href")]
        waiting += [link for link in links if _is_followed(link)]
    return forms


def _is_followed(link):
    return link.startswith("/admin/") and not NOT_FOLLOWED.search(link)


def _kind(link):
    return re.sub(r"/\d+/", "/N/", urlsplit(link).path)


def _fuzz(staff, path, fields, answers, examples):
    """Send a form with odd values in some of its fields; return the faults, as short as they can
    be shown."""
    names = sorted(name for name in fields if name != "csrfmiddlewaretoken")
    token = fields.get("csrfmiddlewaretoken", "")
    changed = st.dictionaries(st.sampled_from([*names, "unknown"]), TYPED, max_size=8)

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(changed)
    def send(odd):
        sent = {**fields, **odd, "csrfmiddlewaretoken": token}
        body = urlencode(sent, errors="surrogatepass")
        status = staff.ask("POST", path, body).status
        answers[status] += 1
        assert status < 500, f"{status} {path} {odd!r}"

    try:
        send()
    except AssertionError as error:
        return [str(error)[:300]]
    return []
