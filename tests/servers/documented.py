"""The configurations that docs/servers.md gives to administrators, as tests start servers with them.

A server that runs on what the document says can't drift from it: what is wrong there fails the tests of links.
"""

import copy
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

DOCUMENT = Path(__file__).parents[2] / "docs" / "servers.md"

_OWN, _PARTNER = "acme.example", "beta.example"
_FENCED = r"```{}\n(.*?)```"


def hosts(domain: str) -> list[str]:
    """A domain and its services, each of which a partner names."""
    return [domain, *(f"{name}.{domain}" for name in ("conference", "pubsub", "upload"))]


def firewall() -> str:
    """The rules of Prosody's firewall."""
    (found,) = re.findall(r"```\n(%ZONE linked:.*?)```", _text(), re.DOTALL)
    return str(found)


def ejabberd(domain: str, partners: Iterable[str], text: str | None = None) -> dict[str, Any]:
    """ejabberd's configuration with the links added to it, as an administrator of `domain` would write it.

    `text` stands in for the document. Raises `ValueError` where the document has not what it is read for.
    """
    blocks = re.findall(_FENCED.format("yaml"), _text() if text is None else text, re.DOTALL)
    if len(blocks) != 2:
        raise ValueError("the document has a configuration for ejabberd, and one more for links")
    base, links = (yaml.safe_load(block.replace(_OWN, domain)) for block in blocks)
    named = links["acl"]["linked"]["server"]
    if named != hosts(_PARTNER):
        raise ValueError(f"the document names {named}, which are not the hosts of a partner")
    links["acl"]["linked"]["server"] = [host for each in partners for host in hosts(each)]
    return added(base, links)


def added(base: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with `more` written into it: mappings are joined, lists made longer, the rest is replaced."""
    joined = copy.deepcopy(dict(base))
    for key, value in more.items():
        known = joined.get(key)
        if isinstance(known, dict) and isinstance(value, Mapping):
            joined[key] = added(known, value)
        elif isinstance(known, list) and isinstance(value, list):
            joined[key] = known + value
        else:
            joined[key] = copy.deepcopy(value)
    return joined


def _text() -> str:
    return DOCUMENT.read_text(encoding="utf-8")
