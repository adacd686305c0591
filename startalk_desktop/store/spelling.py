"""How the names of people are typed without their characters: in pinyin, in full or by initials."""

from __future__ import annotations

import itertools
import os
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

REVISION = "3"
"""Raised when people are prepared otherwise than before for being found: what is stored is then prepared anew."""

_MAX_READINGS = 12  # of one name
_MAX_NAME = 32  # characters that are spelled; longer "names" are none

# As a surname these are read otherwise than in most words, or the dictionary's first reading is another one.
_SURNAMES = {
    "单": "shan", "單": "shan", "解": "xie", "仇": "qiu", "查": "zha", "曾": "zeng", "区": "ou", "區": "ou",
    "任": "ren", "朴": "piao", "盖": "ge", "蓋": "ge", "乐": "yue", "樂": "yue", "翟": "zhai", "缪": "miao",
    "繆": "miao", "员": "yun", "員": "yun", "黑": "he", "华": "hua", "華": "hua", "冼": "xian", "洗": "xian",
    "召": "shao", "折": "she", "种": "chong", "重": "chong", "秘": "bi", "隗": "wei", "郇": "xun", "繁": "po",
    "那": "na", "葛": "ge", "车": "che", "車": "che", "纪": "ji", "紀": "ji", "燕": "yan", "宁": "ning",
    "寧": "ning", "应": "ying", "應": "ying", "覃": "qin", "柏": "bai", "祭": "zhai", "沈": "shen", "石": "shi",
    "阚": "kan", "闞": "kan", "贾": "jia", "賈": "jia", "殷": "yin", "卜": "bu", "眭": "sui", "牟": "mou",
    "乜": "nie", "尉": "wei", "蔚": "yu", "逄": "pang", "俞": "yu", "余": "yu", "谌": "chen", "諶": "chen",
    "宿": "su", "祝": "zhu", "恽": "yun", "惲": "yun", "佴": "nai", "能": "nai", "盛": "sheng", "都": "du",
    "么": "yao", "幺": "yao", "句": "gou", "薄": "bo", "炅": "gui", "叶": "ye", "葉": "ye",
    "曲": "qu", "莘": "shen", "相": "xiang", "干": "gan", "台": "tai", "和": "he", "哈": "ha",
    "撒": "sa", "佘": "she", "褚": "chu", "郝": "hao", "訾": "zi", "贲": "ben", "賁": "ben", "宓": "mi",
    "过": "guo", "過": "guo", "晟": "cheng", "尹": "yin", "瞿": "qu", "臧": "zang", "行": "xing", "强": "qiang",
    "尉迟": "yu chi", "尉遲": "yu chi", "万俟": "mo qi", "萬俟": "mo qi", "长孙": "zhang sun", "長孫": "zhang sun",
    "令狐": "ling hu", "澹台": "tan tai", "澹臺": "tan tai", "呼延": "hu yan", "单于": "chan yu", "單于": "chan yu",
    "鲜于": "xian yu", "鮮于": "xian yu", "淳于": "chun yu", "皇甫": "huang fu", "东方": "dong fang",
    "東方": "dong fang", "夏侯": "xia hou", "司徒": "si tu", "司马": "si ma", "司馬": "si ma", "百里": "bai li",
    "拓跋": "tuo ba", "哥舒": "ge shu", "乐正": "yue zheng", "樂正": "yue zheng", "宰父": "zai fu",
    "夹谷": "jia gu", "谷梁": "gu liang", "段干": "duan gan", "子车": "zi ju", "亓官": "qi guan",
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
    full: dict[str, None] = {}
    initials: dict[str, None] = {}
    for reading in itertools.islice(_readings(name, syllables), _MAX_READINGS):
        spelled = "".join(reading)
        full[spelled] = None
        if "v" in spelled:  # 吕 is typed lv or lu
            full[spelled.replace("v", "u")] = None
        initials["".join(syllable[0] for syllable in reading)] = None
    return Spelling("".join(f" {one}" for one in full), "".join(f" {one}" for one in initials))


def readings_of(name: str) -> tuple[tuple[str, ...], ...]:
    """How each character of `name` may be typed, the likeliest first; nothing for what is not Chinese."""
    plain = [_syllables(character) for character in name[:_MAX_NAME]]
    likely = _with_surname(name, tuple(of_one[0] if of_one else "" for of_one in plain))
    return tuple(
        tuple(
            dict.fromkeys(
                typed
                for reading in ((first, *of_one) if of_one else ())
                for typed in (reading, reading.replace("v", "u"))
            )
        )
        for first, of_one in zip(likely, plain, strict=True)
    )


def _readings(name: str, syllables: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The likeliest reading, then those that differ from it in one character, from the surname on, then all."""
    plain = tuple(of_one[0] for of_one in syllables)
    likely = _with_surname(name, plain)
    seen = {likely}
    yield likely
    singles = (
        (*likely[:place], other, *likely[place + 1 :])
        for place, of_one in enumerate(syllables)
        for other in of_one
    )
    for reading in itertools.chain(singles, [plain], itertools.product(*syllables)):
        if reading not in seen:
            seen.add(reading)
            yield reading


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


def _with_surname(name: str, reading: tuple[str, ...]) -> tuple[str, ...]:
    for length in (2, 1):
        if surname := _SURNAMES.get(name[:length]):
            return (*surname.split(), *reading[length:])
    return reading
