"""What a request says of the answers it takes (RFC 9110, sections 12.5.3 and 13.1.2)."""

import re

_ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')
# Less than any weight that can be written.
_LEAST = 0.0001
_QUALITY = re.compile(r"(0(\.[0-9]{0,3})?|1(\.0{0,3})?)")


def encodings(header):
    """Return which codings an `Accept-Encoding` takes, best first, of "gzip" and "identity".

    Neither may be there: then no answer can be made that is taken.
    """
    weights = _weights(header)
    gzip = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    # Plain bytes are always taken, if as the last choice, unless they are refused: by name, or with
    # all that isn't named.
    identity = weights.get("identity", _LEAST if weights.get("*", 1) else 0)
    known = {"gzip": gzip, "identity": identity}
    taken = [name for name, weight in known.items() if weight > 0]
    return sorted(taken, key=known.get, reverse=True)


def _weights(header):
    weights = {}
    for element in header.lower().split(","):
        coding, _semicolon, parameters = element.partition(";")
        name, _equals, value = parameters.partition("=")
        quality = value.strip() if name.strip() == "q" else "1"
        if coding.strip() and _QUALITY.fullmatch(quality):
            weights[coding.strip()] = float(quality)
    return weights


def has(header, etag):
    """Return whether an `If-None-Match` names `etag`, weak or strong, or any (`*`)."""
    if header.strip() == "*":
        return True
    return _ENTITY_TAG.fullmatch(etag)[1] in _ENTITY_TAG.findall(header)
