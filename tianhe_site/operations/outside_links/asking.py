"""Asks an address that someone typed whether something is there, without ever reaching an inner
address.

The name is resolved once, and the connection goes to the address that was checked: whoever answers
for the name can't give another one in between. Each redirect is checked like the first address.
Only the head of a response is read.
"""

import ipaddress
import socket
import ssl
import string
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

from tianhe_site import RELEASE

from ..models import OutsideLink

Fault = OutsideLink.Fault
PORTS = {"http": 80, "https": 443}
# Others than these are services that no reader opens in a browser.
ALLOWED_PORTS = {80, 443, 8080, 8443}
MAX_REDIRECTS = 5
# For each request, from its first byte to the end of the head, however slowly they come.
SECONDS_PER_REQUEST = 15
USER_AGENT = f"TianheLinkCheck/{RELEASE} (+{settings.SITE_URL})"
# A site that asks who is there, or that has had enough, says nothing about the page.
NOT_TO_TELL = {401, 403, 407, 418, 429, 451, 999}
REDIRECTS = {301, 302, 303, 307, 308}
# Python takes these for public: all of the first isn't, and in both some clouds tell their machines
# passwords (Oracle, Azure).
_INNER = [ipaddress.ip_network(network) for network in ("192.0.0.0/24", "168.63.129.16/32")]
# IPv6 addresses that lead to the IPv4 address in their last four bytes.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class RefusedError(Exception):
    """An address leads where nobody may be led from here."""


@dataclass(frozen=True)
class Outcome:
    """What came of asking: something is there, or a `fault`, or it can't be told."""

    fault: str = ""
    is_known: bool = True


WORKS, CANNOT_TELL = Outcome(), Outcome(is_known=False)


def is_public(address):
    """Return whether an IP address is one of the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 6:
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in _NAT64:
            inner = ipaddress.ip_address(int(ip) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
        if ip.is_site_local or int(ip) >> 32 == 0:
            # The last are IPv4 addresses in an old notation.
            return False
    if any(ip in network for network in _INNER):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class Asker:
    """Asks by HTTP. `resolve(host, port)` returns IP addresses; `may_ask(ip, port)` says which of
    them may be connected to."""

    def __init__(self, resolve=None, may_ask=None):
        self._resolve = resolve or _resolve
        self._may_ask = may_ask or (lambda ip, port: is_public(ip) and port in ALLOWED_PORTS)
        self._hosts, self._lock = {}, threading.Lock()

    def ask(self, url):
        """Return the `Outcome` for an address. Any thread may call this: a host gets one request
        at a time."""
        try:
            return self._follow(url)
        except RefusedError:
            return Outcome(Fault.INNER)
        except ssl.SSLCertVerificationError:
            return Outcome(Fault.CERTIFICATE)
        except socket.gaierror:
            return Outcome(Fault.NO_HOST)
        except (OSError, HTTPException):
            return Outcome(Fault.NO_ANSWER)
        except ValueError:
            # No address at all, or a name that no host can have.
            return Outcome(Fault.NO_HOST)

    def _follow(self, url):
        for _hop in range(MAX_REDIRECTS + 1):
            status, location = self._head(url)
            if status not in REDIRECTS or not location:
                return _outcome(status)
            url = urljoin(url, location)
        return Outcome(Fault.TOO_MANY_REDIRECTS)

    def _head(self, url):
        """Return the status and the target of a redirect. Servers that refuse HEAD get a GET."""
        status, location = self._request("HEAD", url)
        if status >= 400 and status not in (401, 429):
            status, location = self._request("GET", url)
        return status, location

    def _request(self, method, url):
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise RefusedError
        host = parts.hostname.encode("idna").decode()
        port = parts.port or PORTS[parts.scheme]
        connection = _Connection(self._address_of(host, port), parts.scheme, host, port)
        target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        headers = {"User-Agent": USER_AGENT, "Accept": "*/*"}
        with self._turn(host), connection.within(SECONDS_PER_REQUEST):
            connection.request(method, quote(target, safe=string.punctuation), headers=headers)
            response = connection.getresponse()
            # In what bytes it came: some servers write other letters than ASCII as they are.
            location = response.headers.get("Location", "")
            return response.status, quote(location, safe=string.punctuation, encoding="latin-1")

    def _address_of(self, host, port):
        """Return the IP address to connect to; raise `RefusedError` if the name has any that may
        not be."""
        addresses = self._resolve(host, port)
        if not addresses or not all(self._may_ask(address, port) for address in addresses):
            raise RefusedError
        return addresses[0]

    def _turn(self, host):
        """Return the lock of a host."""
        with self._lock:
            return self._hosts.setdefault(host, threading.Lock())


class _Connection(HTTPConnection):
    """A connection to a given IP address, by the name of the host."""

    def __init__(self, address, scheme, host, port):
        super().__init__(host, port, timeout=SECONDS_PER_REQUEST)
        self._address, self._is_tls = address, scheme == "https"
        self._is_cut = False
        # What goes into the Host header without a port.
        self.default_port = PORTS[scheme]

    def connect(self):
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._is_tls:
            context = ssl.create_default_context()
            # In two steps, so that a handshake that never ends can be cut.
            self.sock = context.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()
        if self._is_cut:
            # Just before there was a socket to shut down.
            raise TimeoutError

    @contextmanager
    def within(self, seconds):
        """End the connection when these are over, or the context is left. Raises `TimeoutError` if
        they were over first."""
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        except Exception:
            if not self._is_cut:
                raise
        finally:
            timer.cancel()
            self.close()
        if self._is_cut:
            # What was cut looks like a short answer, or like no socket at all.
            raise TimeoutError

    def _cut(self):
        self._is_cut = True
        # It may end by itself right now.
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)


def _resolve(host, port):
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [address[0] for *_kind, address in found]


def _outcome(status):
    if status < 400:
        return WORKS
    if status in NOT_TO_TELL:
        return CANNOT_TELL
    return Outcome(Fault.NOT_FOUND if status < 500 else Fault.SERVER_ERROR)
