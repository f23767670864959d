"""Ids of documents as short digests, to find those that occur twice."""

import hashlib


def id_digest(document: str) -> bytes:
    """Return 16 bytes that stand for a document's id; no two ids that anyone can find have the same."""
    return hashlib.blake2b(document.encode("utf-8"), digest_size=16).digest()
