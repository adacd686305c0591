"""What people of the demo companies say to each other.

A dialogue is a tuple of lines `(speaker, text)`. In direct chats speaker 0 is the colleague and 1 the demo's user;
in rooms each number is another member. ``{…}`` are filled in by `world`.
"""

from __future__ import annotations

Line = tuple[int, str]
Dialogue = tuple[Line, ...]

DIRECT_ZH: tuple[Dialogue, ...] = (
    (
        (0, "早，{city}那条线的报价单你看过了吗？"),
        (1, "看了，第{n}页的阶梯价好像写反了。"),
        (0, "啊，确实。我马上改，改完再发你一版。"),
        (1, "好的，不急，下午三点前给我就行。"),
        (0, "已经更新到共享盘了，版本号 v{n}。"),
        (1, "收到，谢谢！我转给客户确认。"),
    ),
    (
        (1, "{city}酒店那边的合同盖章了吗？"),
        (0, "法务还在看，说违约条款要再谈一下。"),
        (1, "大概什么时候能有结果？客户那边一直在催。"),
        (0, "我刚问过，最晚周{weekday}。"),
        (1, "行，那我先跟客户打个招呼。"),
        (0, "辛苦了 🙏"),
    ),
    (
        (0, "中午一起吃饭吗？楼下新开了一家{food}。"),
        (1, "好啊，十二点一刻电梯口见？"),
        (0, "可以，我叫上{name}。"),
        (1, "没问题，人多热闹。"),
    ),
    (
        (0, "订单 {order} 的退款状态有点奇怪，能帮忙看一下吗？"),
        (1, "我看看……支付那边已经成功了，是我们这边回调没处理。"),
        (0, "所以是重试队列的问题？"),
        (1, "对，昨晚发布以后积压了{n}条，我现在手动补一下。"),
        (0, "太好了，补完告诉我，我回复客服。"),
        (1, "补完了，你再刷新看看。"),
        (0, "正常了，谢谢！"),
    ),
    (
        (1, "周报模板是不是换了？我找不到去年的那个链接。"),
        (0, "换了，新的在内网首页「部门文档」下面：https://wiki.yuanhang.example/weekly"),
        (1, "找到了，多谢。"),
        (0, "记得本周要填Q{q}的目标进度。"),
    ),
    (
        (0, "明天{city}的评审会改到{hour}点了，会议室不变。"),
        (1, "好，我的部分大概十分钟，材料今晚发出来。"),
        (0, "需要我帮你提前投一下屏吗？"),
        (1, "那太好了，谢谢！"),
    ),
    (
        (0, "新同事{name}今天入职，坐你旁边，帮忙带一下？"),
        (1, "没问题，账号和门禁都开好了吗？"),
        (0, "账号好了，门禁下午去前台拿。"),
        (1, "好，我中午带她熟悉一下环境。"),
    ),
)

DIRECT_EN: tuple[Dialogue, ...] = (
    (
        (0, "Morning! Did you get a chance to look at the {thing} draft?"),
        (1, "Halfway through. Section {n} reads much better than the last version."),
        (0, "Great. I was worried it had become too long."),
        (1, "It's fine — I'd only cut the second example. Comments by noon."),
        (0, "Perfect, thank you."),
    ),
    (
        (1, "Is the {city} deployment still planned for today?"),
        (0, "Yes, {hour}:00 your time. The rollback plan is in the runbook."),
        (1, "Who is on call?"),
        (0, "{name}, and I'm around until late anyway."),
        (1, "Good. Ping me when it's out and I'll check the dashboards."),
        (0, "Done. Error rate is flat, latency went down by {n}%."),
        (1, "Lovely. Nice work everyone."),
    ),
    (
        (0, "Quick one: which invoice address do we use for the Singapore project?"),
        (1, "The one in the contract annex, not the one on their website."),
        (0, "Thanks, that saved me an awkward email."),
    ),
    (
        (0, "Could you join the {thing} call at {hour}? The client asked for you by name."),
        (1, "Only for the first half hour, I have a review after."),
        (0, "That's plenty. I'll put you first on the agenda."),
        (1, "OK. Send me the deck beforehand, please."),
        (0, "It's here: https://files.example/{thing}-{n}.pdf"),
    ),
    (
        (1, "The build is red on main again. Is that the flaky {thing} test?"),
        (0, "No, that one's real. We changed the default timeout."),
        (1, "Ah. Reverting or fixing forward?"),
        (0, "Fixing forward, PR in ten minutes."),
        (0, "Merged. Green again."),
        (1, "🎉"),
    ),
    (
        (0, "Are you coming to {city} next week?"),
        (1, "Yes! Landing Tuesday evening, leaving Friday."),
        (0, "Dinner on Wednesday? {food} near the office."),
        (1, "Sold."),
    ),
)

ROOM_ZH: tuple[Dialogue, ...] = (
    (
        (0, "大家早，今天站会改到{hour}点半。"),
        (1, "收到"),
        (2, "收到，我可能晚到五分钟"),
        (3, "好的"),
        (0, "另外请把各自的风险项更新到看板上。"),
        (1, "已更新，{city}节点的扩容还缺{n}台机器。"),
        (0, "我来协调，下午给答复。"),
    ),
    (
        (0, "线上告警：{city}机房延迟升高，正在看。"),
        (1, "我这边也看到了，P99 到了 {n}00ms。"),
        (2, "网络组确认是专线抖动，已切备线。"),
        (0, "切换后恢复正常，继续观察十分钟。"),
        (1, "观察结束，指标都正常。"),
        (0, "辛苦各位，复盘文档我来写。"),
    ),
    (
        (0, "国庆活动页的文案定稿了吗？"),
        (1, "定了，主标题用「把远方装进口袋」。"),
        (2, "这个好，设计稿今晚出。"),
        (3, "移动端首屏记得留出优惠券的位置。"),
        (2, "没问题。"),
    ),
    (
        (0, "报销系统本周{weekday}晚上升级，期间不能提交。"),
        (1, "差旅的单子会受影响吗？"),
        (0, "已提交的不受影响，审批会顺延一天。"),
        (2, "明白，谢谢提醒。"),
    ),
)

ROOM_EN: tuple[Dialogue, ...] = (
    (
        (0, "Release {n} is cut. Please finish testing by {hour}:00."),
        (1, "Smoke tests pass on Linux and macOS."),
        (2, "Windows installer looks good too. One typo in the notes, fixed."),
        (0, "Shipping it then."),
        (3, "Shipped 🚀"),
    ),
    (
        (0, "Moodboards for the {thing} rebrand are up. Feedback welcome until Thursday."),
        (1, "I like the second one. Warmer, and it survives in greyscale."),
        (2, "Same. The first feels like a bank."),
        (3, "+1 for the second. Can we try it with the {city} photographs?"),
        (0, "On it, will post tonight."),
    ),
    (
        (0, "Reminder: retro at {hour}. Cards are open now."),
        (1, "Added two. Mostly about review times."),
        (2, "Mine are about the {thing} migration, the good kind."),
        (0, "Looking forward to it."),
    ),
    (
        (0, "Has anybody seen the {city} sensor data drop around {hour}:00?"),
        (1, "Yes, a gateway rebooted. {n} minutes of gap, backfilled now."),
        (0, "Great, so no action needed?"),
        (1, "None. I've added an alert for it."),
    ),
)

ACROSS_EN: tuple[Dialogue, ...] = (
    (
        (
            0,
            "Hi Yue! The pairing screens are in the shared folder. Could Brightwell look before {hour}:00?",
        ),
        (1, "Just did. The third step still asks for the serial number twice."),
        (0, "Good catch, that is our firmware asking. I'll get it removed."),
        (1, "Then the flow is down to {n} taps. Much better than what we tested in {city}."),
        (0, "Wonderful. I'll tell Sales that the demo units can ship with it."),
    ),
    (
        (
            1,
            "Which sensor colours does Hexa Labs produce from January? I only have the {thing} palette.",
        ),
        (0, "Graphite and sand. The green one is gone, the mould broke."),
        (1, "Fine with me, it never worked on the packaging anyway."),
        (0, "I'll send renders of both tonight."),
    ),
    (
        (0, "Our app team would love a dark version of the onboarding. Is that in the contract?"),
        (1, "Not yet, but it's a small one. Client Services will send you {n} lines about it."),
        (0, "Perfect. No rush before the {thing} release."),
        (1, "Noted. I'll bring sketches to the next call."),
    ),
)

FILLERS = {
    "city": ("北京", "上海", "广州", "成都", "杭州", "西安", "三亚", "大理"),
    "city_en": ("Berlin", "Lisbon", "Oslo", "Kyoto", "Toronto", "Nairobi", "Porto", "Singapore"),
    "food": ("云南菜", "面馆", "粤菜", "火锅", "寿司"),
    "food_en": ("ramen", "the Lebanese place", "dim sum", "that new bistro"),
    "weekday": ("一", "二", "三", "四", "五"),
    "thing": ("onboarding", "pricing", "atlas", "harbour", "search", "billing", "identity"),
}

REPLIES_ZH = (
    "好的，收到！",
    "我看一下，稍等。",
    "没问题，今天下班前给你。",
    "这个我需要跟组里确认一下，晚点回复你。",
    "哈哈，可以的 👍",
    "文档在这里：https://wiki.yuanhang.example/start",
)
REPLIES_EN = (
    "Sounds good!",
    "Let me check and get back to you in a minute.",
    "Sure, I'll have it ready by the end of the day.",
    "I need to ask the team first. Will tell you soon.",
    "Ha, deal 👍",
    "Here it is: https://files.example/start",
)
