"""Names of people who do not exist, with the user names they would have been given."""

from __future__ import annotations

import random
from collections.abc import Iterator

_SURNAMES = (
    "王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he 高gao "
    "林lin 罗luo 郑zheng 梁liang 谢xie 宋song 唐tang 许xu 韩han 冯feng 邓deng 曹cao 彭peng 曾zeng 肖xiao 田tian "
    "董dong 袁yuan 潘pan 于yu 蒋jiang 蔡cai 余yu 杜du 叶ye 程cheng 苏su 魏wei 吕lv 丁ding 任ren 沈shen 姚yao 卢lu "
    "单shan 解xie 仇qiu 区ou 欧阳ouyang 上官shangguan"
).split()
_GIVEN = (
    "芳fang 伟wei 娜na 敏min 静jing 丽li 强qiang 磊lei 军jun 洋yang 勇yong 艳yan 杰jie 涛tao 明ming 超chao 霞xia "
    "平ping 刚gang 玉yu 桂gui 英ying 华hua 文wen 辉hui 琳lin 佳jia 欣xin 怡yi 宇yu 浩hao 晨chen 阳yang 雪xue 梅mei "
    "竹zhu 峰feng 凯kai 博bo 思si 雨yu 子zi 涵han 梓zi 轩xuan 悦yue 宁ning 航hang 瑶yao 安an 然ran 清qing 远yuan 兰lan"
).split()
_FIRST = (
    "Emily James Olivia Noah Grace Liam Hannah Oscar Priya Daniel Sofia Ethan Amara Lucas Chloe Mateo Freya Samuel "
    "Nadia Victor Isla Henry Leila Marcus Ingrid Rafael Tess Arjun Clara Owen Yuki Felix Maya Dylan Zoe Hugo"
).split()
_LAST = (
    "Carter Nguyen Patel Brooks Okafor Lindqvist Moreau Fischer Rossi Kim Alvarez Bennett Novak Hughes Sato Meyer "
    "Andersson Costa Murphy Rahman Walsh Dubois Keller Ortiz Hall Petrov Singh Larsen Byrne Shaw"
).split()


def _split(entry: str) -> tuple[str, str]:
    latin = next(index for index, letter in enumerate(entry) if letter.isascii())
    return entry[:latin], entry[latin:]


def people(chance: random.Random, chinese_share: float) -> Iterator[tuple[str, str]]:
    """Yield (name, user name) for ever; user names never repeat, names may, as in life.

    Args:
        chance: the source of randomness; seeded, so that the same world comes every time.
        chinese_share: how many of the people have a Chinese name, 0 to 1.
    """
    surnames = [_split(entry) for entry in _SURNAMES]
    given_names = [_split(entry) for entry in _GIVEN]
    taken: dict[str, int] = {}
    while True:
        if chance.random() < chinese_share:
            # A few surnames are far more common than the rest.
            surname, surname_latin = surnames[int(len(surnames) * chance.random() ** 1.8)]
            parts = chance.sample(given_names, 2 if chance.random() < 0.72 else 1)
            name = surname + "".join(part for part, _ in parts)
            login = f"{surname_latin}.{''.join(latin for _, latin in parts)}"
        else:
            first, last = chance.choice(_FIRST), chance.choice(_LAST)
            name, login = f"{first} {last}", f"{first}.{last}".lower()
        taken[login] = count = taken.get(login, 0) + 1
        yield name, login if count == 1 else f"{login}{count}"
