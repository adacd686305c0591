"""What the documents say that we speak is what the code speaks: protocol.md, the DOAP file, features and modules."""

import re
from pathlib import Path
from xml.etree.ElementTree import fromstring, parse

import pytest

from startalk_desktop.model.conversation import NotifyLevel
from startalk_desktop.model.linked import LinkedDomain
from startalk_desktop.xmpp import arrangement, links_reader, own_features, policy_reader

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PACKAGE = ROOT / "startalk_desktop"
DOAP = "{http://usefulinc.com/ns/doap#}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
XMPP = "{https://linkmauve.fr/ns/xmpp-doap#}"
STATUSES = {"complete", "partial", "planned", "deprecated", "removed", "wontfix"}
ROW = re.compile(r"^\| (\d{4}) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|(.*)\|$", re.MULTILINE)


def described() -> dict[str, tuple[str, str]]:
    """Version and status by the number of the XEP, as the DOAP file has them."""
    found: dict[str, tuple[str, str]] = {}
    for element in parse(DOCS / "startalk-desktop.doap").iter(f"{XMPP}SupportedXep"):
        xep = element.find(f"{XMPP}xep")
        assert xep is not None
        match = re.fullmatch(
            r"https://xmpp\.org/extensions/xep-(\d{4})\.html", xep.get(f"{RDF}resource", "")
        )
        assert match is not None
        assert match[1] not in found
        version, status = element.findtext(f"{XMPP}version"), element.findtext(f"{XMPP}status")
        assert version
        assert status in STATUSES
        found[match[1]] = (version, status)
    return found


def listed() -> dict[str, re.Match[str]]:
    """The rows of the table by the number of the XEP."""
    rows = list(ROW.finditer((DOCS / "protocol.md").read_text(encoding="utf-8")))
    assert rows
    assert len({row[1] for row in rows}) == len(rows)
    return {row[1]: row for row in rows}


def test_the_table_and_the_doap_file_agree() -> None:
    assert {number: (row[3], row[4]) for number, row in listed().items()} == described()
    assert list(listed()) == sorted(listed()) == list(described())


def test_every_module_of_a_xep_is_listed_as_where_it_is() -> None:
    modules = {path.name[4:8]: path.name for path in (PACKAGE / "xmpp").glob("xep_*.py")}
    assert modules
    for number, name in modules.items():
        assert f"`{name}`" in listed()[number][5]


def test_every_feature_that_is_announced_is_described() -> None:
    assert set(own_features.FEATURES_BY_XEP) <= set(described())
    assert len(set(own_features.FEATURES)) == len(own_features.FEATURES)


def test_every_xep_that_the_code_names_is_described() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (PACKAGE / "xmpp").glob("*.py")]
    named = {number for source in sources for number in re.findall(r"XEP-(\d{4})", source)}
    assert named <= set(described())


@pytest.mark.parametrize("number", list(listed()))
def test_what_a_row_says_is_where_it_says(number: str) -> None:
    files = re.findall(r"`([^`]+)`", listed()[number][5])
    assert files
    for name in files:
        assert any((folder / name).is_file() for folder in (ROOT, PACKAGE, PACKAGE / "xmpp"))


def test_the_policy_is_documented_as_it_is_read() -> None:
    assert f"`{policy_reader.NODE}`" in (DOCS / "protocol.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", ["protocol.md", "xep-links.md", "xep-org.md"])
def test_the_links_are_documented_as_they_are_read(document: str) -> None:
    text = (DOCS / document).read_text(encoding="utf-8")
    [example] = re.findall(
        rf"<links xmlns=[\"']{links_reader.NODE}[\"']>.*?</links>", text, re.DOTALL
    )
    read = links_reader.read_links(fromstring(example), "acme.example")
    assert read == (LinkedDomain("beta.example", "Beta"),)


def test_the_settings_of_conversations_are_documented_as_they_are_read() -> None:
    text = (DOCS / "protocol.md").read_text(encoding="utf-8")
    [example] = re.findall(
        rf'<conversation xmlns="{arrangement.NODE}">.*?</conversation>', text, re.DOTALL
    )
    settings = arrangement.read(fromstring(example))
    assert arrangement.read(arrangement.write_item(settings, None)) == settings
    assert settings.is_pinned
    assert settings.is_starred
    assert settings.hiding is not None
    assert (settings.notify, settings.remark) == (NotifyLevel.ALL, "老王")
    assert settings.mute_until is not None
