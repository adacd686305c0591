"""Publish-subscribe nodes on disk: settings, items, affiliations and subscriptions of XEP-0060.

A node belongs to a service: the pubsub host of a domain, or an account (XEP-0163).
"""

from __future__ import annotations

import json
import uuid
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
    service TEXT NOT NULL, node TEXT NOT NULL, jid TEXT NOT NULL, subid TEXT NOT NULL,
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
class Item:
    """A published item; `payload` is XML."""

    id: str
    payload: bytes


class PubSubStore:
    """Reads and writes nodes. `service` is the address that owns them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.script(_TABLES)

    def nodes(self, service: Jid) -> list[str]:
        """The names of all nodes."""
        rows = self._database.query(
            "SELECT node FROM pubsub_nodes WHERE service = ? ORDER BY node", str(service)
        )
        return [row["node"] for row in rows]

    def config(self, service: Jid, node: str) -> NodeConfig | None:
        """A node's settings, or None if there is no such node."""
        row = self._database.query_one(
            "SELECT config FROM pubsub_nodes WHERE service = ? AND node = ?", str(service), node
        )
        return None if row is None else NodeConfig(**json.loads(row["config"]))

    def save(self, service: Jid, node: str, config: NodeConfig) -> None:
        """Create a node or change its settings, dropping items that they no longer keep."""
        self._database.execute(
            "INSERT INTO pubsub_nodes (service, node, config) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET config = excluded.config",
            str(service),
            node,
            json.dumps(asdict(config)),
        )
        self._trim(service, node, config)

    def delete(self, service: Jid, node: str) -> None:
        """Delete a node with all that belongs to it."""
        self._database.execute(
            "DELETE FROM pubsub_nodes WHERE service = ? AND node = ?", str(service), node
        )

    def publish(self, service: Jid, node: str, config: NodeConfig, item: Item) -> None:
        """Store an item as the newest, in place of an older one of the same id."""
        with self._database.transaction():
            self._database.execute(
                "INSERT OR REPLACE INTO pubsub_items (service, node, id, payload) VALUES (?, ?, ?, ?)",
                str(service),
                node,
                item.id,
                item.payload,
            )
            self._trim(service, node, config)

    def retract(self, service: Jid, node: str, id_: str) -> bool:
        """Delete an item; False if there is none."""
        sql = "DELETE FROM pubsub_items WHERE service = ? AND node = ? AND id = ?"
        return self._database.execute(sql, str(service), node, id_) > 0

    def purge(self, service: Jid, node: str) -> None:
        """Delete all items."""
        self._database.execute(
            "DELETE FROM pubsub_items WHERE service = ? AND node = ?", str(service), node
        )

    def item_ids(self, service: Jid, node: str) -> list[str]:
        """The ids of all items, oldest first."""
        rows = self._database.query(
            "SELECT id FROM pubsub_items WHERE service = ? AND node = ? ORDER BY position",
            str(service),
            node,
        )
        return [row["id"] for row in rows]

    def items(self, service: Jid, node: str, ids: Sequence[str]) -> list[Item]:
        """The items with these ids that exist, oldest first."""
        marks = ", ".join("?" * len(ids))
        rows = self._database.query(
            "SELECT id, payload FROM pubsub_items WHERE service = ? AND node = ?"  # noqa: S608 - marks
            f" AND id IN ({marks}) ORDER BY position",
            str(service),
            node,
            *ids,
        )
        return [Item(row["id"], row["payload"]) for row in rows]

    def last_item(self, service: Jid, node: str) -> Item | None:
        """The newest item."""
        row = self._database.query_one(
            "SELECT id, payload FROM pubsub_items WHERE service = ? AND node = ?"
            " ORDER BY position DESC LIMIT 1",
            str(service),
            node,
        )
        return None if row is None else Item(row["id"], row["payload"])

    def affiliations(self, service: Jid, node: str) -> dict[Jid, str]:
        """Who is owner, publisher, member or outcast."""
        rows = self._database.query(
            "SELECT jid, affiliation FROM pubsub_affiliations WHERE service = ? AND node = ?",
            str(service),
            node,
        )
        return {Jid.parse(row["jid"]): row["affiliation"] for row in rows}

    def affiliate(self, service: Jid, node: str, who: Jid, affiliation: str) -> None:
        """Set an affiliation; "none" removes it."""
        if affiliation == "none":
            self._database.execute(
                "DELETE FROM pubsub_affiliations WHERE service = ? AND node = ? AND jid = ?",
                str(service),
                node,
                str(who),
            )
        else:
            self._database.execute(
                "INSERT OR REPLACE INTO pubsub_affiliations VALUES (?, ?, ?, ?)",
                str(service),
                node,
                str(who),
                affiliation,
            )

    def subscribers(self, service: Jid, node: str) -> dict[Jid, str]:
        """The subscribed addresses with their subscription ids."""
        rows = self._database.query(
            "SELECT jid, subid FROM pubsub_subscriptions WHERE service = ? AND node = ?",
            str(service),
            node,
        )
        return {Jid.parse(row["jid"]): row["subid"] for row in rows}

    def subscribe(self, service: Jid, node: str, who: Jid) -> str:
        """Subscribe an address, if it isn't yet; return its subscription id."""
        self._database.execute(
            "INSERT OR IGNORE INTO pubsub_subscriptions VALUES (?, ?, ?, ?)",
            str(service),
            node,
            str(who),
            uuid.uuid4().hex,
        )
        return self.subscribers(service, node)[who]

    def unsubscribe(self, service: Jid, node: str, who: Jid) -> bool:
        """End a subscription; False if there is none."""
        sql = "DELETE FROM pubsub_subscriptions WHERE service = ? AND node = ? AND jid = ?"
        return self._database.execute(sql, str(service), node, str(who)) > 0

    def _trim(self, service: Jid, node: str, config: NodeConfig) -> None:
        """Keep the newest items only; of a node that isn't persistent the last one."""
        self._database.execute(
            "DELETE FROM pubsub_items WHERE position IN (SELECT position FROM pubsub_items"
            " WHERE service = ? AND node = ? ORDER BY position DESC LIMIT -1 OFFSET ?)",
            str(service),
            node,
            config.max_items if config.persist_items else 1,
        )
