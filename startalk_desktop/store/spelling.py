"""How the names of people are typed without their characters: in pinyin, in full or by initials."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from startalk_desktop.store.words import fold

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
    # Imported here: its dictionaries take a quarter of a second, which only this thread should wait for.
    from pypinyin import Style, pinyin

    name = name[:_MAX_NAME]
    syllables: list[list[str]] = pinyin(name, style=Style.NORMAL, heteronym=True, errors="ignore")
    if not syllables:
        return Spelling("", "")
    by_phrase: list[list[str]] = pinyin(name, style=Style.NORMAL, errors="ignore")
    likely = [syllable[0] for syllable in by_phrase]
    readings = [
        _with_surname(name, likely),
        likely,
        *map(list, itertools.islice(itertools.product(*syllables), 64)),
    ]
    full: dict[str, None] = {}
    initials: dict[str, None] = {}
    for reading in readings:
        if len(full) >= _MAX_READINGS:
            break
        spelled = fold("".join(reading))
        full[spelled] = None
        if "v" in spelled:  # 吕 is typed lv or lu
            full[spelled.replace("v", "u")] = None
        initials[fold("".join(syllable[0] for syllable in reading if syllable))] = None
    return Spelling("".join(f" {one}" for one in full), "".join(f" {one}" for one in initials))


def _with_surname(name: str, reading: list[str]) -> list[str]:
    for length in (2, 1):
        if surname := _SURNAMES.get(name[:length]):
            return [*surname.split(), *reading[length:]]
    return reading
