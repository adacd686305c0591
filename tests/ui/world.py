"""A morning at three companies: the conversations that the pictures of the window show."""

# ruff: noqa: E501  what people say has the length it has

from __future__ import annotations

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import ConversationId, ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState, MessageKind
from startalk_desktop.model.organisation import Member, UnitHead
from startalk_desktop.model.presence import Availability
from startalk_desktop.model.room import Affiliation, Occupant, Role
from tests.ui.clock import afternoon
from tests.ui.fakes import DAY, HOUR, MINUTE, FakeStartalk, make_account

DIRECT, ROOM = ConversationKind.DIRECT, ConversationKind.ROOM


class World:
    """The filled fake, and its conversations by name."""

    def __init__(self) -> None:
        self.startalk = FakeStartalk()
        accounts = self.startalk.accounts
        self.acme = accounts.put(make_account(0, "wang.fang@acme.example", "Acme Robotics"))
        self.globex = accounts.put(make_account(1, "fwang@globex.example", "Globex"))
        self.beichen = accounts.put(make_account(2, "wangfang@beichen.example", "北辰设计"))
        self.now = afternoon()
        for account in accounts.all():
            self.startalk.directory.put(account.id, account.jid, "王芳", Availability.AVAILABLE)
        self.launch = self._launch_room()
        self.li = self._li()
        self.alice = self._alice()
        self.design = self._design_room()
        self._others()
        self._trees()

    def _person(
        self, company: str, local: str, name: str, availability: Availability
    ) -> tuple[Jid, str]:
        account = getattr(self, company)
        jid = Jid(local, account.jid.domain)
        self.startalk.directory.put(account.id, jid, name, availability)
        return jid, name

    def _launch_room(self) -> ConversationId:
        world, account = self.startalk, self.acme
        room = world.begin(account.id, "launch@rooms.acme.example", "Launch week", ROOM)
        alice = self._person("acme", "alice.chen", "Alice Chen", Availability.AVAILABLE)
        zhang = self._person("acme", "zhang.wei", "张伟", Availability.BUSY)
        tom = self._person("acme", "tom.becker", "Tom Becker", Availability.AWAY)

        def say(who: tuple[Jid, str], text: str, ago: int, **more: object) -> None:
            sender = room.peer.with_resource(who[1])
            world.say(room, text, sender=sender, real=who[0], at=self.now - ago, **more)  # type: ignore[arg-type]

        def own(text: str, ago: int, state: DeliveryState = DeliveryState.SENT) -> None:
            sender = room.peer.with_resource("王芳")
            world.say(room, text, sender=sender, is_outgoing=True, state=state, at=self.now - ago)

        say(
            tom,
            "Morning everyone. Yesterday's soak test ran clean for eleven hours.",
            DAY + 3 * HOUR,
            is_quiet=True,
        )
        say(
            tom,
            "Logs: https://builds.acme.example/soak/2211",
            DAY + 3 * HOUR - MINUTE,
            is_quiet=True,
        )
        own("Thanks Tom, that is the last thing I was waiting for.", DAY + 2 * HOUR)
        say(
            zhang, "太好了！我今天下午把发布说明整理好，晚上发给大家看。", DAY + HOUR, is_quiet=True
        )
        world.say(
            room, "Launch on Thursday 10:00, freeze on Wednesday noon", kind=MessageKind.SUBJECT,
            sender=room.peer.with_resource("Alice Chen"), at=self.now - DAY, is_quiet=True,
        )  # fmt: skip
        say(
            alice,
            "Reminder: the freeze is tomorrow at noon. Anything that is not merged by then waits for 2.5.",
            3 * HOUR,
            is_quiet=True,
        )
        say(
            alice,
            "Please put what you still need on the board, with a name next to it 🙂",
            3 * HOUR - MINUTE,
            is_quiet=True,
        )
        own("The pairing fix is in review, I expect it this afternoon.", 2 * HOUR + 20 * MINUTE)
        own("Everything else of mine is merged.", 2 * HOUR + 19 * MINUTE)
        say(
            zhang,
            "发布说明的草稿在这里，请大家看一下：\nhttps://wiki.acme.example/launch/notes\n重点是第二节，配对流程的截图还要换成新的。",
            66 * MINUTE,
            is_quiet=True,
        )
        say(tom, "Reads well. Two typos in section 3, I fixed them.", 41 * MINUTE)
        say(alice, "王芳，截图能在今天五点之前换好吗？市场部要用同一批图。", 24 * MINUTE)
        say(alice, "And could you take the dark ones as well?", 23 * MINUTE)
        world.conversations[room].subject = "Launch on Thursday 10:00, freeze on Wednesday noon"
        world.conversations[room].occupants = (
            Occupant("Alice Chen", Affiliation.OWNER, Role.MODERATOR, alice[0]),
            Occupant("王芳", Affiliation.MEMBER, Role.PARTICIPANT, account.jid, is_self=True),
            Occupant("张伟", Affiliation.MEMBER, Role.PARTICIPANT, zhang[0]),
            Occupant("Tom Becker", Affiliation.MEMBER, Role.PARTICIPANT, tom[0]),
        )
        return room

    def _li(self) -> ConversationId:
        world = self.startalk
        jid, name = self._person("beichen", "li.na", "李娜", Availability.AVAILABLE)
        chat = world.begin(self.beichen.id, str(jid), name, DIRECT)
        said = (
            (False, "芳姐，首页的第三版放到共享盘了，你有空看看？", 5 * HOUR),
            (True, "看了，比第二版清爽很多。按钮的圆角和卡片统一一下就更好。", 4 * HOUR + 50 * MINUTE),
            (False, "好的，我改成 10px。字号呢？", 4 * HOUR + 48 * MINUTE),
            (True, "正文 14，标题 20，不要再多了。", 4 * HOUR + 46 * MINUTE),
            (False, "收到 👍", 4 * HOUR + 45 * MINUTE),
            (False, "还有一个问题：深色模式下品牌蓝太亮，客户说刺眼。我把饱和度降了一点，对比度还是 4.8，应该没问题。你看这个链接里的对照图：https://share.beichen.example/home/v3?theme=dark", 35 * MINUTE),
            (True, "我现在在另一个会里，三点以后看。", 31 * MINUTE),
            (False, "不急，明天上午给我意见就行。", 12 * MINUTE),
        )  # fmt: skip
        for is_outgoing, text, ago in said:
            state = DeliveryState.READ if is_outgoing else DeliveryState.RECEIVED
            world.say(
                chat, text, at=self.now - ago, is_outgoing=is_outgoing, state=state, is_quiet=True
            )
        world.update_line(chat, is_pinned=True)
        return chat

    def _alice(self) -> ConversationId:
        world = self.startalk
        jid, name = self._person("globex", "maria.santos", "Maria Santos", Availability.AWAY)
        chat = world.begin(self.globex.id, str(jid), name, DIRECT)
        said = (
            (False, "Hi Fang, did the contract draft reach you?", 26 * HOUR, DeliveryState.RECEIVED),
            (True, "Yes, legal has it. I expect an answer by Thursday.", 25 * HOUR, DeliveryState.READ),
            (False, "Great. One more: could you confirm the delivery address?", 110 * MINUTE, DeliveryState.RECEIVED),
            (True, "Building 7, dock B. Mark it for the attention of Mr Zhang.", 100 * MINUTE, DeliveryState.READ),
            (True, "They unload until 17:00, not later.", 99 * MINUTE, DeliveryState.DELIVERED),
            (True, "I also need the packing list as PDF before it leaves.", 9 * MINUTE, DeliveryState.SENT),
            (True, "Can the carrier call me when they are close?", 4 * MINUTE, DeliveryState.QUEUED),
        )  # fmt: skip
        for is_outgoing, text, ago, state in said:
            world.say(
                chat, text, at=self.now - ago, is_outgoing=is_outgoing, state=state, is_quiet=True
            )
        world.say(
            chat, "Here is the updated quote: 48 units at 1,250 each.", at=self.now - 3 * MINUTE,
            is_outgoing=True, state=DeliveryState.FAILED,
            failure=Failure(FailureCode.SERVER_ERROR, "internal-server-error"),
        )  # fmt: skip
        return chat

    def _design_room(self) -> ConversationId:
        world = self.startalk
        room = world.begin(self.beichen.id, "design@rooms.beichen.example", "设计评审", ROOM)
        jid, _ = self._person("beichen", "zhao.lei", "赵磊", Availability.AVAILABLE)
        world.say(
            room, "周五评审改到下午三点，会议室 4。", sender=room.peer.with_resource("赵磊"), real=jid,
            at=self.now - 52 * MINUTE,
        )  # fmt: skip
        return room

    def _others(self) -> None:
        world = self.startalk
        people = (
            ("acme", "zhang.wei", "张伟", Availability.BUSY, "好，那我先去吃饭了", 95, 0),
            ("acme", "sarah.kim", "Sarah Kim", Availability.AVAILABLE, "Can you approve the travel request? It closes tonight.", 140, 2),
            ("globex", "peter.novak", "Peter Novák", Availability.OFFLINE, "Sounds good, see you on Monday!", 60 * 26, 0),
            ("globex", "chen.jie", "陈洁", Availability.AVAILABLE, "采购单我已经提交了，编号 PO-20931", 60 * 27, 0),
            ("beichen", "ouyang.nana", "欧阳娜娜", Availability.AWAY, "谢谢！", 60 * 50, 0),
            ("acme", "it.helpdesk", "IT Helpdesk", Availability.AVAILABLE, "Your ticket #4821 was closed. Tell us if the printer misbehaves again.", 60 * 75, 0),
            ("globex", "liu.yang", "刘洋", Availability.OFFLINE, "下周我在上海，有空一起吃个饭", 60 * 24 * 9, 0),
        )  # fmt: skip
        for company, local, name, availability, text, minutes, unread in people:
            account = getattr(self, company)
            jid, _ = self._person(company, local, name, availability)
            chat = world.begin(account.id, str(jid), name, DIRECT)
            world.say(chat, text, at=self.now - minutes * MINUTE, is_quiet=not unread)
            if unread:
                world.update_line(chat, unread_count=unread)
        supply = world.begin(
            self.globex.id, "supply@chat.globex.example", "Supply chain EMEA", ROOM
        )
        world.say(
            supply, "Customs cleared. ETA Rotterdam is Friday.", at=self.now - 200 * MINUTE,
            sender=supply.peer.with_resource("Maria Santos"),
        )  # fmt: skip
        world.update_line(supply, unread_count=18)
        budget = ConversationId(self.acme.id, Jid("sarah.kim", "acme.example"))
        world.update_line(
            ConversationId(self.globex.id, Jid("peter.novak", "globex.example")),
            draft="Hi Peter, about Monday: could we start at",
        )
        assert budget in world.conversations

    def _trees(self) -> None:
        directory = self.startalk.directory
        heads = {
            "acme": (("hq", "", "Headquarters", 412), ("rd", "", "研发中心", 2210), ("rd.hw", "rd", "Hardware", 640), ("rd.sw", "rd", "Software 软件部", 980), ("ops", "", "Operations", 1890)),
            "globex": (("sales", "", "Sales", 120), ("supply", "", "Supply chain", 86)),
            "beichen": (("design", "", "设计部", 34), ("brand", "", "品牌部", 12)),
        }  # fmt: skip
        sizes = {"acme": 6500, "globex": 320, "beichen": 58}
        people = {
            "acme": (("rd.sw", "zhang.wei", "张伟", "高级工程师"), ("rd.sw", "alice.chen", "Alice Chen", "Release manager"), ("rd.sw", "tom.becker", "Tom Becker", "Test lead"), ("rd.sw", "wang.fang", "王芳", "Product manager"), ("hq", "sarah.kim", "Sarah Kim", "Finance")),
            "globex": (("sales", "maria.santos", "Maria Santos", "Account manager"), ("supply", "chen.jie", "陈洁", "采购主管"), ("supply", "liu.yang", "刘洋", "物流")),
            "beichen": (("design", "li.na", "李娜", "交互设计师"), ("design", "zhao.lei", "赵磊", "设计总监"), ("brand", "ouyang.nana", "欧阳娜娜", "品牌设计")),
        }  # fmt: skip
        for company, units in heads.items():
            account = getattr(self, company)
            directory.counts[account.id] = sizes[company]
            directory.units[account.id] = [
                UnitHead(key, parent, name, order, "", count)
                for order, (key, parent, name, count) in enumerate(units)
            ]
            directory.people[account.id] = [
                (
                    unit,
                    Member(
                        Jid(local, account.jid.domain), name, title,
                        "+86 21 5555 0142", f"{local}@{account.jid.domain}",
                    ),
                )
                for unit, local, name, title in people[company]
            ]  # fmt: skip


def long_history(world: World, count: int, archived: int = 0) -> ConversationId:
    """A conversation of `count` stored messages, and `archived` older ones that only the archive has."""
    startalk = world.startalk
    chat = startalk.begin(world.acme.id, "history@acme.example", "周明", DIRECT)
    words = (
        "好的，明天见。",
        "Could you send me the figures of last week? I need them for the meeting at eleven.",
        "第一行\n第二行\n第三行",
        "https://wiki.acme.example/a/rather/long/address/that/has/to/break/somewhere?page=12&view=all",
        "OK",
        "我们需要在周五之前完成测试，然后把结果发给客户。如果有任何问题，请尽快告诉我，我会安排人手。",
    )
    start = world.now - (count + archived) * 7 * MINUTE
    for number in range(count + archived):
        startalk.say(
            chat,
            f"{number} {words[number % len(words)]}",
            at=start + number * 7 * MINUTE,
            is_outgoing=number % 5 in (1, 2),
            state=DeliveryState.READ if number % 5 in (1, 2) else DeliveryState.RECEIVED,
            is_quiet=True,
        )
    it = startalk.conversations[chat]
    it.archive, it.messages = it.messages[:archived], it.messages[archived:]
    return chat
