"""XML without trust: no document type, no entities, no network; and what XML can't hold."""

import re
from typing import Any, Final

from corpus_pkg.extras import need

_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_QUOTED: Final = rb"(?:\"[^\"\[<>]*\"|'[^'\[<>]*')"
_DOCTYPE: Final = re.compile(
    rb"<!DOCTYPE\s+[\w:.-]+(?:\s+(?:SYSTEM|PUBLIC\s+" + _QUOTED + rb")\s+" + _QUOTED + rb")?\s*>"
)


def fits_xml(text: str) -> bool:
    """Return True if XML 1.0 can hold a text (section 2.2: no control characters but tab and line ends)."""
    return _FORBIDDEN.search(text) is None


def etree_bytes(root: Any) -> bytes:
    """Return an element as an XML file."""
    return bytes(need("lxml.etree", "formats").tostring(root, encoding="UTF-8", xml_declaration=True))


def parse_xml(data: bytes, *, external: bool = False) -> Any:
    """Return the root element of an XML document.

    Args:
        data: The file.
        external: Whether it may name a document type that is not in the file: nothing of it is fetched, and
            without declarations there is nothing to expand.

    Raises:
        ValueError: It is not well formed, or has a document type declaration.
    """
    etree = need("lxml.etree", "formats")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ValueError(f"it is not well-formed XML ({error})") from None
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and not (external and _declares_nothing(data)):
        raise ValueError("it has a document type declaration; remove it")
    return root


def _declares_nothing(data: bytes) -> bool:
    """Return True if the only document type declaration of a file in ASCII letters has no internal subset."""
    once = data.count(b"<!DOCTYPE") == 1 and b"<!ENTITY" not in data
    return once and _DOCTYPE.search(data) is not None
