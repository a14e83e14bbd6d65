"""What the doctor says about what is in front of the site."""

import json
import ssl
import time
from email.message import Message
from email.utils import formatdate

import pytest

from tianhe_site.operations.doctor import FAULT, OK, WARN, proxy
from tianhe_site.operations.doctor.front import Answer

HSTS = "max-age=31536000"


@pytest.fixture(autouse=True)
def production(settings):
    settings.PRODUCTION, settings.PROXIES = True, 1
    settings.SITE_URL, settings.MONITORING_TOKEN = "https://www.example.org", "token"


def answer(status=200, body=b"", days=60, own_address="192.0.2.1", **headers):
    said = Message()
    for name, values in headers.items():
        for value in values if isinstance(values, list) else [values]:
            said[name.replace("_", "-")] = value
    ends = formatdate(time.time() + days * 86400 + 60, usegmt=True)
    not_after = f"{ends[8:11]} {ends[5:7]} {ends[17:25]} {ends[12:16]} GMT"
    return Answer(status, said, body, own_address, {"notAfter": not_after})


def from_address(address, **options):
    body = json.dumps({"address": address}).encode()
    return answer(body=body, Content_Type="application/json", **options)


class Front:
    """Answers like a site behind a good proxy, but where it is given other answers."""

    def __init__(self, **answers):
        self.answers = {
            "robots": answer(Strict_Transport_Security=HSTS),
            "plain": answer(301, Location="https://www.example.org/"),
            "upload": answer(403),
            "ready": from_address("192.0.2.1"),
            **answers,
        }

    def ask(self, path, scheme="https", source=None, **options):
        if source:
            return self.answers["ready from there"]
        names = {"/robots.txt": "robots", "/": "plain", "/admin/login/": "upload"}
        found = self.answers[names.get(path, "ready")]
        if isinstance(found, Exception):
            raise found
        return found


def levels(front):
    return {found.subject: found.level for found in proxy.check_all(front)}


GOOD = dict.fromkeys(("https", "certificate", "HSTS", "plain http", "uploads", "PROXIES"), OK)


def test_good_proxy_is_right():
    assert levels(Front()) == GOOD


@pytest.mark.parametrize(
    ("answers", "subject", "level"),
    [
        ({"robots": answer(301, Strict_Transport_Security=HSTS)}, "https", FAULT),
        ({"robots": answer(days=13, Strict_Transport_Security=HSTS)}, "certificate", WARN),
        ({"robots": answer()}, "HSTS", FAULT),
        ({"robots": answer(Strict_Transport_Security=[HSTS, HSTS])}, "HSTS", WARN),
        ({"plain": answer(200)}, "plain http", FAULT),
        ({"plain": ConnectionRefusedError()}, "plain http", WARN),
        ({"upload": answer(413)}, "uploads", FAULT),
        ({"ready": answer(Content_Type="text/plain")}, "PROXIES", FAULT),
        ({"ready": from_address(proxy.FORGED)}, "PROXIES", FAULT),
        ({"ready": from_address("127.0.0.1")}, "PROXIES", FAULT),
        ({"ready": from_address("::1", own_address="::1")}, "PROXIES", OK),
    ],
)
def test_proxy_that_does_something_else_is_found_out(answers, subject, level):
    assert levels(Front(**answers)) == {**GOOD, subject: level}


def test_site_that_is_away_is_said_once():
    away = answer(503, Strict_Transport_Security=HSTS)
    front = Front(robots=away, ready=away, upload=away)
    assert levels(front) == {"https": FAULT, "certificate": OK}


@pytest.mark.parametrize(("seen", "level"), [("127.0.0.2", OK), ("127.0.0.1", FAULT)])
def test_name_that_leads_to_this_machine_itself_hides_no_wrong_number(seen, level):
    at_home = from_address("127.0.0.1", own_address="127.0.0.1")
    again = from_address(seen, own_address="127.0.0.2")
    assert levels(Front(ready=at_home, **{"ready from there": again}))["PROXIES"] == level


EXPIRED = ssl.SSLCertVerificationError()
EXPIRED.verify_message = "certificate has expired"


@pytest.mark.parametrize(
    ("error", "proxies", "level"),
    [
        (EXPIRED, 1, FAULT),
        (TimeoutError(), 1, WARN),
        (ConnectionRefusedError(), 1, FAULT),
        (ConnectionRefusedError(), 0, WARN),
    ],
)
def test_site_that_cannot_be_reached_is_said_once(settings, error, proxies, level):
    settings.PROXIES = proxies
    assert levels(Front(robots=error)) == {"https": level}


def test_addresses_are_not_checked_without_a_token(settings):
    settings.MONITORING_TOKEN = ""
    assert levels(Front()) == {**GOOD, "PROXIES": WARN}


def test_site_for_this_machine_alone_has_no_proxy(settings):
    settings.PRODUCTION = False
    assert levels(Front()) == {}
