"""The site as visitors reach it: by its name, through whatever is in front."""

import http.client
import ssl
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

SECONDS = 15


@dataclass(frozen=True)
class Answer:
    """A response, and how it came: our own address, and the certificate that was shown."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    own_address: str
    certificate: dict | None


class Front:
    """Asks the site at `url`. Tests say where it really is (`place`: an address, and a port for
    each scheme) and which certificates to believe."""

    def __init__(self, url, *, place=None, context=None):
        address = urlsplit(url)
        self.host = address.netloc
        ports = {"https": address.port or 443, "http": 80}
        self.address, self.ports = place or (address.hostname, ports)
        self.context = context or ssl.create_default_context()

    def ask(self, path, scheme="https", *, method="GET", body=None, source=None, **headers):
        """Return the `Answer`, to a request from the address `source` of this machine if that is
        given. Raises `OSError`, also if there is no certificate to be trusted."""
        connection = self._connection(scheme)
        connection.source_address = source and (source, 0)
        try:
            connection.connect()
            own_address = connection.sock.getsockname()[0]
            certificate = connection.sock.getpeercert() if scheme == "https" else None
            response = _response(connection, method, path, body, {"Host": self.host, **headers})
            return Answer(
                response.status, response.headers, response.read(), own_address, certificate
            )
        except http.client.HTTPException as error:
            raise ConnectionError(f"no answer in HTTP: {error!r}") from error
        finally:
            connection.close()

    def _connection(self, scheme):
        port = self.ports[scheme]
        if scheme == "http":
            return http.client.HTTPConnection(self.address, port, timeout=SECONDS)
        return _NamedConnection(self.address, port, self.host, self.context)


class _NamedConnection(http.client.HTTPSConnection):
    """Connects to an address and asks for the certificate of a name."""

    def __init__(self, address, port, name, context):
        super().__init__(address, port, timeout=SECONDS, context=context)
        self._name = name.partition(":")[0]

    def connect(self):
        http.client.HTTPConnection.connect(self)
        self.sock = self._context.wrap_socket(self.sock, server_hostname=self._name)


def _response(connection, method, path, body, headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    # Who refuses a body may answer before all of it is sent.
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.request(method, path, body, names)
    return connection.getresponse()
