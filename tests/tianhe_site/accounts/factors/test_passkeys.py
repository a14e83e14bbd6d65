"""A passkey is taken from pages of this site alone. A key that the test makes answers the ceremony,
since a browser would not let a page name another as its own."""

import hashlib
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth import SESSION_KEY
from django.test import Client
from fido2.cbor import encode
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestedCredentialData, AuthenticatorData

pytestmark = pytest.mark.django_db

ADD = "/admin/account/second-factor/passkeys/add/"
PASSKEY = "/admin/login/passkey/"
HERE = "http://testserver"
OTHERS = ["https://testserver", "http://blog.testserver", "http://testserver.example", "null"]
ID = b"passkey-of-ann"
PRESENT_AND_VERIFIED = 0b101


class Key:
    """A passkey for the host of the tests."""

    def __init__(self):
        self.private = ec.generate_private_key(ec.SECP256R1())

    def register(self, options, origin):
        public = ES256.from_cryptography_key(self.private.public_key())
        described = AttestedCredentialData.create(bytes(16), ID, public)
        data = self._data(AuthenticatorData.FLAG.AT, credential_data=described)
        attestation = {"fmt": "none", "attStmt": {}, "authData": bytes(data)}
        client_data = _client_data("create", options, origin)
        return _credential(client_data, attestationObject=encode(attestation))

    def sign(self, options, origin, user):
        data, client_data = bytes(self._data()), _client_data("get", options, origin)
        signed = data + hashlib.sha256(client_data).digest()
        signature = self.private.sign(signed, ec.ECDSA(hashes.SHA256()))
        handle = str(user.pk).encode()
        parts = {"authenticatorData": data, "signature": signature, "userHandle": handle}
        return _credential(client_data, **parts)

    def _data(self, flags=0, **more):
        host = hashlib.sha256(b"testserver").digest()
        return AuthenticatorData.create(host, PRESENT_AND_VERIFIED | flags, 0, **more)


def _client_data(kind, options, origin):
    challenge = options["publicKey"]["challenge"]
    said = {"type": f"webauthn.{kind}", "challenge": challenge, "origin": origin}
    return json.dumps(said).encode()


def _credential(client_data, **parts):
    parts = {"clientDataJSON": client_data, **parts}
    response = {name: websafe_encode(part) for name, part in parts.items()}
    named = {"id": websafe_encode(ID), "rawId": websafe_encode(ID), "type": "public-key"}
    extensions = {"credProps": {"rk": True}}
    return json.dumps({**named, "response": response, "clientExtensionResults": extensions})


def add(client, key, origin):
    options = client.get(ADD).context["js_data"]["creation_options"]
    return client.post(ADD, {"name": "Laptop", "credential": key.register(options, origin)})


@pytest.fixture
def key(author):
    client, key = Client(), Key()
    client.force_login(author)
    assert add(client, key, HERE).status_code == 302
    return key


def log_in(client, key, origin, user):
    options = client.get(PASSKEY, headers={"Accept": "application/json"}).json()
    signed = key.sign(options["request_options"], origin, user)
    client.post(PASSKEY, {"credential": signed})
    return SESSION_KEY in client.session


def test_a_passkey_of_this_site_logs_in(client, author, key):
    assert log_in(client, key, HERE, author)


@pytest.mark.parametrize("origin", OTHERS)
def test_a_passkey_that_another_page_asked_for_does_not_log_in(client, author, key, origin):
    assert not log_in(client, key, origin, author)


@pytest.mark.parametrize("origin", OTHERS)
def test_a_passkey_that_another_page_asked_for_is_not_added(client, author, origin):
    client.force_login(author)
    response = add(client, Key(), origin)
    assert "The passkey couldn&#x27;t be added" in response.content.decode()


def test_an_answer_to_an_earlier_challenge_does_not_log_in(client, author, key):
    options = client.get(PASSKEY, headers={"Accept": "application/json"}).json()
    signed = key.sign(options["request_options"], HERE, author)
    thief = Client()
    thief.get(PASSKEY, headers={"Accept": "application/json"})
    thief.post(PASSKEY, {"credential": signed})
    assert SESSION_KEY not in thief.session
