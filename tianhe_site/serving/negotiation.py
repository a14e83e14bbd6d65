"""Parses request headers about acceptable responses (RFC 9110, sections 12.5.3 and 13.1.2)."""

import re
from functools import lru_cache

_ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')
# Less than any weight that can be written.
_LEAST = 0.0001
_QUALITY = re.compile(r"(0(\.[0-9]{0,3})?|1(\.0{0,3})?)")
# Browsers send a few dozen different headers.
MAX_HEADERS = 200


@lru_cache(MAX_HEADERS)
def encodings(header):
    """Return the encodings that an `Accept-Encoding` header accepts, best first: some of "br",
    "zstd", "gzip" and "identity"."""
    weights = _weights(header)
    others = weights.get("*")
    known = {
        # The smallest first. By a wildcard alone programs get what they all can read.
        "br": weights.get("br", 0.0),
        "zstd": weights.get("zstd", 0.0),
        "gzip": weights.get("gzip", weights.get("x-gzip", others or 0.0)),
        # Always acceptable, as the last choice, unless it is refused by name or by a wildcard.
        "identity": weights.get("identity", 0.0 if others == 0 else _LEAST),
    }
    taken = [name for name, weight in known.items() if weight > 0]
    return tuple(sorted(taken, key=known.get, reverse=True))


def _weights(header):
    weights = {}
    for element in header.lower().split(","):
        coding, _semicolon, parameters = element.partition(";")
        name, _equals, value = parameters.partition("=")
        quality = value.strip() if name.strip() == "q" else "1"
        if coding.strip() and _QUALITY.fullmatch(quality):
            weights[coding.strip()] = float(quality)
    return weights


def matches(header, etag):
    """Return whether an `If-None-Match` header matches `etag`, weak or strong, or is `*`."""
    if header.strip() == "*":
        return True
    return _ENTITY_TAG.fullmatch(etag)[1] in _ENTITY_TAG.findall(header)
