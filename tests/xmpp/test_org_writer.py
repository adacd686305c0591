"""What is published is what is read, and what the specification says."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import LinkedDomain
from startalk_desktop.model.org_tree import build_index, clean_text, content_hash
from startalk_desktop.model.organisation import Member, UnitContent
from startalk_desktop.xmpp.links_reader import read_links
from startalk_desktop.xmpp.org_names import NAMESPACE
from startalk_desktop.xmpp.org_reader import read_index, read_unit
from startalk_desktop.xmpp.org_writer import index_payload, unit_payload

SPECIFICATION = Path(__file__).parents[2] / "docs" / "xep-org.md"
TEXTS = st.text(max_size=20).map(clean_text)
MEMBERS = st.builds(
    Member,
    jid=st.integers(0, 30).map(lambda number: Jid(f"p{number}", "acme.example")),
    name=TEXTS.map(lambda text: text or "x"),
    title=TEXTS,
    phone=TEXTS,
    email=TEXTS,
    order=st.integers(0, 10**9),
    manager=st.sampled_from([None, Jid("head", "acme.example")]),
)
UNITS = st.builds(
    UnitContent,
    id=st.just("rd"),
    parent=st.just(""),
    name=TEXTS.map(lambda text: text or "x"),
    members=st.lists(MEMBERS, unique_by=lambda member: member.jid, max_size=5).map(tuple),
)


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The one in the specification."""
    (text,) = re.findall(r"```xml\n(<xs:schema.*?)```", SPECIFICATION.read_text("utf-8"), re.DOTALL)
    return etree.XMLSchema(etree.fromstring(text))


@given(unit=UNITS)
def test_a_unit_comes_back_as_it_was(unit: UnitContent) -> None:
    sent = etree.fromstring(etree.tostring(unit_payload(unit)))
    read = read_unit(unit.id, sent, "acme.example")
    assert read == unit
    assert content_hash(read) == content_hash(unit)


@given(unit=UNITS)
def test_an_index_comes_back_as_it_was(unit: UnitContent) -> None:
    index = build_index("Acme", "42", [unit])
    assert read_index(etree.fromstring(etree.tostring(index_payload(index)))) == index


def test_what_is_written_fits_the_schema(schema: etree.XMLSchema) -> None:
    wang = Member(Jid("wang", "acme.example"), "王芳", "总监", "139", "w@acme.example", 1)
    wang = replace(wang, manager=Jid("li", "acme.example"))
    units = [UnitContent("hq", "", "总部", ()), UnitContent("rd", "hq", "R&D", (wang,))]
    for payload in (index_payload(build_index("Acme", "1", units)), *map(unit_payload, units)):
        schema.assertValid(etree.fromstring(etree.tostring(payload)))


def test_the_examples_of_the_specification_are_true(schema: etree.XMLSchema) -> None:
    text = SPECIFICATION.read_text("utf-8")
    examples = [
        etree.fromstring(found)
        for found in re.findall(r"```xml\n(<item id=.*?)```", text, re.DOTALL)
    ]
    index, unit, links = (example[0] for example in examples)
    assert read_links(links, "acme.example") == (LinkedDomain("beta.example", "Beta"),)
    for payload in (index, unit):
        schema.assertValid(payload)
    read = read_unit("rd", unit, "acme.example")
    assert read.faults == ()
    heads = {head.id: head for head in read_index(index).units}
    assert heads["rd"].content_hash == content_hash(read)
    assert content_hash(read) in text.partition("## 6.")[2]


def test_nothing_is_said_twice() -> None:
    """Prefixes, and attributes that say nothing, would cost each of ten thousand members."""
    written = etree.tostring(
        unit_payload(UnitContent("rd", "", "RD", (Member(Jid("li", "acme.example"), "Li"),)))
    ).decode()
    member = '<member jid="li@acme.example" name="Li"/>'
    assert written == f'<unit xmlns="{NAMESPACE}" id="rd" name="RD">{member}</unit>'
