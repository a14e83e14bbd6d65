"""nginx with the file that we ship, in which only places and ports are others."""

import http.client
import ssl
import subprocess
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from getpass import getuser

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from tests import parts
from tests.ports import free_port

HOST = "www.example.org"
SECONDS_UNTIL = 60
# Around the file that we ship; `X-Held` says what nginx did.
AROUND = """
daemon off; user {account}; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
access_log off; add_header X-Held $upstream_cache_status always;
client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
{shipped}
}}
"""
PLACES = {
    "/var/lib/nginx/tianhe": "{folder}/held",
    "/var/log/nginx/tianhe.log": "{folder}/access.log",
    "/srv/tianhe/deploy": f"{settings.BASE_DIR}/deploy",
    "/etc/letsencrypt/live/www.example.org": "{folder}",
    "listen 80;\n    listen [::]:80;": "listen 127.0.0.1:{plain_port};",
    "listen 443 ssl http2;\n    listen [::]:443 ssl http2;": "listen 127.0.0.1:{port} ssl http2;",
    "127.0.0.1:8000": "127.0.0.1:{instances[0]}",
    "127.0.0.1:8001": "127.0.0.1:{instances[1]}",
}


class Nginx:
    """Runs within `with`, in front of the instances at two ports."""

    def __init__(self, folder, *instances):
        self.folder = folder
        self.port, self.plain_port = free_port(), free_port()
        self._make_certificate()
        places = {
            "folder": folder,
            "port": self.port,
            "plain_port": self.plain_port,
            "instances": instances,
        }
        shipped = (settings.BASE_DIR / "deploy/nginx.conf").read_text()
        for old, new in PLACES.items():
            assert old in shipped
            shipped = shipped.replace(old, new.format(**places))
        self.file = folder / "nginx.conf"
        self.file.write_text(AROUND.format(account=getuser(), folder=folder, shipped=shipped))

    def _make_certificate(self):
        key = ec.generate_private_key(ec.SECP256R1())
        name, now = x509.Name([]), datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
            .not_valid_before(now)
            .not_valid_after(now + timedelta(days=1))
            .sign(key, hashes.SHA256())
        )
        pem = serialization.Encoding.PEM
        plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        (self.folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
        (self.folder / "privkey.pem").write_bytes(key.private_bytes(pem, *plain))

    def __enter__(self):
        program = parts.needed(parts.NGINX)
        self.process = subprocess.Popen([program, "-p", self.folder, "-c", self.file])
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error):
        self.process.terminate()
        self.process.wait(30)

    def _wait(self):
        while self.process.poll() is None:
            with suppress(ConnectionRefusedError):
                self.ask_plainly("/")
                return
        raise AssertionError((self.folder / "error.log").read_text())

    def trusting(self):
        """Return the TLS settings of a client that believes our certificate."""
        return ssl.create_default_context(cafile=self.folder / "fullchain.pem")

    def connection(self):
        """Return a connection by https."""
        context = self.trusting()
        context.check_hostname = False
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=context)

    def ask(self, path, method="GET", body=None, **headers):
        """Return a response by https, read."""
        return _answer(self.connection(), method, path, body, headers)

    def ask_plainly(self, path, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.plain_port, timeout=60)
        return _answer(connection, "GET", path, None, headers)

    def ask_until(self, is_so, path, **headers):
        """Ask again and again; return the first response that `is_so`."""
        deadline = time.monotonic() + SECONDS_UNTIL
        while not is_so(response := self.ask(path, **headers)):
            assert time.monotonic() < deadline, dict(response.headers)
        return response

    def held(self, path, **headers):
        """Return a response that nginx gave from what it holds."""
        return self.ask_until(lambda response: response.headers["X-Held"] == "HIT", path, **headers)


def _answer(connection, method, path, body, headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, headers={"Host": HOST, **names})
    response = connection.getresponse()
    response.body = response.read()
    connection.close()
    return response
