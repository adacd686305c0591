"""The rules for Prosody in docs/servers.md are those that the tests run with."""

import re
from pathlib import Path

from tests.servers.federation import PROSODY, TITLES, firewall

DOCUMENT = Path(__file__).parents[2] / "docs" / "servers.md"


def test_the_documented_firewall_is_the_tested_one() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    (block,) = re.findall(r"```\n(%ZONE linked:.*?)```", text, re.DOTALL)
    ours = block.replace("acme.example", PROSODY).replace("Acme", TITLES[PROSODY])
    zone, rules = ours.split("\n", 1)
    assert re.fullmatch(r"%ZONE linked: (\S+), conference\.\1, pubsub\.\1, upload\.\1", zone)
    assert rules.strip() == firewall(PROSODY).strip().split("\n", 1)[1].strip()
