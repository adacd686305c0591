"""Publish-subscribe nodes on disk: settings, items, affiliations and subscriptions of XEP-0060.

A node belongs to a service: the pubsub host of a domain, or an account (XEP-0163).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Self

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.database import Database
from startalk_desktop.refserver.forms import Answers, SettingsForm, first
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.stanza import StanzaError

MOST_ITEMS = 10_000  # what pubsub#max_items = "max" stands for
_CHOICES = {
    "access_model": ("open", "presence", "authorize", "whitelist"),
    "publish_model": ("publishers", "subscribers", "open"),
    "send_last_published_item": ("never", "on_sub", "on_sub_and_presence"),
}
_TABLES = """
CREATE TABLE IF NOT EXISTS pubsub_nodes (
    service TEXT NOT NULL, node TEXT NOT NULL, config TEXT NOT NULL, PRIMARY KEY (service, node)
);
CREATE TABLE IF NOT EXISTS pubsub_items (
    position INTEGER PRIMARY KEY, service TEXT NOT NULL, node TEXT NOT NULL, id TEXT NOT NULL,
    payload BLOB NOT NULL, UNIQUE (service, node, id),
    FOREIGN KEY (service, node) REFERENCES pubsub_nodes ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS pubsub_items_in_order ON pubsub_items (service, node, position);
CREATE TABLE IF NOT EXISTS pubsub_affiliations (
    service TEXT NOT NULL, node TEXT NOT NULL, jid TEXT NOT NULL, affiliation TEXT NOT NULL,
    PRIMARY KEY (service, node, jid),
    FOREIGN KEY (service, node) REFERENCES pubsub_nodes ON DELETE CASCADE
);
CREATE TABLE IF NOT EXISTS pubsub_subscriptions (
    service TEXT NOT NULL, node TEXT NOT NULL, jid TEXT NOT NULL,
    PRIMARY KEY (service, node, jid),
    FOREIGN KEY (service, node) REFERENCES pubsub_nodes ON DELETE CASCADE
);
"""


@dataclass(frozen=True, slots=True)
class NodeConfig:
    """A node's settings, named as the fields of the pubsub#node_config form."""

    title: str = ""
    access_model: str = "open"
    publish_model: str = "publishers"
    max_items: int = 20
    persist_items: bool = True
    deliver_payloads: bool = True
    notify_retract: bool = True
    notify_delete: bool = True
    send_last_published_item: str = "on_sub"

    def changed(self, answers: Answers) -> Self:
        """The settings after a submitted form; raises `StanzaError` for a bad value."""
        if first(answers, "pubsub#max_items") == "max":
            answers = {**answers, "pubsub#max_items": [str(MOST_ITEMS)]}
        changed = replace(self, **NODE_FORM.changes(self, answers))  # type: ignore[arg-type]
        if not 0 < changed.max_items <= MOST_ITEMS:
            raise StanzaError("not-acceptable", f"max_items must be 'max' or 1 to {MOST_ITEMS}")
        return changed


NODE_FORM = SettingsForm(
    ns.PUBSUB + "#node_config",
    {setting.name: f"pubsub#{setting.name}" for setting in fields(NodeConfig)},
    _CHOICES,
)


@dataclass(frozen=True, slots=True)
class Node:
    """A node of `service`, an address."""

    service: Jid
    name: str
    config: NodeConfig

    @property
    def key(self) -> tuple[str, str]:
        """How the tables name it."""
        return str(self.service), self.name


@dataclass(frozen=True, slots=True)
class Item:
    """A published item; `payload` is XML."""

    id: str
    payload: bytes


class PubSubStore:
    """Reads and writes nodes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.script(_TABLES)

    def nodes(self, service: Jid) -> list[Node]:
        """All nodes of a service, by name."""
        sql = "SELECT node, config FROM pubsub_nodes WHERE service = ? ORDER BY node"
        rows = self._database.query(sql, str(service))
        return [Node(service, row["node"], NodeConfig(**json.loads(row["config"]))) for row in rows]

    def find(self, service: Jid, name: str) -> Node | None:
        """One node, or None if there is no such node."""
        sql = "SELECT config FROM pubsub_nodes WHERE service = ? AND node = ?"
        row = self._database.query_one(sql, str(service), name)
        return None if row is None else Node(service, name, NodeConfig(**json.loads(row["config"])))

    def save(self, node: Node) -> None:
        """Create a node or change its settings, dropping items that they no longer keep."""
        self._database.execute(
            "INSERT INTO pubsub_nodes (service, node, config) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET config = excluded.config",
            *node.key,
            json.dumps(asdict(node.config)),
        )
        self._trim(node)

    def delete(self, node: Node) -> None:
        """Delete a node with all that belongs to it."""
        self._delete("pubsub_nodes", node)

    def publish(self, node: Node, item: Item) -> None:
        """Store an item as the newest, in place of an older one of the same id."""
        sql = "INSERT OR REPLACE INTO pubsub_items (service, node, id, payload) VALUES (?, ?, ?, ?)"
        self._database.execute(sql, *node.key, item.id, item.payload)
        self._trim(node)

    def retract(self, node: Node, id_: str) -> bool:
        """Delete an item; False if there is none."""
        return self._delete("pubsub_items", node, "AND id = ?", id_)

    def purge(self, node: Node) -> None:
        """Delete all items."""
        self._delete("pubsub_items", node)

    def item_ids(self, node: Node) -> list[str]:
        """The ids of all items, oldest first."""
        return [
            row["id"] for row in self._select("id FROM pubsub_items", node, "ORDER BY position")
        ]

    def items(self, node: Node, ids: Sequence[str]) -> list[Item]:
        """The items with these ids that exist, oldest first."""
        which = f"AND id IN ({', '.join('?' * len(ids))}) ORDER BY position"
        return [
            Item(*row) for row in self._select("id, payload FROM pubsub_items", node, which, *ids)
        ]

    def last_item(self, node: Node) -> Item | None:
        """The newest item."""
        newest = "ORDER BY position DESC LIMIT 1"
        rows = self._select("id, payload FROM pubsub_items", node, newest)
        return Item(*rows[0]) if rows else None

    def affiliations(self, node: Node) -> dict[Jid, str]:
        """Who is owner, publisher, member or outcast."""
        rows = self._select("jid, affiliation FROM pubsub_affiliations", node)
        return {Jid.parse(row["jid"]): row["affiliation"] for row in rows}

    def affiliate(self, node: Node, who: Jid, affiliation: str) -> None:
        """Set an affiliation; "none" removes it."""
        self._delete("pubsub_affiliations", node, "AND jid = ?", str(who))
        if affiliation != "none":
            sql = "INSERT INTO pubsub_affiliations VALUES (?, ?, ?, ?)"
            self._database.execute(sql, *node.key, str(who), affiliation)

    def subscribers(self, node: Node) -> list[Jid]:
        """The subscribed addresses."""
        return [
            Jid.parse(row["jid"]) for row in self._select("jid FROM pubsub_subscriptions", node)
        ]

    def subscribe(self, node: Node, who: Jid) -> None:
        """Subscribe an address, if it isn't yet."""
        sql = "INSERT OR IGNORE INTO pubsub_subscriptions VALUES (?, ?, ?)"
        self._database.execute(sql, *node.key, str(who))

    def unsubscribe(self, node: Node, who: Jid) -> bool:
        """End a subscription; False if there is none."""
        return self._delete("pubsub_subscriptions", node, "AND jid = ?", str(who))

    # The parts of these statements are constants of this module, the values are bound.

    def _select(self, what: str, node: Node, which: str = "", *values: str) -> list[sqlite3.Row]:
        sql = f"SELECT {what} WHERE service = ? AND node = ? {which}"
        return self._database.query(sql, *node.key, *values)

    def _delete(self, table: str, node: Node, which: str = "", *values: str) -> bool:
        sql = f"DELETE FROM {table} WHERE service = ? AND node = ? {which}"  # noqa: S608 - see above
        return self._database.execute(sql, *node.key, *values) > 0

    def _trim(self, node: Node) -> None:
        """Keep the newest items only; of a node that isn't persistent the last one."""
        self._database.execute(
            "DELETE FROM pubsub_items WHERE position IN (SELECT position FROM pubsub_items"
            " WHERE service = ? AND node = ? ORDER BY position DESC LIMIT -1 OFFSET ?)",
            *node.key,
            node.config.max_items if node.config.persist_items else 1,
        )
