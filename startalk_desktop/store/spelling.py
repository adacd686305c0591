"""How the names of people are typed without their characters: in pinyin, in full or by initials."""

from __future__ import annotations

import itertools
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_MAX_READINGS = 8  # of one name
_MAX_NAME = 32  # characters that are spelled; longer "names" are none

# As a surname these are read otherwise than in most words.
_SURNAMES = {
    "单": "shan", "解": "xie", "仇": "qiu", "查": "zha", "曾": "zeng", "区": "ou", "任": "ren", "朴": "piao",
    "盖": "ge", "乐": "yue", "翟": "zhai", "缪": "miao", "员": "yun", "黑": "he", "华": "hua", "冼": "xian",
    "召": "shao", "折": "she", "种": "chong", "重": "chong", "秘": "bi", "隗": "wei", "郇": "xun", "繁": "po",
    "那": "na", "葛": "ge", "车": "che", "纪": "ji", "燕": "yan", "宁": "ning", "应": "ying", "覃": "qin",
    "柏": "bai", "祭": "zhai", "沈": "shen", "石": "shi", "阚": "kan", "贾": "jia", "殷": "yin", "卜": "bu",
    "眭": "sui", "牟": "mou", "乜": "nie", "尉": "wei", "洗": "xian", "逄": "pang", "俞": "yu", "谌": "chen",
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "令狐": "ling hu", "澹台": "tan tai",
    "呼延": "hu yan", "单于": "chan yu", "宿": "su", "祝": "zhu", "恽": "yun", "佴": "nai", "盛": "sheng",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spelling:
    """The readings of a name, each preceded by a blank, so that `` wang`` finds where one begins."""

    full: str
    initials: str


def spelling_of(name: str) -> Spelling:
    """The pinyin of `name`: the likeliest reading first, then others of characters with several.

    Empty where there is nothing Chinese in it.
    """
    syllables = [found for character in name[:_MAX_NAME] if (found := _syllables(character))]
    if not syllables:
        return Spelling("", "")
    likely = [of_one[0] for of_one in syllables]
    others = itertools.islice(itertools.product(*syllables), _MAX_READINGS)
    readings = [_with_surname(name, likely), likely, *map(list, others)]
    full: dict[str, None] = {}
    initials: dict[str, None] = {}
    for reading in readings:
        spelled = "".join(reading)
        full[spelled] = None
        if "v" in spelled:  # 吕 is typed lv or lu
            full[spelled.replace("v", "u")] = None
        initials["".join(syllable[0] for syllable in reading)] = None
    return Spelling("".join(f" {one}" for one in full), "".join(f" {one}" for one in initials))


@lru_cache(maxsize=8_192)
def _syllables(character: str) -> tuple[str, ...]:
    """The readings of a character without their tones, the commonest first; ü is written v."""
    marked = unicodedata.normalize("NFD", _dictionary().get(ord(character), ""))
    plain = marked.replace("u\u0308", "v")
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(dict.fromkeys(syllable for syllable in bare.split(",") if syllable))


@lru_cache(maxsize=1)
def _dictionary() -> Mapping[int, str]:
    # Read when the first tree is stored, on the store's thread. Names need no dictionary of phrases, which is what
    # takes most of the library's time and memory.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    from pypinyin.constants import PINYIN_DICT

    readings: Mapping[int, str] = PINYIN_DICT
    return readings


def _with_surname(name: str, reading: list[str]) -> list[str]:
    for length in (2, 1):
        if surname := _SURNAMES.get(name[:length]):
            return [*surname.split(), *reading[length:]]
    return reading
