"""What is in front of the site: does it do what the site relies on?"""

import json
import ssl
import time

from django.conf import settings

from . import FAULT, OK, WARN, Result

HOW = "Compare it with deploy/nginx.conf."
# Of those that are for documentation (RFC 5737), so nobody's.
FORGED = "203.0.113.77"
LOOPBACK = ("127.0.0.1", "::1")
# Where the name of the site leads to this machine itself, as 127.0.1.1 in Debian's /etc/hosts does:
# no proxy has this address.
ANOTHER_LOOPBACK = "127.0.0.2"
DAYS_LEFT = 14


def check_all(front):
    """Ask through the proxy; if it can't be reached, that is all there is to say."""
    if not settings.PRODUCTION:
        return
    try:
        answer = front.ask("/robots.txt")
    except ssl.SSLCertVerificationError as error:
        message = f"browsers refuse the certificate ({error.verify_message})."
        yield Result(FAULT, "https", message, "Renew it, or serve the whole chain.")
        return
    except OSError as error:
        yield _unreachable(error)
        return
    yield check_answer(answer)
    yield check_certificate(answer)
    if answer.status >= 400:
        # Whatever is asked next is answered like that.
        return
    yield check_hsts(answer)
    for check in (check_plain_http, check_upload, check_addresses):
        yield check(front)


def _unreachable(error):
    message = f"{settings.SITE_URL} can't be reached ({error})."
    if settings.PROXIES and isinstance(error, ConnectionRefusedError):
        advice = "Nothing listens there. Is nginx running? systemctl status nginx; nginx -t"
        return Result(FAULT, "https", message, advice)
    advice = "If others reach it, this machine can't reach its own public address."
    return Result(WARN, "https", message, advice)


def check_answer(answer):
    """Does the site itself answer?"""
    if answer.status == 200:
        return Result(OK, "https", f"{settings.SITE_URL} answers.")
    if answer.status in (301, 302, 307, 308):
        message = "the site takes https for plain http: X-Forwarded-Proto isn't set to https."
        return Result(FAULT, "https", message, HOW)
    advice = f"Is the Host passed on? Does the site run? {HOW}"
    return Result(FAULT, "https", f"robots.txt is answered with {answer.status}.", advice)


def check_certificate(answer):
    """Is the certificate renewed in time?"""
    ends = ssl.cert_time_to_seconds(answer.certificate["notAfter"])
    days = int((ends - time.time()) / 86400)
    if days < DAYS_LEFT:
        advice = "See why it wasn't renewed: certbot renew --dry-run"
        return Result(WARN, "certificate", f"it ends in {days} days.", advice)
    return Result(OK, "certificate", f"it is good for {days} days.")


def check_hsts(answer):
    """Are browsers kept on https, by one header?"""
    values = answer.headers.get_all("Strict-Transport-Security") or []
    if len(values) == 1:
        return Result(OK, "HSTS", values[0])
    if values:
        message = "the header is sent twice, and browsers ignore the second."
        return Result(WARN, "HSTS", message, "Leave it to the site.")
    return Result(FAULT, "HSTS", "the proxy removes the header.", HOW)


def check_plain_http(front):
    """Does plain http lead to https, also for those who claim to have come by https?"""
    try:
        answer = front.ask("/", "http", X_Forwarded_Proto="https")
    except OSError as error:
        advice = "Who types the address without https:// gets an error."
        return Result(WARN, "plain http", f"nothing answers ({error}).", advice)
    leads_to = answer.headers.get("Location", "")
    if answer.status in (301, 308) and leads_to.startswith("https://"):
        return Result(OK, "plain http", f"leads to {leads_to}")
    message = f"a visitor who sends X-Forwarded-Proto: https gets {answer.status} by plain http."
    advice = f"The proxy must set that header itself, and redirect. {HOW}"
    return Result(FAULT, "plain http", message, advice)


def check_upload(front):
    """Is a file of the largest size let through?"""
    size = settings.MEDIA_MAX_BYTES
    answer = front.ask(
        "/admin/login/", method="POST", body=bytes(size), Content_Type="application/octet-stream"
    )
    if answer.status == 413:
        message = f"a file of MEDIA_MAX_BYTES ({size}) is refused before the site sees it."
        advice = f"Raise its limit (client_max_body_size in nginx) to eleven times that. {HOW}"
        return Result(FAULT, "uploads", message, advice)
    return Result(OK, "uploads", f"{size} bytes are let through.")


def check_addresses(front):
    """Does the site know whom a request comes from? Tries of a password are counted by that."""
    if not settings.MONITORING_TOKEN:
        advice = "Set MONITORING_TOKEN, and the site says whose request it takes this one for."
        return Result(WARN, "PROXIES", "it can't be checked.", advice)
    headers = {
        "X_Forwarded_For": FORGED,
        "Authorization": f"Bearer {settings.MONITORING_TOKEN}",
    }
    answer = front.ask("/readyz", **headers)
    if answer.own_address == "127.0.0.1":
        answer = front.ask("/readyz", source=ANOTHER_LOOPBACK, **headers)
    if "json" not in answer.headers.get("Content-Type", ""):
        return Result(FAULT, "PROXIES", "the proxy doesn't pass on the header Authorization.", HOW)
    seen = json.loads(answer.body)["address"]
    if seen == FORGED:
        message = "a visitor can make up the address that tries of a password are counted by."
        return Result(FAULT, "PROXIES", message, f"Lower it from {settings.PROXIES}.")
    if seen in LOOPBACK and answer.own_address not in LOOPBACK:
        message = f"all visitors have the same address ({seen}): one can lock all out."
        advice = f"It is {settings.PROXIES}, and must be the number of proxies: 1 for nginx alone."
        return Result(FAULT, "PROXIES", message, advice)
    return Result(OK, "PROXIES", f"{settings.PROXIES} is right: this request came from {seen}.")
