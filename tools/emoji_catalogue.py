"""Make resources/emoji/emoji.tsv from the npm package emojibase-data (MIT; names and keywords from Unicode's CLDR).

    npm pack emojibase-data && tar xzf emojibase-data-*.tgz
    python tools/emoji_catalogue.py package

A line ``# group`` begins a group. Every other line is an emoji: itself, the same with a medium skin tone where it has
tones, the version of Emoji that brought it, its short names, then name and keywords in English and in Chinese.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "resources" / "emoji" / "emoji.tsv"
COMPONENTS = "component"
MEDIUM_TONE = 3
# What Chinese colleagues call them, and CLDR does not.
CHAT_WORDS = {
    "👍": "点赞|厉害|收到|同意", "👌": "收到|好的", "🙏": "谢谢|多谢|拜托|感谢", "💪": "加油|给力",
    "🎉": "撒花|恭喜|庆祝", "🐶": "狗头", "🍉": "吃瓜", "🤦": "捂脸|无语", "😂": "笑哭|哈哈", "🐮": "牛",
    "👏": "鼓掌|鼓励", "🤝": "合作愉快", "🌹": "送花", "👀": "围观|看看", "✅": "完成|搞定|已办",
    "🔥": "火|厉害", "😭": "大哭|流泪", "☕": "喝咖啡|休息", "🍵": "喝茶", "🧧": "红包", "👋": "再见|你好|拜拜",
    "🚀": "上线|发布", "🐛": "缺陷|问题", "⏰": "提醒|闹钟",
}  # fmt: skip
SHORT_NAMES = (
    "iamcal",
    "github",
    "emojibase",
)  # the first are what people know from other programs


def main() -> None:
    """Read the package, write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="the unpacked package")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("\n".join(lines(parser.parse_args().package)) + "\n", encoding="utf-8")


def lines(package: Path) -> list[str]:
    """The lines of the file."""

    def read(name: str) -> Any:
        return json.loads((package / name).read_text(encoding="utf-8"))

    groups: dict[str, str] = read("meta/groups.json")["groups"]
    chinese = {entry["hexcode"]: entry for entry in read("zh/data.json")}
    books = [read(f"en/shortcodes/{name}.json") for name in SHORT_NAMES]
    made: list[str] = []
    group = ""
    entries = [entry for entry in read("en/data.json") if "group" in entry]
    for entry in sorted(entries, key=lambda entry: entry["order"]):
        name = groups[str(entry["group"])]
        if name == COMPONENTS:
            continue
        if name != group:
            group = name
            made.append(f"# {group}")
        made.append("\t".join(_fields(entry, chinese[entry["hexcode"]], books)))
    return made


def _fields(entry: dict[str, Any], chinese: dict[str, Any], books: list[Any]) -> list[str]:
    found: dict[str, None] = {}
    for book in books:
        names = book.get(entry["hexcode"], [])
        found.update(dict.fromkeys([names] if isinstance(names, str) else names))
        if found and book is books[1]:
            break  # the last is only for what the first two do not name
    toned = [skin for skin in entry.get("skins", ()) if skin.get("tone") == MEDIUM_TONE]
    return [
        _qualified(entry),
        _qualified(toned[0]) if toned else "",
        str(entry["version"]),
        " ".join(found),
        entry["label"],
        "|".join(entry.get("tags", ())),
        chinese["label"],
        "|".join(_chinese_words(entry, chinese)),
    ]


def _chinese_words(entry: dict[str, Any], chinese: dict[str, Any]) -> list[str]:
    more = CHAT_WORDS.get(_qualified(entry), "")
    return list(dict.fromkeys([*chinese.get("tags", ()), *filter(None, more.split("|"))]))


def _qualified(entry: dict[str, Any]) -> str:
    """The form that Unicode recommends for interchange: with U+FE0F just where the default is text."""
    points = [int(code, 16) for code in entry["hexcode"].split("-")]
    if len(points) == 1 and entry["type"] == 0:
        points.append(0xFE0F)
    return "".join(map(chr, points))


if __name__ == "__main__":
    main()
