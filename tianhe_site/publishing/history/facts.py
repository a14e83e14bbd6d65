"""The facts about rows that entries keep. Verification compares them with the rows."""

from ..hashing import digest, is_empty, plain
from ..models import Edition


def edition_facts(edition):
    return {
        "kind": edition._meta.label_lower,
        "id": edition.pk,
        "item": edition.item_id,
        # Who froze it and when is content too: it answers "who wrote it?"
        "record": digest({name: getattr(edition, name) for name in Edition.RECORD}),
        **{name: plain(getattr(edition, name)) for name in Edition.TIMES},
        **_facts_if_any(edition),
    }


def _facts_if_any(edition):
    """Return the facts that most editions don't have. Empty ones are left out, so that entries of
    release 0.1.0, which didn't know them, still match their editions."""
    names = Edition.REVIEW + Edition.REDACTION + Edition.SOURCE
    facts = {name: plain(getattr(edition, name)) for name in names}
    if edition.redaction_reason:
        facts["tombstone"] = digest(edition.content())
    return {name: value for name, value in facts.items() if not is_empty(value)}


def address_facts(address):
    return {
        "kind": address._meta.label_lower,
        "id": address.pk,
        "item": address.item_id,
        "path": address.path,
        "position": address.position,
        "live_from": plain(address.live_from),
        "live_until": plain(address.live_until),
    }
