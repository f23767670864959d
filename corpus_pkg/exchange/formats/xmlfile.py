"""XML without trust: no document type, no entities, no network; and what XML can't hold."""

import re
from typing import Any, Final

from corpus_pkg.extras import need

_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def fits_xml(text: str) -> bool:
    """Say whether XML 1.0 can hold a text (section 2.2: no control characters but tab and line ends)."""
    return _FORBIDDEN.search(text) is None


def parse_xml(data: bytes) -> Any:
    """Return the root element of an XML document.

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
        raise ValueError(f"it is no well-formed XML ({error})") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("it has a document type declaration; remove it")
    return root
