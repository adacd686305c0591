"""Publish-subscribe nodes on disk: settings, items, affiliations and subscriptions of XEP-0060.

A node belongs to a service: the pubsub host of a domain, or an account (XEP-0163).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple, Self

from . import namespaces as ns
from .database import Database, Documents
from .forms import Answers, Settings, first, setting
from .jid import Jid
from .stanza import StanzaError

MOST_ITEMS = 10_000  # what pubsub#max_items = "max" stands for
_ITEMS = """
CREATE TABLE IF NOT EXISTS pubsub_items (
    position INTEGER PRIMARY KEY, node TEXT NOT NULL, id TEXT NOT NULL, payload BLOB NOT NULL,
    UNIQUE (node, id)
);
CREATE INDEX IF NOT EXISTS pubsub_items_in_order ON pubsub_items (node, position);
"""


@dataclass(frozen=True, slots=True)
class NodeConfig(Settings):
    """What the owner of a node decides."""

    FORM_TYPE: ClassVar[str] = ns.PUBSUB + "#node_config"

    access_model: str = setting("pubsub#access_model", "open", "open", "presence", "whitelist")
    max_items: int = setting("pubsub#max_items", 20)
    persist_items: bool = setting("pubsub#persist_items", True)
    deliver_payloads: bool = setting("pubsub#deliver_payloads", True)
    send_last_published_item: str = setting(
        "pubsub#send_last_published_item", "on_sub", "never", "on_sub", "on_sub_and_presence"
    )

    def changed(self, answers: Answers) -> Self:
        """The settings after a submitted form; raises `StanzaError` for a bad value."""
        if first(answers, "pubsub#max_items") == "max":
            answers = {**answers, "pubsub#max_items": [str(MOST_ITEMS)]}
        changed = Settings.changed(self, answers)
        if not 0 < changed.max_items <= MOST_ITEMS:
            raise StanzaError("not-acceptable", f"max_items must be 'max' or 1 to {MOST_ITEMS}")
        return changed


@dataclass(slots=True)
class Node:
    """A node of `service`, an address. Affiliations are of bare addresses."""

    service: Jid
    name: str
    config: NodeConfig
    affiliations: dict[Jid, str] = field(default_factory=dict)
    subscribers: dict[Jid, None] = field(default_factory=dict)  # in the order of their coming

    @property
    def key(self) -> str:
        """How the tables name it."""
        return f"{self.service} {self.name}"


class Item(NamedTuple):
    """A published item; `payload` is XML."""

    id: str
    payload: bytes


class PubSubStore:
    """Reads and writes nodes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._nodes = Documents(database, "pubsub_nodes", Node)
        database.script(_ITEMS)

    def nodes(self, service: Jid) -> list[Node]:
        """All nodes of a service, by name."""
        found = (node for node in self._nodes.values() if node.service == service)
        return sorted(found, key=lambda node: node.name)

    def find(self, service: Jid, name: str) -> Node | None:
        """One node, or None if there is no such node."""
        return self._nodes.get(f"{service} {name}")

    def save(self, node: Node) -> None:
        """Create or change a node, dropping items that its settings no longer keep."""
        self._nodes.put(node.key, node)
        self._trim(node)

    def delete(self, node: Node) -> None:
        """Delete a node with all that belongs to it."""
        self._nodes.drop(node.key)
        self._database.execute("DELETE FROM pubsub_items WHERE node = ?", node.key)

    def publish(self, node: Node, item: Item) -> None:
        """Store an item as the newest, in place of an older one of the same id."""
        sql = "INSERT OR REPLACE INTO pubsub_items (node, id, payload) VALUES (?, ?, ?)"
        self._database.execute(sql, node.key, *item)
        self._trim(node)

    def retract(self, node: Node, id_: str) -> bool:
        """Delete an item; False if there is none."""
        sql = "DELETE FROM pubsub_items WHERE node = ? AND id = ?"
        return self._database.execute(sql, node.key, id_) > 0

    def items(self, node: Node, ids: Sequence[str] = (), newest: int = MOST_ITEMS) -> list[Item]:
        """The items with these ids that exist, or the newest so many; oldest first."""
        which = f"AND id IN ({', '.join('?' * len(ids))})" if ids else ""
        rows = self._database.query(
            f"SELECT id, payload FROM pubsub_items WHERE node = ? {which}"  # noqa: S608 - bound
            " ORDER BY position DESC LIMIT ?",
            node.key,
            *ids,
            newest,
        )
        return [Item(*row) for row in reversed(rows)]

    def _trim(self, node: Node) -> None:
        """Keep the newest items only; of a node that isn't persistent the last one."""
        self._database.execute(
            "DELETE FROM pubsub_items WHERE position IN (SELECT position FROM pubsub_items"
            " WHERE node = ? ORDER BY position DESC LIMIT -1 OFFSET ?)",
            node.key,
            node.config.max_items if node.config.persist_items else 1,
        )
