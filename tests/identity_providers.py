"""Identity providers for the tests of single sign-on: a real one, and one that lies."""

import json
import os
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests import parts
from tests.ports import free_port

DONE = "/admin/login/single-sign-on/done/"
CLIENT = {"OIDC_CLIENT_ID": "tianhe", "OIDC_CLIENT_SECRET": "only for the tests"}


@contextmanager
def real_provider(site_url, people, port):
    """Run a certified provider on `port` for a site, with `people` (their claims, by name)."""
    tools = parts.needed(parts.NPM_PACKAGES).parent
    options = {"port": port, "redirect": site_url + DONE, "people": people}
    command = [parts.NODE.find(), tools / "identity_provider.mjs", json.dumps(options)]
    # Node.js of a Python package is a program that starts another one.
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        # It also writes down what it would do otherwise in production.
        assert any(line.strip() == "listening" for line in process.stdout)
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


class LyingProvider:
    """Says of the person what `claims` says, and of itself what `description` adds.

    Its tokens are signed with `key`, by default the one that it publishes. `answer` replaces
    that to a code: a status and a body.
    """

    def __init__(self):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.own_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.asked = []
        self.be_honest()

    def be_honest(self):
        self.key, self.headers, self.answer = self.own_key, {"kid": "1"}, None
        now = int(time.time())
        self.claims = {
            "iss": self.url,
            "aud": "tianhe",
            "sub": "1",
            "iat": now,
            "exp": now + 300,
            "email": "ann@example.org",
            "email_verified": True,
        }

    def __enter__(self):
        handler = type("Handler", (_Handler,), {"provider": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error):
        self._server.shutdown()
        self._server.server_close()

    def description(self):
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }

    def keys(self):
        key = jwt.algorithms.RSAAlgorithm.to_jwk(self.own_key.public_key(), as_dict=True)
        return {"keys": [{**key, "kid": "1", "alg": "RS256", "use": "sig"}]}

    def token(self):
        algorithm = "HS256" if isinstance(self.key, str) else "RS256"
        token = jwt.encode(self.claims, self.key, algorithm=algorithm, headers=self.headers)
        return {"access_token": "x", "token_type": "Bearer", "id_token": token}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        is_keys = self.path == "/keys"
        self._send(200, self.provider.keys() if is_keys else self.provider.description())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.provider.asked.append(body)
        self._send(*(self.provider.answer or (200, self.provider.token())))

    def _send(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        if isinstance(body, str) and body.startswith("http"):
            self.send_header("Location", body)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *arguments):
        pass
