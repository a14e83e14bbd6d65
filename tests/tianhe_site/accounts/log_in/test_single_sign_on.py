"""Single sign-on: who gets in, who doesn't and what they read, whatever the provider answers."""

import re
import sqlite3
import time
from contextlib import closing
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.identity_providers import CLIENT, DONE, LyingProvider, real_provider
from tests.ports import free_port
from tests.site import RunningSite

BEGIN = "/admin/login/single-sign-on/"
PEOPLE = """
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User
for name in ("ann", "bob", "cleo", "dan"):
    user = User.objects.create_user(name, f"{name}@example.org", is_staff=True)
User.objects.filter(username="cleo").update(is_active=False)
TOTP.activate(User.objects.get(username="dan"), "JBSWY3DPEHPK3PXP")
"""
LOG = """
    SELECT kind, coalesce(username, ''), note FROM accounts_securityevent
    LEFT JOIN auth_user ON auth_user.id = user_id ORDER BY accounts_securityevent.id
"""
LINKS = """
    SELECT username, provider, uid, extra_data FROM socialaccount_socialaccount
    JOIN auth_user ON auth_user.id = user_id
"""
UNUSABLE = "The answer of Example can't be used. Log in with your password, or try again."
CLOCKS = (
    "The clocks of Example and of this site differ. Log in with your password, and tell an "
    "administrator."
)


class Visitor:
    """A browser without scripts."""

    def __init__(self, site):
        self.site = site
        self.session = requests.Session()
        self.session.request = partial(self.session.request, timeout=20)

    def get(self, path, **query):
        return self.session.get(self.site.url + path, params=query)

    def begin(self, **form):
        """Press the button; return the address that it leads to."""
        page = self.get("/admin/login/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        data = {"csrfmiddlewaretoken": token, **form}
        return self.session.post(self.site.url + BEGIN, data, allow_redirects=False)

    def come_back(self, liar, begun, **query):
        """Come back from a provider that lets the person in who its claims name."""
        asked = parse_qs(urlsplit(begun.headers["Location"]).query)
        liar.claims.setdefault("nonce", asked["nonce"][0])
        return self.get(DONE, **{"state": asked["state"][0], "code": "x"} | query)


def reads(response):
    """Return the path of a page, and the message on it."""
    found = re.search(r'<ul class="messagelist">(.*?)</ul>', response.text, re.S)
    message = unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""
    return urlsplit(response.url).path, message


@pytest.fixture(scope="module")
def provider():
    with LyingProvider() as running:
        yield running


@pytest.fixture(scope="module")
def site(provider, tmp_path_factory):
    variables = {**CLIENT, "OIDC_ISSUER": provider.url, "OIDC_NAME": "Example"}
    with RunningSite(tmp_path_factory.mktemp("site"), **variables) as running:
        running.shell(PEOPLE)
        yield running


@pytest.fixture
def liar(provider, site):
    """The provider, honest again; nobody is linked to it, and the security log is empty."""
    provider.be_honest()
    provider.asked.clear()
    for table in ("accounts_securityevent", "socialaccount_socialaccount", "throttle_tries"):
        ask(site, f"DELETE FROM {table}")
    return provider


def ask(site, sql):
    """Return the rows that the site's database answers with: quicker than a shell of the site."""
    file = Path(site.environment["TIANHE_DATA"]) / "db.sqlite3"
    with closing(sqlite3.connect(file, timeout=20)) as database, database:
        return database.execute(sql).fetchall()


def test_the_first_log_in_finds_the_account_by_address_and_links_it(site, liar):
    visitor = Visitor(site)
    begun = visitor.begin(next="/admin/news/newsitem/")
    address, query = begun.headers["Location"].split("?")
    asked = parse_qs(query)
    assert (begun.status_code, address) == (302, f"{liar.url}/authorize")
    assert set(asked.pop("scope")[0].split()) == {"openid", "profile", "email"}
    assert asked.pop("redirect_uri") == [site.url + DONE]
    assert asked.pop("code_challenge_method") == ["S256"]
    secrets = {name: asked.pop(name)[0] for name in ("state", "nonce", "code_challenge")}
    assert all(len(secret) >= 16 for secret in secrets.values())
    assert asked == {"client_id": ["tianhe"], "response_type": ["code"]}
    page = visitor.come_back(liar, begun)
    assert urlsplit(page.url).path == "/admin/news/newsitem/"
    [code] = liar.asked
    assert "code_verifier=" in code
    assert ask(site, LOG) == [
        ("log_in", "ann", "Single sign-on"),
        ("single_sign_on_linked", "ann", "Example"),
    ]
    assert ask(site, LINKS) == [("ann", liar.url, "1", "{}")]
    assert ask(site, "SELECT * FROM socialaccount_socialtoken") == []


def test_from_then_on_the_number_counts_and_not_the_address(site, liar):
    visitor = Visitor(site)
    visitor.come_back(liar, visitor.begin())
    liar.be_honest()
    liar.claims |= {"email": "bob@example.org", "email_verified": False}
    visitor = Visitor(site)
    visitor.come_back(liar, visitor.begin())
    assert ask(site, LOG)[-1] == ("new_device", "ann", "Single sign-on")
    assert ask(site, LINKS) == [("ann", liar.url, "1", "{}")]


@pytest.mark.parametrize(
    ("claims", "message", "entry"),
    [
        (
            {"email": "eve@example.org"},
            "Nobody here has the email address eve@example.org. Ask an administrator for an "
            "account.",
            "|Single sign-on. Nobody here has the email address …. Ask an "
            "administrator for an account.",
        ),
        (
            {"email_verified": False},
            "Example didn't confirm your email address. Log in with your password.",
            "|Single sign-on. Example didn't confirm your email address. Log in "
            "with your password.",
        ),
        (
            {"email": "CLEO@example.org"},
            "Your account here is deactivated. Ask an administrator.",
            "cleo|Single sign-on. Your account here is deactivated. Ask an administrator.",
        ),
    ],
)
def test_person_without_an_account_reads_why(site, liar, claims, message, entry):
    liar.claims |= claims
    visitor = Visitor(site)
    assert reads(visitor.come_back(liar, visitor.begin())) == ("/admin/login/", message)
    [(kind, name, note)] = ask(site, LOG)
    assert (kind, f"{name}|{note}") == ("log_in_failed", entry)
    assert urlsplit(visitor.get("/admin/").url).path == "/admin/login/"
    assert ask(site, LINKS) == []


def test_an_address_that_was_passed_on_brings_nobody_into_the_old_account(site, liar):
    visitor = Visitor(site)
    visitor.come_back(liar, visitor.begin())
    liar.be_honest()
    liar.claims["sub"] = "2"
    visitor = Visitor(site)
    message = "Your account here belongs to someone else at Example. Ask an administrator."
    assert reads(visitor.come_back(liar, visitor.begin())) == ("/admin/login/", message)


def test_the_second_factor_is_asked_as_well_and_only_then_is_the_account_linked(site, liar):
    liar.claims["email"] = "dan@example.org"
    visitor = Visitor(site)
    page = visitor.come_back(liar, visitor.begin())
    assert urlsplit(page.url).path == "/admin/login/second-factor/"
    assert urlsplit(visitor.get("/admin/").url).path == "/admin/login/second-factor/"
    assert ask(site, LINKS) == []


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(site, liar):
    visitor, other = Visitor(site), Visitor(site)
    begun = visitor.begin()
    message = "This log-in took too long, or began in another browser. Log in again."
    assert reads(other.come_back(liar, begun)) == ("/admin/login/", message)
    assert urlsplit(visitor.come_back(liar, begun).url).path == "/admin/"
    assert reads(Visitor(site).come_back(liar, begun)) == ("/admin/login/", message)
    assert reads(Visitor(site).get(DONE)) == ("/admin/login/", message)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            {"error": "access_denied"},
            "You weren't let in at Example. Try again, or log in with your password.",
        ),
        ({"error": "server_error", "code": ""}, UNUSABLE),
        ({"iss": "https://elsewhere.example"}, UNUSABLE),
    ],
)
def test_what_the_provider_refuses_is_a_sentence(site, liar, query, message):
    visitor = Visitor(site)
    if query.get("error") == "server_error":
        liar.answer = (400, {"error": "invalid_grant"})
    page = visitor.come_back(liar, visitor.begin(), **query)
    assert reads(page) == ("/admin/login/", message)


def forged(liar):
    liar.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed_with_the_shared_secret(liar):
    liar.key = CLIENT["OIDC_CLIENT_SECRET"] * 2


def of_unknown_key(liar):
    liar.headers = {"kid": "2"}


@pytest.mark.parametrize(
    "lie",
    [
        lambda liar: liar.claims.update(nonce="another"),
        lambda liar: liar.claims.update(nonce=1),
        lambda liar: liar.claims.update(iss="https://elsewhere.example"),
        lambda liar: liar.claims.update(aud="another site"),
        lambda liar: liar.claims.update(aud=["tianhe", "x"], azp="x"),
        lambda liar: liar.claims.pop("sub"),
        lambda liar: liar.claims.update(sub="x" * 192),
        lambda liar: liar.claims.update(sub=""),
        lambda liar: liar.claims.pop("exp"),
        forged,
        signed_with_the_shared_secret,
        of_unknown_key,
        lambda liar: setattr(liar, "answer", (500, {})),
        lambda liar: setattr(liar, "answer", (200, [])),
        lambda liar: setattr(liar, "answer", (200, {"access_token": "x"})),
        lambda liar: setattr(liar, "answer", (200, {"access_token": "x", "id_token": "x.y.z"})),
        lambda liar: setattr(liar, "answer", (200, {"access_token": "x", "id_token": 7})),
    ],
)
def test_an_answer_that_does_not_hold_lets_nobody_in(site, liar, lie):
    lie(liar)
    visitor = Visitor(site)
    assert reads(visitor.come_back(liar, visitor.begin())) == ("/admin/login/", UNUSABLE)
    assert urlsplit(visitor.get("/admin/").url).path == "/admin/login/"


def test_no_redirect_of_the_provider_is_followed(site, liar):
    liar.answer = (302, "http://127.0.0.1:9/")
    visitor = Visitor(site)
    message = "Example doesn't answer right now. Log in with your password, or try again later."
    assert reads(visitor.come_back(liar, visitor.begin())) == ("/admin/login/", message)


@pytest.mark.parametrize(
    ("shift", "gets_in"), [(-330, True), (-420, False), (50, True), (120, False)]
)
def test_a_clock_that_is_off_by_a_minute_does_no_harm(site, liar, shift, gets_in):
    now = int(time.time()) + shift
    liar.claims |= {"iat": now, "nbf": now, "exp": now + 300}
    visitor = Visitor(site)
    page = visitor.come_back(liar, visitor.begin())
    assert reads(page) == (("/admin/", "") if gets_in else ("/admin/login/", CLOCKS))


def test_the_button_is_a_form_and_only_its_page_may_lead_to_the_provider(site, liar):
    visitor = Visitor(site)
    page = visitor.get("/admin/login/")
    assert "Log in with Example" in page.text
    policies = {
        path: re.search("form-action ([^;]*)", visitor.get(path).headers["Content-Security-Policy"])
        for path in ("/admin/login/", "/admin/login/forgot/", "/")
    }
    assert {path: found[1].split() for path, found in policies.items()} == {
        "/admin/login/": ["'self'", liar.url],
        "/admin/login/forgot/": ["'self'"],
        "/": ["'self'"],
    }
    assert urlsplit(visitor.get(BEGIN).url).path == "/admin/login/"


@pytest.fixture(scope="module")
def site_without_its_provider(tmp_path_factory):
    # One process: each counts for itself before the database does, and which of two gets the last
    # request is chance.
    issuer = f"http://127.0.0.1:{free_port()}"
    folder = tmp_path_factory.mktemp("without-its-provider")
    with RunningSite(folder, **CLIENT, OIDC_ISSUER=issuer) as running:
        yield running


def test_a_provider_that_is_down_leaves_the_password(site_without_its_provider):
    visitor = Visitor(site_without_its_provider)
    page = visitor.get(urlsplit(visitor.begin().headers["Location"]).path)
    message = (
        "Single sign-on doesn't answer right now. Log in with your password, or try again later."
    )
    assert reads(page) == ("/admin/login/", message)
    assert 'id="id_password"' in page.text


def test_made_up_answers_and_too_many_log_ins_keep_no_sessions(site_without_its_provider):
    site = site_without_its_provider
    ask(site, "DELETE FROM throttle_tries")
    answers = [Visitor(site).get(DONE).status_code for _time in range(60)]
    begun = [Visitor(site).begin().status_code for _time in range(33)]
    assert (answers[0], answers[-1]) == (200, 429)
    assert (begun[0], begun[-1]) == (302, 429)
    assert ask(site, "SELECT count(*) FROM django_session")[0][0] < 80


def test_a_certified_provider_lets_its_people_in(tmp_path):
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    people = {"42": {"email": "ann@example.org", "email_verified": True}}
    with RunningSite(tmp_path, **CLIENT, OIDC_ISSUER=issuer) as site:
        site.shell(PEOPLE)
        with real_provider(site.url, people, port):
            visitor = Visitor(site)
            page = visitor.session.get(visitor.begin().headers["Location"])
            form = re.search(r'action="([^"]+)"', page.text)[1]
            data = {"prompt": "login", "login": "42", "password": "any"}
            page = visitor.session.post(form, data)
            assert urlsplit(page.url).path == "/admin/", page.text
        assert ask(site, LINKS) == [("ann", issuer, "42", "{}")]
