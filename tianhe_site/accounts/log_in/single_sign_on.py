"""Single sign-on by OpenID Connect: log in with an account of the company's identity provider.

Nobody signs up this way. The first log-in finds the one active account with the verified email
address that the provider names, and links it to the provider's number of the person; from then on
that number counts, whatever happens to addresses. Our second factor is still asked: whether the
provider asks for one, and how strong it is, isn't ours to know.

Only imported where it is set up (OIDC_ISSUER), as are the packages that speak to a provider.
"""

import logging
import time
from urllib.parse import urlsplit

import jwt
from allauth.account.internal.flows.login import (
    get_authentication_records,
    perform_login,
    record_authentication,
)
from allauth.account.models import Login
from allauth.account.signals import user_logged_in
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare, get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from requests import RequestException

from tianhe_site.publishing import clock
from tianhe_site.refusals import read_only
from tianhe_site.throttle import answers, readers, tries
from tianhe_site.throttle.addresses import network_of

from .. import security_log
from ..security_log import Kind

logger = logging.getLogger("tianhe.single_sign_on")

# allauth's name for this way to log in.
METHOD = "socialaccount"
# A clock that is off by a minute.
LEEWAY_SECONDS = 60
# Signed by a key that only the provider has. Those with a shared secret would let anyone who reads
# our settings pass for anybody.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
# The provider's description of itself is asked for again after that, and after a failure sooner:
# meanwhile nobody waits for a provider that is down.
SECONDS_KEPT, SECONDS_DOWN = 600, 10
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# What reading an answer raises that can have any shape.
MISSHAPEN = (AttributeError, LookupError, StopIteration, TypeError, ValueError)


class RefusedError(Exception):
    """Nobody is logged in; the argument says why, to the person."""


class SocialAdapter(DefaultSocialAccountAdapter):
    def get_provider(self, request, provider, client_id=None):
        """Return the one of the settings; rows that somebody made in the database don't count."""
        app = SocialApp(
            provider=Provider.id,
            provider_id=settings.OIDC_ISSUER,
            name=settings.OIDC_NAME,
            client_id=settings.OIDC_CLIENT_ID,
            secret=settings.OIDC_CLIENT_SECRET,
            settings={"server_url": settings.OIDC_ISSUER},
        )
        return Provider(request, app=app)

    def get_requests_session(self):
        """Return a session that follows no redirect: only the issuer, and what it names as its
        own, is asked. allauth's already gives up after 5 seconds."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session


class ProviderClient(OpenIDConnectOAuth2Adapter):
    """Asks the provider. Raises `RequestException` if it doesn't answer; any error if its answer
    makes no sense."""

    # (until when, the description or the error), in this process.
    _kept = (0, None)

    def get_callback_url(self, request, app):
        return settings.SITE_URL + reverse("single_sign_on_done")

    @property
    def openid_config(self):
        until, known = ProviderClient._kept
        if time.monotonic() >= until:
            known = self._describe()
            seconds = SECONDS_DOWN if isinstance(known, Exception) else SECONDS_KEPT
            ProviderClient._kept = (time.monotonic() + seconds, known)
        if isinstance(known, Exception):
            raise known
        return known

    def _describe(self):
        try:
            found = super().openid_config
            _check_description(found)
        except (RequestException, OAuth2Error) as error:
            return error
        except MISSHAPEN as error:
            return OAuth2Error(f"The description of the provider makes no sense: {error}")
        return found

    def claims(self, state):
        """Return what the provider says of the person who comes back with a code."""
        app = self.get_provider().app
        client = self.get_client(self.request, app)
        code = self.request.GET["code"]
        answer = client.get_access_token(code, pkce_code_verifier=state["pkce_code_verifier"])
        claims = self._verified(answer["id_token"], state["nonce"])
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            more = self._fetch_user_info(answer["access_token"])
            if more["sub"] != claims["sub"]:
                raise OAuth2Error("The person of the ID token isn't that of the user info.")
            claims = {**more, **claims}
        return claims

    def _verified(self, id_token, nonce):
        claims = jwt.decode(
            id_token,
            self._key_of(id_token),
            algorithms=ALGORITHMS,
            audience=settings.OIDC_CLIENT_ID,
            issuer=self.openid_config["issuer"],
            leeway=LEEWAY_SECONDS,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
        if not constant_time_compare(claims.get("nonce", ""), nonce):
            raise OAuth2Error("The ID token isn't for this log-in: its nonce is another one.")
        if claims.get("azp", settings.OIDC_CLIENT_ID) != settings.OIDC_CLIENT_ID:
            raise OAuth2Error("The ID token is for another site.")
        return claims

    def _key_of(self, id_token):
        with get_adapter().get_requests_session() as session:
            response = session.get(self.openid_config["jwks_uri"])
            response.raise_for_status()
        name = jwt.get_unverified_header(id_token).get("kid")
        keys = jwt.PyJWKSet.from_dict(response.json()).keys
        return next(key for key in keys if name in (None, key.key_id))


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = ProviderClient
    pkce_enabled_default = True


def _check_description(config):
    """Raise an error unless the document is the issuer's own and keeps to https."""
    if config["issuer"].rstrip("/") != settings.OIDC_ISSUER:
        raise OAuth2Error("The provider calls itself by another name than OIDC_ISSUER.")
    optional = [config["userinfo_endpoint"]] if "userinfo_endpoint" in config else []
    for address in [*(config[name] for name in ENDPOINTS), *optional]:
        if not _is_safe(address):
            raise OAuth2Error(f"The provider's address {address[:200]} isn't https.")


def _is_safe(address):
    return urlsplit(address).scheme == "https" or _origin(address) == _origin(settings.OIDC_ISSUER)


def _origin(address):
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def with_button(view):
    """Return the log-in page `view` with the button allowed: Chromium applies `form-action` also
    to where the form's answer redirects."""
    return csp_update({"form-action": [_origin(settings.OIDC_ISSUER)]})(view)


def begin(request):
    """Lead to the provider."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("account_login"))
    try:
        tries.take([_counter(request)], at=clock.now())
        provider = get_adapter().get_provider(request, Provider.id)
        nonce = get_random_string(32)
        return provider.redirect(
            request,
            AuthProcess.LOGIN,
            next_url=get_next_redirect_url(request),
            auth_params={"nonce": nonce},
            nonce=nonce,
        )
    except tries.TooManyTriesError as error:
        # A message at the log-in would keep a session for each.
        return answers.too_many_requests(request, error.seconds)
    except (RequestException, OAuth2Error) as error:
        return _to_log_in(request, _sentence_for(error))


@read_only
def done(request):
    """Log in the person who comes back from the provider, or say why not."""
    wait = _seconds_to_wait(request)
    if wait:
        return answers.too_many_requests(request, wait)
    try:
        state = _state(request)
        claims = _claims(request, state)
        user = _person(claims)
    except RefusedError as refusal:
        return _to_log_in(request, str(refusal))
    tries.give_back([_counter(request)])
    # The rest is as after a password: the second factor, and where to go.
    record_authentication(request, user, METHOD, uid=claims["sub"])
    return perform_login(request, Login(user=user, redirect_url=state.get("next")))


def link_at_log_in(sender, request, user, **kwargs):
    """Link the account to the provider's person once they are in, the second factor included."""
    subjects = [
        record["uid"]
        for record in get_authentication_records(request, user)
        if record["method"] == METHOD
    ]
    for subject in subjects[-1:]:
        _link, is_new = SocialAccount.objects.get_or_create(
            provider=settings.OIDC_ISSUER, uid=subject, defaults={"user": user}
        )
        if is_new:
            name = settings.OIDC_NAME
            security_log.note(Kind.SINGLE_SIGN_ON_LINKED, request=request, user=user, note=name)


def connect():
    user_logged_in.connect(link_at_log_in)


def _seconds_to_wait(request):
    """Return how long someone has to wait in whose browser no log-in began: each answer that says
    so keeps a session."""
    began = not request.session.is_empty()
    return 0 if began else readers.WRONG_LINKS.seconds_to_wait(request, at=clock.now())


def _state(request):
    """Return what was kept when the log-in began in this browser."""
    given, issuer = request.GET.get("state", ""), request.GET.get("iss", settings.OIDC_ISSUER)
    state = statekit.unstash_state(request, state_id=given, provider_id=settings.OIDC_ISSUER)
    if state is None:
        raise RefusedError(
            _("This log-in took too long, or began in another browser. Log in again.")
        )
    if request.GET.get("error") == "access_denied":
        raise RefusedError(
            _("You weren't let in at %s. Try again, or log in with your password.")
            % settings.OIDC_NAME
        )
    if "code" not in request.GET or issuer.rstrip("/") != settings.OIDC_ISSUER:
        logger.warning("Answer without a code: %r", request.GET.get("error", "")[:100])
        raise RefusedError(_unusable())
    return state


def _claims(request, state):
    client = ProviderClient(request, settings.OIDC_ISSUER)
    try:
        claims = client.claims(state)
        if not 0 < len(claims["sub"]) <= SocialAccount._meta.get_field("uid").max_length:
            raise OAuth2Error("The provider's number of the person is too long.")
        return claims
    except (RequestException, OAuth2Error, jwt.PyJWTError, *MISSHAPEN) as error:
        raise RefusedError(_sentence_for(error)) from None


def _person(claims):
    """Return the account of the person whom the provider let in."""
    link = SocialAccount.objects.filter(provider=settings.OIDC_ISSUER, uid=claims["sub"]).first()
    user = link.user if link else _person_by_address(claims)
    if not user.is_active:
        why = gettext_lazy("Your account here is deactivated. Ask an administrator.")
        raise _refused(claims, why, user=user)
    return user


def _person_by_address(claims):
    address = claims.get("email")
    if not isinstance(address, str) or claims.get("email_verified") not in (True, "true"):
        why = gettext_lazy("%s didn't confirm your email address. Log in with your password.")
        raise _refused(claims, why, settings.OIDC_NAME)
    people = list(User.objects.filter(email__iexact=address)[:2])
    if len(people) != 1:
        why = gettext_lazy(
            "Nobody here has the email address %s. Ask an administrator for an account."
        )
        raise _refused(claims, why, address)
    # An address that was passed on to somebody new brings nobody into the old account.
    if SocialAccount.objects.filter(provider=settings.OIDC_ISSUER, user=people[0]).exists():
        why = gettext_lazy("Your account here belongs to someone else at %s. Ask an administrator.")
        raise _refused(claims, why, settings.OIDC_NAME, user=people[0])
    return people[0]


def _refused(claims, why, *values, user=None):
    """Note that the provider let in someone whom we don't; return the error that says why, a lazy
    message with these values."""

    def note():
        said = (str(why) % values).replace(str(claims.get("email")), "…")
        return _("Single sign-on. %s") % said

    name = str(claims.get("email") or claims["sub"])
    security_log.note(Kind.LOG_IN_FAILED, user=user, name=name, note=note)
    return RefusedError(str(why) % values)


def _sentence_for(error):
    logger.warning("%s: %s", type(error).__name__, str(error)[:300])
    if isinstance(error, RequestException):
        sentence = _("%s doesn't answer right now. Log in with your password, or try again later.")
        return sentence % settings.OIDC_NAME
    if isinstance(error, jwt.ExpiredSignatureError | jwt.ImmatureSignatureError):
        sentence = _(
            "The clocks of %s and of this site differ. Log in with your password, and tell an "
            "administrator."
        )
        return sentence % settings.OIDC_NAME
    return _unusable()


def _unusable():
    sentence = _("The answer of %s can't be used. Log in with your password, or try again.")
    return sentence % settings.OIDC_NAME


def _to_log_in(request, message):
    messages.error(request, message)
    return HttpResponseRedirect(reverse("account_login"))


def _counter(request):
    return tries.Counter(tries.ADDRESS, "single-sign-on", network_of(request))
