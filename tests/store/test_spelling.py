"""How names are typed: surnames with a reading of their own, every other reading, initials."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.store.spelling import spelling_of

SURNAMES = """
    单雄信 shanxiongxin   danxiongxin chanxiongxin
    單雄信 shanxiongxin   danxiongxin
    曾黎   zengli         cengli
    解晓东 xiexiaodong    jiexiaodong
    仇英   qiuying        chouying
    区伟雄 ouweixiong     quweixiong
    查良镛 zhaliangyong   chaliangyong
    任正非 renzhengfei
    朴树   piaoshu        pushu
    盖叫天 gejiaotian     gaijiaotian
    乐嘉   yuejia         lejia
    翟天临 zhaitianlin    ditianlin
    缪荃孙 miaoquansun    mouquansun
    员半千 yunbanqian     yuanbanqian
    冼星海 xianxinghai
    洗星海 xianxinghai    xixinghai
    召忽   shaohu         zhaohu
    折可适 shekeshi       zhekeshi
    种师道 chongshidao    zhongshidao
    秘琼   biqiong        miqiong
    繁钦   poqin          fanqin
    那英   naying
    葛优   geyou
    纪晓岚 jixiaolan
    宁静   ningjing
    应采儿 yingcaier
    覃辉   qinhui         tanhui
    柏杨   baiyang        boyang
    祭遵   zhaizun        jizun
    沈从文 shencongwen    chencongwen
    都敏俊 duminjun       douminjun
    么书仪 yaoshuyi       meshuyi
    句践   goujian        jujian
    薄熙   boxi           baoxi
    能元   naiyuan        nengyuan
    卜算   busuan
    眭固   suigu
    乜镛   nieyong
    蔚青   yuqing         weiqing
    尉缭   weiliao        yuliao
    逄先知 pangxianzhi
    谌容   chenrong
    莘野   shenye         xinye
    叶公   yegong         xiegong
    黑格尔 hegeer         heigeer
    车晓   chexiao        juxiao
    石磊   shilei
    贾平凹 jiapingao      jiapingwa
    瞿秋白 quqiubai
    晟睿   chengrui       shengrui
    尉迟恭 yuchigong      weichigong
    尉遲恭 yuchigong
    万俟卨 moqixie        wanqixie
    長孫無忌 zhangsunwuji
    长孙无忌 zhangsunwuji changsunwuji
    令狐冲 linghuchong
    澹台灭明 tantaimieming dantaimieming
    呼延灼 huyanzhuo
    单于丹 chanyudan      danyudan
    鲜于枢 xianyushu
    皇甫嵩 huangfusong
    夏侯惇 xiahoudun
    司徒美堂 situmeitang
    拓跋宏 tuobahong
    乐正裘 yuezhengqiu    lezhengqiu
    欧阳修 ouyangxiu
    吕布   lvbu           lubu
    王重阳 wangzhongyang  wangchongyang
    李行   lixing         lihang
    王乐乐 wanglele
"""


@pytest.mark.parametrize("line", [line for line in SURNAMES.splitlines() if line.strip()])
def test_a_surname_is_read_as_one_and_other_readings_are_found(line: str) -> None:
    name, likeliest, *others = line.split()
    found = spelling_of(name).full.split()
    assert found[0] == likeliest
    assert set(others) <= set(found)


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("单雄信", ["sxx", "dxx"]),
        ("曾国藩", ["zgf", "cgf"]),
        ("仇英", ["qy", "cy"]),
        ("欧阳修", ["oyx"]),
        ("区小姐", ["oxj", "qxj"]),
        ("尉迟恭", ["ycg", "wcg"]),
        ("万俟卨", ["mqx", "wqx"]),
    ],
)
def test_initials_follow_the_readings(name: str, initials: list[str]) -> None:
    found = spelling_of(name).initials.split()
    assert found[0] == initials[0]
    assert set(initials) <= set(found)


def test_what_is_not_chinese_has_no_spelling() -> None:
    assert spelling_of("Anna").full == ""
    assert spelling_of("").initials == ""


def test_the_surname_keeps_its_other_reading_however_many_the_given_name_has() -> None:
    """Readings are bounded; those that differ in one character come before all others."""
    found = spelling_of("单行乐朝重").full.split()
    assert any(one.startswith("dan") for one in found)
    assert any(one.startswith("chan") for one in found)


@given(st.text(alphabet="单曾解仇区行乐长重都尉迟 Aa", max_size=60))
def test_spellings_are_bounded(name: str) -> None:
    spelling = spelling_of(name)
    assert len(spelling.full.split()) <= 24
    assert len(spelling.initials.split()) <= 12
