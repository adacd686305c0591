"""The shape of each demo company: who sits where, four levels deep in the largest."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from startalk_desktop.demo.names import people

_DIVISIONS = (
    ("机票事业部", ("国内机票", "国际机票", "航变服务", "票务质控", "渠道合作", "价格策略")),
    ("酒店事业部", ("高星酒店", "大众酒店", "海外酒店", "房态运营", "点评内容", "签约拓展")),
    ("度假事业部", ("自由行", "跟团游", "定制游", "门票玩乐", "目的地采购", "邮轮")),
    (
        "技术中心",
        ("基础架构", "搜索推荐", "交易平台", "数据平台", "客户端", "质量保障", "信息安全"),
    ),
    ("客户服务中心", ("售前服务", "售后服务", "投诉处理", "服务质检", "培训")),
    ("市场与品牌", ("品牌传播", "增长", "内容", "会员运营", "商务合作")),
    ("财务部", ("核算", "资金", "税务", "内控审计", "采购")),
    ("人力资源与行政", ("招聘", "薪酬绩效", "组织发展", "行政", "企业文化")),
)
_TEAM_NAMES = ("一组", "二组", "三组", "四组", "五组", "六组", "七组", "八组")
_TITLES_ZH = (
    "专员",
    "高级专员",
    "工程师",
    "高级工程师",
    "产品经理",
    "设计师",
    "运营",
    "分析师",
    "顾问",
    "主管",
)
_HEADS_ZH = {1: "首席执行官", 2: "事业部总经理", 3: "部门总监", 4: "组长"}

_STUDIO = (
    ("Studio", "", 4, ("Managing Partner", "Creative Director")),
    ("Brand", "Studio", 9, ("Brand Designer", "Strategist", "Copywriter")),
    ("Product Design", "Studio", 11, ("Product Designer", "UX Researcher", "Prototyper")),
    ("Motion", "Studio", 6, ("Motion Designer", "Illustrator")),
    ("Client Services", "Studio", 7, ("Account Director", "Producer")),
    ("Operations", "Studio", 5, ("Finance", "Office", "IT")),
)
_LABS = (
    ("Hexa Labs", "", 3, ("Founder", "Chief Scientist")),
    ("Engineering", "Hexa Labs", 6, ("VP Engineering", "Programme Manager")),
    ("Firmware", "Engineering", 38, ("Firmware Engineer", "Senior Firmware Engineer")),
    ("Cloud", "Engineering", 44, ("Backend Engineer", "Site Reliability Engineer")),
    ("Apps", "Engineering", 36, ("App Engineer", "Design Engineer")),
    ("Research", "Hexa Labs", 42, ("Research Scientist", "Data Scientist")),
    ("Manufacturing", "Hexa Labs", 51, ("Process Engineer", "Quality Engineer", "Planner")),
    ("Shenzhen Site", "Manufacturing", 47, ("Site Engineer", "Test Engineer", "Buyer")),
    ("Sales", "Hexa Labs", 33, ("Account Executive", "Solutions Engineer")),
    ("People & Finance", "Hexa Labs", 19, ("People Partner", "Controller")),
)


@dataclass(slots=True)
class DemoPerson:
    """Somebody who works for a demo company."""

    login: str
    name: str
    title: str
    phone: str = ""
    email: str = ""


@dataclass(slots=True)
class DemoUnit:
    """A unit and the people who sit in it, the head first."""

    id: str
    parent: str
    name: str
    people: list[DemoPerson] = field(default_factory=list)


class _Staff:
    """Hires people, one at a time, with all that a card shows."""

    def __init__(self, chance: random.Random, domain: str, chinese_share: float) -> None:
        self._chance = chance
        self._domain = domain
        self._names = people(chance, chinese_share)

    def hire(self, title: str) -> DemoPerson:
        name, login = next(self._names)
        # 555-01xx is reserved for stories: it rings at nobody's.
        phone = (
            f"+1 555-01{self._chance.randrange(100):02d} ext. {self._chance.randrange(10_000):04d}"
        )
        return DemoPerson(login, name, title, phone, f"{login}@{self._domain}")


def travel_company(chance: random.Random, domain: str, headcount: int) -> list[DemoUnit]:
    """Build the large company: headquarters, divisions, departments, teams; `headcount` people in all."""
    staff = _Staff(chance, domain, chinese_share=0.94)
    headquarters = DemoUnit("hq", "", "远航旅行")
    headquarters.people = [staff.hire(_HEADS_ZH[1])] + [staff.hire("总裁助理") for _ in range(3)]
    units, teams = [headquarters], []
    for division_number, (division_name, departments) in enumerate(_DIVISIONS, 1):
        division = DemoUnit(f"d{division_number}", "hq", division_name, [staff.hire(_HEADS_ZH[2])])
        units.append(division)
        for department_number, department_name in enumerate(departments, 1):
            department_id = f"{division.id}-{department_number}"
            department = DemoUnit(department_id, division.id, department_name)
            department.people = [staff.hire(_HEADS_ZH[3]), staff.hire("部门助理")]
            units.append(department)
            for team_number in range(1, chance.randint(4, len(_TEAM_NAMES)) + 1):
                team_id = f"{department_id}-{team_number}"
                team_name = department_name + _TEAM_NAMES[team_number - 1]
                team = DemoUnit(team_id, department_id, team_name, [staff.hire(_HEADS_ZH[4])])
                units.append(team)
                teams.append(team)
    for _ in range(headcount - sum(len(unit.people) for unit in units)):
        chance.choice(teams).people.append(staff.hire(chance.choice(_TITLES_ZH)))
    return units


def studio(chance: random.Random, domain: str) -> list[DemoUnit]:
    """Build the small design studio."""
    return list(_flat(chance, domain, _STUDIO, chinese_share=0.12))


def laboratory(chance: random.Random, domain: str) -> list[DemoUnit]:
    """Build the middle-sized maker of sensors, with a site in Shenzhen."""
    return list(_flat(chance, domain, _LABS, chinese_share=0.3))


def _flat(
    chance: random.Random,
    domain: str,
    layout: tuple[tuple[str, str, int, tuple[str, ...]], ...],
    chinese_share: float,
) -> Iterator[DemoUnit]:
    staff = _Staff(chance, domain, chinese_share)
    ids = {name: f"u{number}" for number, (name, *_) in enumerate(layout)}
    for name, parent, count, titles in layout:
        unit = DemoUnit(ids[name], ids.get(parent, ""), name)
        unit.people = [staff.hire(titles[0])]
        unit.people += [staff.hire(chance.choice(titles[1:])) for _ in range(count - 1)]
        yield unit
