"""Identifiers that survive a move between web servers.

A process keeps one id for life, the same in addresses, files and logs. It is the hash
of its genesis, the first thing ever said about it: which server began it, and a number
used once. Nobody can choose an id, and whoever holds the genesis can check it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping

LENGTH = 26


def process_id(genesis: Mapping[str, str]) -> str:
    """Return the id of the process that began with this genesis.

    Parameters
    ----------
    genesis
        The server's id and a number used once, as texts, such as
        ``{"server": "wf:s:…", "nonce": "…"}``.

    Returns
    -------
    str
        "wf:p:" and 26 characters of a to z and 2 to 7.

    Notes
    -----
    The first 26 characters of the lower-case base32 of the SHA-256 of the canonical
    JSON (RFC 8785; texts only, so sorted keys and no spaces are the whole of it).

    Examples
    --------
    >>> process_id({"server": "wf:s:a", "nonce": "1"}).startswith("wf:p:")
    True
    """
    return f"wf:p:{_digest(genesis)}"


def new_server_id(name: str, nonce: str) -> str:
    """Return the id of a web server that begins now.

    Parameters
    ----------
    name
        The server's first name; it may change later, the id does not.
    nonce
        A random text, used once.

    Returns
    -------
    str
        "wf:s:" and 26 characters of a to z and 2 to 7.
    """
    return f"wf:s:{_digest({'name': name, 'nonce': nonce})}"


def short_key(name: str) -> str:
    """Make a short key for a process of one file from its name.

    Parameters
    ----------
    name
        Name of the process.

    Returns
    -------
    str
        Small letters without accents, digits and hyphens, at most 64; "process" if
        nothing is left of the name.

    Examples
    --------
    >>> short_key("Testing blood")
    'testing-blood'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return key[:64].strip("-") or "process"


def _digest(genesis: Mapping[str, str]) -> str:
    # RFC 8785 sorts keys by UTF-16 code units, which differs from Python's order only
    # beyond the basic plane.
    ordered = dict(
        sorted(genesis.items(), key=lambda item: item[0].encode("utf-16-be"))
    )
    text = json.dumps(ordered, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).digest()
    return base64.b32encode(digest).decode().lower()[:LENGTH]
