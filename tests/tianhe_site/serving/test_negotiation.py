"""Parsing request headers about acceptable responses."""

import pytest

from tianhe_site.serving.negotiation import encodings, matches


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("", ["identity"]),
        ("gzip", ["gzip", "identity"]),
        ("GZIP, deflate", ["gzip", "identity"]),
        ("x-gzip", ["gzip", "identity"]),
        ("br;q=1.0, gzip;q=0.8", ["br", "gzip", "identity"]),
        ("gzip, deflate, br, zstd", ["br", "zstd", "gzip", "identity"]),
        ("gzip, br;q=0.9, zstd;q=0.95", ["gzip", "zstd", "br", "identity"]),
        ("br;q=0, zstd", ["zstd", "identity"]),
        ("br, *;q=0.5", ["br", "gzip", "identity"]),
        ("gzip;q=0", ["identity"]),
        ("gzip ; Q=0.000", ["identity"]),
        ("gzipped", ["identity"]),
        ("*", ["gzip", "identity"]),
        ("*;q=0", []),
        ("gzip;q=0, *", ["identity"]),
        ("identity;q=0", []),
        ("identity;q=0, gzip", ["gzip"]),
        ("identity, gzip;q=0.5", ["identity", "gzip"]),
        ("identity;q=0.5, gzip;q=1", ["gzip", "identity"]),
        ("gzip;q=0.001", ["gzip", "identity"]),
        ("gzip;q=nonsense", ["identity"]),
        ("gzip;q=2", ["identity"]),
        (",;,=", ["identity"]),
    ],
)
def test_encodings_are_ordered_by_weight(header, taken):
    assert encodings(header) == tuple(taken)


@pytest.mark.parametrize(
    ("header", "is_there"),
    [
        ("", False),
        ("*", True),
        (" * ", True),
        ('W/"abc"', True),
        ('"abc"', True),
        ('"x", W/"abc", "y"', True),
        ('"x,y", "abc"', True),
        ('"ab"', False),
        ('"abcd"', False),
        ("abc", False),
        ('"xabc", W/"abcx"', False),
    ],
)
@pytest.mark.parametrize("etag", ['W/"abc"', '"abc"'])
def test_weak_and_strong_tags_match(header, etag, is_there):
    assert matches(header, etag) == is_there
