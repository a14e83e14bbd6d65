"""Whom the tries of a request count for."""

import pytest

from tianhe_site.throttle.addresses import client_address, network_of


def request(rf, forwarded=None, remote="127.0.0.1"):
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return rf.get("/", headers=headers, REMOTE_ADDR=remote)


@pytest.mark.parametrize(
    ("forwarded", "address", "network"),
    [
        ("192.0.2.7", "192.0.2.7", "192.0.2.7"),
        ("203.0.113.9, 192.0.2.7", "192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7", "192.0.2.7"),
        ("fe80::1%anything", "fe80::1", "fe80::/64"),
        ("nonsense", "127.0.0.1", "127.0.0.1"),
        ("", "127.0.0.1", "127.0.0.1"),
        (None, "127.0.0.1", "127.0.0.1"),
    ],
)
def test_the_last_proxy_is_believed(rf, settings, forwarded, address, network):
    settings.PROXIES = 1
    asked = request(rf, forwarded)
    assert (client_address(asked), network_of(asked)) == (address, network)


def test_without_a_proxy_nobody_chooses_an_address(rf, settings):
    settings.PROXIES = 0
    assert client_address(request(rf, "192.0.2.7", remote="198.51.100.1")) == "198.51.100.1"


def test_a_socket_has_no_address(rf):
    asked = request(rf, remote="")
    assert (client_address(asked), network_of(asked)) == (None, "")
