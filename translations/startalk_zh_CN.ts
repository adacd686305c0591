<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AccountMenu</name>
    <message>
        <source>Unlock</source>
        <translation>解锁</translation>
    </message>
    <message>
        <source>My presence</source>
        <translation>我的状态</translation>
    </message>
    <message>
        <source>Work hours…</source>
        <translation>工作时间…</translation>
    </message>
    <message>
        <source>My card…</source>
        <translation>我的名片…</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Go offline here</source>
        <translation>在这里下线</translation>
    </message>
    <message>
        <source>Lock now</source>
        <translation>立即锁定</translation>
    </message>
    <message>
        <source>Settings and privacy…</source>
        <translation>设置与隐私…</translation>
    </message>
    <message>
        <source>Copy my address</source>
        <translation>复制我的地址</translation>
    </message>
    <message>
        <source>Leave this company…</source>
        <translation>退出这家公司…</translation>
    </message>
</context>
<context>
    <name>ActionTexts</name>
    <message>
        <source>Only its author can do this.</source>
        <translation>只有作者本人可以这样做。</translation>
    </message>
    <message>
        <source>This message can&apos;t be changed.</source>
        <translation>这条消息不能修改。</translation>
    </message>
    <message>
        <source>It is too late: the company limits for how long messages can be recalled.</source>
        <translation>已超过时限：公司规定了消息可以撤回的时间。</translation>
    </message>
    <message>
        <source>You have no right to do this here.</source>
        <translation>你在此处无权这样做。</translation>
    </message>
    <message>
        <source>This can&apos;t be done: the server has not named the message, or does not offer it.</source>
        <translation>无法完成：服务器没有给这条消息编号，或不支持此操作。</translation>
    </message>
    <message>
        <source>The message is no longer there.</source>
        <translation>这条消息已不存在。</translation>
    </message>
    <message>
        <source>The text is longer than one message can be.</source>
        <translation>文字超过了一条消息的长度上限。</translation>
    </message>
    <message>
        <source>There is no text left to send.</source>
        <translation>没有可发送的文字。</translation>
    </message>
    <message>
        <source>The edit did not get through.</source>
        <translation>编辑未能送达。</translation>
    </message>
    <message>
        <source>The message could not be recalled.</source>
        <translation>消息未能撤回。</translation>
    </message>
    <message>
        <source>The reaction did not get through.</source>
        <translation>表情回应未能送达。</translation>
    </message>
</context>
<context>
    <name>Arranging</name>
    <message>
        <source>{name} is archived</source>
        <translation>已归档 {name}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>What do you call {name}?</source>
        <translation>你怎么称呼 {name}？</translation>
    </message>
    <message>
        <source>Only you see this name, on all your devices.</source>
        <translation>只有你能看到这个名字，所有设备上都一样。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Block {name}?</source>
        <translation>屏蔽 {name}？</translation>
    </message>
    <message>
        <source>You hear nothing more of them, in rooms either, on all your devices. They are not told. What they wrote before stays.</source>
        <translation>在你的所有设备上都不再收到对方的任何消息，群里也一样。对方不会得到通知，之前的消息会保留。</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>屏蔽</translation>
    </message>
    <message>
        <source>{name} is blocked</source>
        <translation>已屏蔽 {name}</translation>
    </message>
    <message>
        <source>{name} is blocked and reported</source>
        <translation>已屏蔽并举报 {name}</translation>
    </message>
    <message>
        <source>{name} is blocked. The server takes no reports.</source>
        <translation>已屏蔽 {name}。服务器不接受举报。</translation>
    </message>
    <message>
        <source>Remove the conversation with {name}?</source>
        <translation>移除与 {name} 的会话？</translation>
    </message>
    <message>
        <source>Its messages go from this computer. The server&apos;s archive keeps them.</source>
        <translation>消息会从这台电脑上删除，服务器的归档仍会保留。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>AskDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>Attach</name>
    <message>
        <source>A folder can&apos;t be sent. Make an archive of it first.</source>
        <translation>不能发送文件夹，请先打包成压缩文件。</translation>
    </message>
    <message>
        <source>There is nothing in it</source>
        <translation>文件是空的</translation>
    </message>
    <message>
        <source>It can&apos;t be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>Too large for the server of {company}: it takes up to {size}</source>
        <translation>超出 {company} 服务器的限制：最大 {size}</translation>
    </message>
    <message>
        <source>Too large for the server of {company}</source>
        <translation>超出 {company} 服务器的限制</translation>
    </message>
    <message>
        <source>It can&apos;t be sent</source>
        <translation>无法发送</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>移除 {name}</translation>
    </message>
</context>
<context>
    <name>AttachDialog</name>
    <message>
        <source>as {address} · {company}</source>
        <translation>以 {address} · {company} 的身份</translation>
    </message>
    <message>
        <source>Add a caption</source>
        <translation>添加说明</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Send without location and camera data</source>
        <translation>发送时去除位置和相机信息</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Preparing…</source>
        <translation>正在准备…</translation>
    </message>
    <message numerus="yes">
        <source>Send the other %n</source>
        <translation>
            <numerusform>发送其余 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>{size} · keeps its location and camera data</source>
        <translation>{size} · 保留位置和相机信息</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) more are too many for one go</source>
        <translation>
            <numerusform>一次最多发送 100 个，还有 %n 个文件未加入</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send %n picture(s) to {name}</source>
        <translation>
            <numerusform>发送 %n 张图片给 {name}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send %n file(s) to {name}</source>
        <translation>
            <numerusform>发送 %n 个文件给 {name}</numerusform>
        </translation>
    </message>
    <message>
        <source>They could not be kept on this computer. {reason}</source>
        <translation>无法保存在这台电脑上。{reason}</translation>
    </message>
    <message>
        <source>The caption is longer than one message can be</source>
        <translation>说明太长，超出一条消息的限制</translation>
    </message>
</context>
<context>
    <name>Attention</name>
    <message>
        <source>{reason} until {time}</source>
        <translation>{reason}，到 {time}</translation>
    </message>
    <message>
        <source>Outside work hours</source>
        <translation>非工作时间</translation>
    </message>
    <message>
        <source>Quiet hours</source>
        <translation>安静时段</translation>
    </message>
    <message>
        <source>Do not disturb</source>
        <translation>请勿打扰</translation>
    </message>
</context>
<context>
    <name>AvatarCrop</name>
    <message>
        <source>The part of the picture to show</source>
        <translation>要显示的部分</translation>
    </message>
    <message>
        <source>Arrow keys move the picture, plus and minus zoom.</source>
        <translation>方向键移动图片，加减键缩放。</translation>
    </message>
</context>
<context>
    <name>BannedDialog</name>
    <message>
        <source>Banned from {room}</source>
        <translation>被禁止进入“{room}”的人</translation>
    </message>
    <message>
        <source>They can&apos;t come in, nor be invited, until the ban is lifted.</source>
        <translation>解除之前，他们不能进入，也不能被邀请。</translation>
    </message>
    <message>
        <source>Find by name or address</source>
        <translation>按姓名或地址查找</translation>
    </message>
    <message>
        <source>Lift the ban…</source>
        <translation>解除禁止…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The list can&apos;t be shown</source>
        <translation>无法显示名单</translation>
    </message>
    <message>
        <source>Nobody of that name</source>
        <translation>没有找到此人</translation>
    </message>
    <message>
        <source>Nobody is banned</source>
        <translation>没有人被禁止进入</translation>
    </message>
</context>
<context>
    <name>Banners</name>
    <message>
        <source>Retry now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>{company}: {sentence}</source>
        <translation>{company}：{sentence}</translation>
    </message>
    <message numerus="yes">
        <source>Trying again in %n second(s).</source>
        <translation>
            <numerusform>%n 秒后重试。</numerusform>
        </translation>
    </message>
    <message>
        <source>Trying again now.</source>
        <translation>正在重试。</translation>
    </message>
    <message>
        <source>{company}: {problem} {again}</source>
        <translation>{company}：{problem}{again}</translation>
    </message>
    <message>
        <source>New password…</source>
        <translation>输入新密码…</translation>
    </message>
    <message>
        <source>Look at the certificate…</source>
        <translation>查看证书…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>Bubble</name>
    <message>
        <source>Topic: {text}</source>
        <translation>话题：{text}</translation>
    </message>
    <message>
        <source>{name} set the topic: {text}</source>
        <translation>{name} 将话题设为：{text}</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>未发送</translation>
    </message>
    <message>
        <source>Click to try again or discard</source>
        <translation>点按可重新发送或丢弃</translation>
    </message>
    <message>
        <source>New messages</source>
        <translation>新消息</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Show picture</source>
        <translation>显示图片</translation>
    </message>
    <message>
        <source>Somebody</source>
        <translation>某人</translation>
    </message>
    <message>
        <source>Shortened. Copied, it is whole.</source>
        <translation>内容过长，仅显示一部分；复制可得全文。</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>已编辑</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Earlier message</source>
        <translation>较早的消息</translation>
    </message>
</context>
<context>
    <name>CalendarPopup</name>
    <message>
        <source>Earlier month</source>
        <translation>上个月</translation>
    </message>
    <message>
        <source>Later month</source>
        <translation>下个月</translation>
    </message>
    <message>
        <source>MMMM yyyy</source>
        <translation>yyyy年M月</translation>
    </message>
</context>
<context>
    <name>CertificateDialog</name>
    <message>
        <source>Certificate</source>
        <translation>证书</translation>
    </message>
</context>
<context>
    <name>CertificateView</name>
    <message>
        <source>Is this your company&apos;s server?</source>
        <translation>这是贵公司的服务器吗？</translation>
    </message>
    <message>
        <source>Ask your admin for the fingerprint and compare it. If it differs, somebody may be listening: do not go on.</source>
        <translation>请向管理员索取指纹并逐位比对。如果不一致，连接可能被人窃听，请勿继续。</translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation>指纹</translation>
    </message>
    <message>
        <source>Fingerprint (SHA-256)</source>
        <translation>指纹（SHA-256）</translation>
    </message>
    <message>
        <source>Don&apos;t connect</source>
        <translation>不连接</translation>
    </message>
    <message>
        <source>Trust this certificate</source>
        <translation>信任此证书</translation>
    </message>
    <message>
        <source>itself</source>
        <translation>自签名</translation>
    </message>
    <message>
        <source>For</source>
        <translation>颁发给</translation>
    </message>
    <message>
        <source>Issued by</source>
        <translation>颁发者</translation>
    </message>
    <message>
        <source>Valid from</source>
        <translation>生效时间</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>到期时间</translation>
    </message>
</context>
<context>
    <name>ChoiceBar</name>
    <message>
        <source>Choose nobody</source>
        <translation>取消选择</translation>
    </message>
    <message>
        <source>Start a room</source>
        <translation>建群</translation>
    </message>
    <message>
        <source>Send to each…</source>
        <translation>分别发送…</translation>
    </message>
    <message numerus="yes">
        <source>%n person(s) chosen</source>
        <translation>
            <numerusform>已选 %n 人</numerusform>
        </translation>
    </message>
    <message>
        <source>A room belongs to one company; these are of several.</source>
        <translation>群聊属于一家公司；所选的人来自多家公司。</translation>
    </message>
</context>
<context>
    <name>ChosenRow</name>
    <message>
        <source>Remove {name}</source>
        <translation>移除 {name}</translation>
    </message>
</context>
<context>
    <name>CodeChoice</name>
    <message>
        <source>Which code is your company&apos;s?</source>
        <translation>哪个二维码是你公司的？</translation>
    </message>
    <message>
        <source>The picture has several. Take the one with your company&apos;s name in it.</source>
        <translation>图片中有多个二维码，请选择包含你公司名称的那一个。</translation>
    </message>
    <message>
        <source>QR codes</source>
        <translation>二维码</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
</context>
<context>
    <name>CompanyActions</name>
    <message>
        <source>In all companies</source>
        <translation>所有公司</translation>
    </message>
    <message>
        <source>In one company</source>
        <translation>单个公司</translation>
    </message>
    <message>
        <source>People in all your companies see it beside your name.</source>
        <translation>你所有公司的人都会在你的名字旁看到。</translation>
    </message>
    <message>
        <source>People at {company} see it beside your name.</source>
        <translation>{company} 的人会在你的名字旁看到。</translation>
    </message>
    <message>
        <source>What are you up to?</source>
        <translation>你在做什么？</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>In a meeting until three</source>
        <translation>三点前在开会</translation>
    </message>
</context>
<context>
    <name>CompanyCard</name>
    <message>
        <source>Another company</source>
        <translation>换一家公司</translation>
    </message>
    <message>
        <source>Server: {host}</source>
        <translation>服务器：{host}</translation>
    </message>
</context>
<context>
    <name>CompanyPage</name>
    <message>
        <source>This company is locked.</source>
        <translation>该公司已锁定。</translation>
    </message>
    <message>
        <source>When it may disturb</source>
        <translation>何时可以打扰</translation>
    </message>
    <message>
        <source>Work hours</source>
        <translation>工作时间</translation>
    </message>
    <message>
        <source>Outside of them it is quiet, and colleagues see that you are away.</source>
        <translation>在此之外不打扰，同事会看到你已离开。</translation>
    </message>
    <message>
        <source>What people see of me</source>
        <translation>别人能看到什么</translation>
    </message>
    <message>
        <source>Send read receipts (delivered)</source>
        <translation>发送送达回执</translation>
    </message>
    <message>
        <source>Others see that a message has reached you.</source>
        <translation>对方能看到消息已送达。</translation>
    </message>
    <message>
        <source>Tell when I have read</source>
        <translation>告知已读</translation>
    </message>
    <message>
        <source>Others see how far you have read. Your own devices always know.</source>
        <translation>对方能看到你读到了哪里。你自己的设备始终知道。</translation>
    </message>
    <message>
        <source>Tell when I type</source>
        <translation>告知正在输入</translation>
    </message>
    <message>
        <source>In conversations with one person, they see that you are writing.</source>
        <translation>在单聊中，对方能看到你正在输入。</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>People I block</source>
        <translation>我屏蔽的人</translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation>取消屏蔽</translation>
    </message>
    <message>
        <source>Unblock {name}</source>
        <translation>取消屏蔽 {name}</translation>
    </message>
    <message>
        <source>Load pictures by themselves</source>
        <translation>自动加载图片</translation>
    </message>
    <message>
        <source>When you look at a message, and only from {company}&apos;s own server, which then learns that you did. Others load when you click them.</source>
        <translation>仅在你查看消息时，且仅从 {company} 自己的服务器加载（服务器会因此知道你看过）。其他图片点击后才加载。</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>总是</translation>
    </message>
    <message>
        <source>Up to {size}</source>
        <translation>不超过 {size}</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>服务</translation>
    </message>
</context>
<context>
    <name>Completer</name>
    <message>
        <source>not in the room</source>
        <translation>不在群聊中</translation>
    </message>
</context>
<context>
    <name>CompletionPopup</name>
    <message>
        <source>Completions</source>
        <translation>补全</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Emoji</source>
        <translation>表情</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>as {address} · {company}</source>
        <translation>以 {address} · {company} 的身份发送</translation>
    </message>
    <message>
        <source>Write to {name}</source>
        <translation>发消息给 {name}</translation>
    </message>
    <message>
        <source>The message&apos;s new text</source>
        <translation>消息的新内容</translation>
    </message>
    <message>
        <source>No connection: what you send is kept, and leaves when it is back</source>
        <translation>未连接：消息会先保存，恢复连接后自动发出</translation>
    </message>
    <message>
        <source>This company is locked: unlock it to write</source>
        <translation>这家公司已锁定，解锁后才能发消息</translation>
    </message>
    <message>
        <source>You are not in this room: join it to write</source>
        <translation>你不在这个群聊中，加入后才能发消息</translation>
    </message>
    <message>
        <source>Too long for one message ({size}): it will be sent as the file message.txt</source>
        <translation>超过一条消息的长度（{size}），将作为文件 message.txt 发送</translation>
    </message>
    <message>
        <source>Sending as the file message.txt…</source>
        <translation>正在作为文件 message.txt 发送…</translation>
    </message>
    <message>
        <source>That is too much text to write here. Send it as a file instead.</source>
        <translation>文字太多，这里写不下，请作为文件发送。</translation>
    </message>
    <message>
        <source>The text could not be sent as a file. {reason}</source>
        <translation>文字未能作为文件发送。{reason}</translation>
    </message>
    <message>
        <source>A message can&apos;t be edited to nothing. Recall it instead.</source>
        <translation>消息不能改成空的，可以撤回它。</translation>
    </message>
    <message>
        <source>The text is longer than one message can be. Shorten it to save it.</source>
        <translation>文字超过了一条消息的上限，缩短后才能保存。</translation>
    </message>
    <message>
        <source>That message is no longer there.</source>
        <translation>那条消息已经不在了。</translation>
    </message>
    <message>
        <source>This server does not offer it, so the text stays here.</source>
        <translation>服务器不支持，文字保留在这里。</translation>
    </message>
    <message>
        <source>It could not be kept on this computer.</source>
        <translation>无法保存到这台电脑上。</translation>
    </message>
    <message>
        <source>This message can&apos;t be edited.</source>
        <translation>这条消息不能编辑。</translation>
    </message>
    <message>
        <source>Send files</source>
        <translation>发送文件</translation>
    </message>
    <message>
        <source>Copied text: “{text}”</source>
        <translation>复制的文字：“{text}”</translation>
    </message>
</context>
<context>
    <name>ComposerFiles</name>
    <message>
        <source>Send files</source>
        <translation>发送文件</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) waiting</source>
        <translation>
            <numerusform>%n 个文件等待发送</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConfirmDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>ConversationHeader</name>
    <message>
        <source>Muted: only mentions notify</source>
        <translation>已免打扰：仅在提到我时通知</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>成员</translation>
    </message>
    <message>
        <source>Find in this conversation</source>
        <translation>在此会话中查找</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message numerus="yes">
        <source>%n member(s) here</source>
        <translation>
            <numerusform>%n 人在线</numerusform>
        </translation>
    </message>
    <message>
        <source>typing…</source>
        <translation>正在输入…</translation>
    </message>
    <message>
        <source>{name} is typing…</source>
        <translation>{name} 正在输入…</translation>
    </message>
    <message>
        <source>{first} and {second} are typing…</source>
        <translation>{first} 和 {second} 正在输入…</translation>
    </message>
    <message numerus="yes">
        <source>%n people are typing…</source>
        <translation>
            <numerusform>%n 人正在输入…</numerusform>
        </translation>
    </message>
    <message>
        <source>Files and pictures</source>
        <translation>文件与图片</translation>
    </message>
    <message>
        <source>Nicknames</source>
        <translation>昵称群聊</translation>
    </message>
    <message>
        <source>Privately in {room} · the room hides who this is</source>
        <translation>在 {room} 中私聊 · 此群聊不显示对方的真实身份</translation>
    </message>
</context>
<context>
    <name>ConversationMenu</name>
    <message>
        <source>Find in this conversation</source>
        <translation>在此会话中查找</translation>
    </message>
    <message>
        <source>Go to a day…</source>
        <translation>跳转到日期…</translation>
    </message>
    <message>
        <source>Go to the first unread</source>
        <translation>跳转到第一条未读</translation>
    </message>
    <message>
        <source>Go to the next mention of me</source>
        <translation>跳转到下一条提到我的消息</translation>
    </message>
    <message>
        <source>Remark name…</source>
        <translation>备注名…</translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation>取消屏蔽</translation>
    </message>
    <message>
        <source>Block…</source>
        <translation>屏蔽…</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>举报…</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Remove the star</source>
        <translation>取消星标</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>加星标</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>标为已读</translation>
    </message>
    <message>
        <source>Mark as unread</source>
        <translation>标为未读</translation>
    </message>
    <message>
        <source>Bring back from the archive</source>
        <translation>从归档中恢复</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>取消免打扰</translation>
    </message>
    <message>
        <source>Mute (mentions still notify)</source>
        <translation>免打扰（提到我时仍通知）</translation>
    </message>
    <message>
        <source>For an hour</source>
        <translation>一小时</translation>
    </message>
    <message>
        <source>Until tomorrow</source>
        <translation>到明天</translation>
    </message>
    <message>
        <source>Until I unmute it</source>
        <translation>直到取消免打扰</translation>
    </message>
    <message>
        <source>Notify me of</source>
        <translation>通知我</translation>
    </message>
    <message>
        <source>Every message</source>
        <translation>每条消息</translation>
    </message>
    <message>
        <source>Mentions of me only</source>
        <translation>仅提到我的</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>都不通知</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>成员</translation>
    </message>
    <message>
        <source>Show the card</source>
        <translation>查看名片</translation>
    </message>
    <message>
        <source>Remove from this computer…</source>
        <translation>从此电脑移除…</translation>
    </message>
    <message>
        <source>Files and pictures</source>
        <translation>文件与图片</translation>
    </message>
    <message>
        <source>Add people…</source>
        <translation>添加成员…</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>归档</translation>
    </message>
    <message>
        <source>Room settings…</source>
        <translation>群聊设置…</translation>
    </message>
    <message>
        <source>Leave the room…</source>
        <translation>退出群聊…</translation>
    </message>
</context>
<context>
    <name>ConversationStage</name>
    <message>
        <source>Add your first company</source>
        <translation>添加你的第一家公司</translation>
    </message>
    <message>
        <source>Sign in with the address that the company gave you. You can add as many companies as you work for.</source>
        <translation>用公司分配给你的地址登录。你在几家公司工作，就可以添加几家。</translation>
    </message>
    <message>
        <source>Add a company</source>
        <translation>添加公司</translation>
    </message>
    <message>
        <source>Pick a conversation</source>
        <translation>选择一个会话</translation>
    </message>
    <message>
        <source>Or press Ctrl+K and type the name of anybody in any of your companies.</source>
        <translation>或按 Ctrl+K，输入任意一家公司任何同事的姓名。</translation>
    </message>
    <message>
        <source>Jump to…</source>
        <translation>快速跳转…</translation>
    </message>
    <message>
        <source>This company is locked</source>
        <translation>这家公司已锁定</translation>
    </message>
    <message>
        <source>Its messages can&apos;t be read before it is unlocked.</source>
        <translation>解锁之前无法阅读其中的消息。</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>解锁</translation>
    </message>
</context>
<context>
    <name>CreateRoomDialog</name>
    <message>
        <source>New room</source>
        <translation>新建群聊</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>公司</translation>
    </message>
    <message>
        <source>What it is about (optional)</source>
        <translation>讨论什么（可选）</translation>
    </message>
    <message>
        <source>Private</source>
        <translation>私密</translation>
    </message>
    <message>
        <source>Public</source>
        <translation>公开</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>话题</translation>
    </message>
    <message>
        <source>Open to</source>
        <translation>开放范围</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>For example: Launch week</source>
        <translation>例如：发布周</translation>
    </message>
    <message>
        <source>Everybody at {company} finds it and may join.</source>
        <translation>{company} 的所有人都能找到并加入。</translation>
    </message>
    <message>
        <source>Only those who are invited find it, may join, and see who everybody is.</source>
        <translation>只有受邀的人能找到和加入，成员之间都能看到真实身份。</translation>
    </message>
    <message>
        <source>Creating…</source>
        <translation>正在创建…</translation>
    </message>
    <message>
        <source>Create room</source>
        <translation>创建群聊</translation>
    </message>
</context>
<context>
    <name>CrossingDialog</name>
    <message>
        <source>{company} does not allow this</source>
        <translation>{company} 不允许此操作</translation>
    </message>
    <message>
        <source>This leaves {company}</source>
        <translation>内容将离开 {company}</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Send to {company}</source>
        <translation>发送到 {company}</translation>
    </message>
    <message>
        <source>The IT of {source} has decided that nothing of it may be carried into another company, so this can&apos;t go to {target}.</source>
        <translation>{source} 的 IT 部门规定，其内容不得带入其他公司，因此不能发送到 {target}。</translation>
    </message>
    <message>
        <source>People of {target} will be able to read it, and {source} can&apos;t take it back. It goes out in your name there: {address}.</source>
        <translation>{target} 的人将能看到这些内容，{source} 无法收回。将以你在那里的身份 {address} 发出。</translation>
    </message>
    <message>
        <source>into</source>
        <translation>到</translation>
    </message>
</context>
<context>
    <name>DetailsDialog</name>
    <message>
        <source>Message details</source>
        <translation>消息详情</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>全部复制</translation>
    </message>
    <message>
        <source>From</source>
        <translation>发送者</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Real address</source>
        <translation>真实地址</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>公司</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>发送时间</translation>
    </message>
    <message>
        <source>Came</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答复</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>细节</translation>
    </message>
    <message>
        <source>Edited</source>
        <translation>编辑时间</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>撤回时间</translation>
    </message>
    <message>
        <source>Taken back by</source>
        <translation>撤回者</translation>
    </message>
    <message>
        <source>On its way</source>
        <translation>正在处理</translation>
    </message>
    <message>
        <source>In the name of</source>
        <translation>以谁的名义</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message numerus="yes">
        <source>%n character(s)</source>
        <translation>
            <numerusform>%n 个字符</numerusform>
        </translation>
    </message>
    <message>
        <source>Sender&apos;s id</source>
        <translation>发送方编号</translation>
    </message>
    <message>
        <source>Stanza&apos;s id</source>
        <translation>节编号</translation>
    </message>
    <message>
        <source>Archive&apos;s id</source>
        <translation>归档编号</translation>
    </message>
    <message>
        <source>Occupant&apos;s id</source>
        <translation>成员编号</translation>
    </message>
    <message>
        <source>Row here</source>
        <translation>本机记录</translation>
    </message>
    <message>
        <source>{row}, revision {revision}</source>
        <translation>{row}，第 {revision} 版</translation>
    </message>
    <message>
        <source>received</source>
        <translation>已接收</translation>
    </message>
    <message>
        <source>written on this computer</source>
        <translation>在本机发送</translation>
    </message>
    <message>
        <source>live, as it was sent</source>
        <translation>实时收到</translation>
    </message>
    <message>
        <source>from another device of yours</source>
        <translation>由你的其他设备发送</translation>
    </message>
    <message>
        <source>as a copy of what another device of yours got</source>
        <translation>其他设备所收消息的副本</translation>
    </message>
    <message>
        <source>back from the room, written on another device of yours</source>
        <translation>由你的其他设备发送，经群聊返回</translation>
    </message>
    <message>
        <source>out of the server&apos;s archive</source>
        <translation>来自服务器的历史记录</translation>
    </message>
    <message>
        <source>an edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>a recall</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>a reaction</source>
        <translation>表情回应</translation>
    </message>
</context>
<context>
    <name>Directory</name>
    <message>
        <source>Starred</source>
        <translation>星标</translation>
    </message>
    <message>
        <source>Recently met</source>
        <translation>最近联系</translation>
    </message>
    <message>
        <source>Reporting to {name}</source>
        <translation>向 {name} 汇报的人</translation>
    </message>
    <message>
        <source>In the same unit as {name}</source>
        <translation>与 {name} 同一部门的人</translation>
    </message>
    <message>
        <source>Linked through {company}</source>
        <translation>经 {company} 互联</translation>
    </message>
    <message>
        <source>From the contact list</source>
        <translation>来自联系人列表</translation>
    </message>
    <message>
        <source>No organisation published</source>
        <translation>未发布组织架构</translation>
    </message>
    <message>
        <source>Mistakes in what it publishes: {n}</source>
        <translation>发布的组织架构有 {n} 处错误</translation>
    </message>
    <message>
        <source>Items that hold something else than they should, left out: {n}</source>
        <translation>内容与标识不符的条目，已略去：{n}</translation>
    </message>
    <message>
        <source>Parts that are larger than can be meant, left out: {n}</source>
        <translation>大得不合理的部分，已略去：{n}</translation>
    </message>
    <message>
        <source>Units without an id, left out: {n}</source>
        <translation>没有标识的部门，已略去：{n}</translation>
    </message>
    <message>
        <source>Units that are there twice, shown once: {n}</source>
        <translation>重复的部门，只显示一次：{n}</translation>
    </message>
    <message>
        <source>Units whose parent is missing or below them, shown on top: {n}</source>
        <translation>上级部门缺失或成环的部门，显示在顶层：{n}</translation>
    </message>
    <message>
        <source>Units that are named but not published: {n}</source>
        <translation>列出但未发布的部门：{n}</translation>
    </message>
    <message>
        <source>People without a usable address, left out: {n}</source>
        <translation>没有可用地址的人，已略去：{n}</translation>
    </message>
    <message>
        <source>People who are in one unit twice, shown once: {n}</source>
        <translation>在同一部门中重复的人，只显示一次：{n}</translation>
    </message>
    <message>
        <source>Managers whose address can&apos;t be one, left out: {n}</source>
        <translation>上级地址不可用，已略去：{n}</translation>
    </message>
    <message>
        <source>People whose address is in another company, left out: {n}</source>
        <translation>地址属于其他公司的人，已略去：{n}</translation>
    </message>
</context>
<context>
    <name>DirectoryPane</name>
    <message>
        <source>People found</source>
        <translation>找到的人</translation>
    </message>
    <message>
        <source>Nobody found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>No company yet</source>
        <translation>还没有公司</translation>
    </message>
    <message>
        <source>Add a company, and its people appear here as they sit in the organisation.</source>
        <translation>添加公司后，同事会按组织架构显示在这里。</translation>
    </message>
    <message>
        <source>Send a message</source>
        <translation>发消息</translation>
    </message>
    <message>
        <source>Name, pinyin, title, unit or phone</source>
        <translation>按姓名、拼音、职位、部门或电话查找</translation>
    </message>
    <message>
        <source>Try a part of the name, its pinyin, a title, a unit, a phone number or an address.</source>
        <translation>可以试试姓名的一部分、拼音、职位、部门、电话号码或地址。</translation>
    </message>
    <message>
        <source>Choose everybody right below</source>
        <translation>选择此部门的所有人</translation>
    </message>
    <message>
        <source>Show the card</source>
        <translation>查看名片</translation>
    </message>
    <message>
        <source>Remove the star</source>
        <translation>取消星标</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>加星标</translation>
    </message>
    <message>
        <source>Show in the organisation</source>
        <translation>在组织架构中显示</translation>
    </message>
    <message>
        <source>Send to each chosen…</source>
        <translation>分别发送给所选的人…</translation>
    </message>
    <message>
        <source>Start a room with them</source>
        <translation>与他们建群</translation>
    </message>
</context>
<context>
    <name>DirectoryWishes</name>
    <message numerus="yes">
        <source>One message goes to %n person(s) at most; start a room instead</source>
        <translation>
            <numerusform>一条消息最多分别发给 %n 人；请改为建群</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sent to %n person(s)</source>
        <translation>
            <numerusform>已发送给 %n 人</numerusform>
        </translation>
    </message>
    <message>
        <source>Not in the organisation</source>
        <translation>不在组织架构中</translation>
    </message>
</context>
<context>
    <name>DropOverlay</name>
    <message>
        <source>Drop to send to {name}</source>
        <translation>松开即可发送给 {name}</translation>
    </message>
    <message>
        <source>as {address} · {company}</source>
        <translation>以 {address} · {company} 的身份</translation>
    </message>
</context>
<context>
    <name>EmojiGrid</name>
    <message>
        <source>Emoji</source>
        <translation>表情</translation>
    </message>
</context>
<context>
    <name>EmojiPicker</name>
    <message>
        <source>Recently used</source>
        <translation>最近使用</translation>
    </message>
    <message>
        <source>Smileys and emotion</source>
        <translation>表情与情感</translation>
    </message>
    <message>
        <source>People and body</source>
        <translation>人物与身体</translation>
    </message>
    <message>
        <source>Animals and nature</source>
        <translation>动物与自然</translation>
    </message>
    <message>
        <source>Food and drink</source>
        <translation>食物与饮料</translation>
    </message>
    <message>
        <source>Travel and places</source>
        <translation>旅行与地点</translation>
    </message>
    <message>
        <source>Activities</source>
        <translation>活动</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>物品</translation>
    </message>
    <message>
        <source>Symbols</source>
        <translation>符号</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>旗帜</translation>
    </message>
    <message>
        <source>Frequently used emoji</source>
        <translation>常用表情</translation>
    </message>
    <message>
        <source>Skin tones</source>
        <translation>肤色</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>找到的</translation>
    </message>
</context>
<context>
    <name>EmojiStrip</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
</context>
<context>
    <name>FailedMenu</name>
    <message>
        <source>Send again</source>
        <translation>重新发送</translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation>复制消息</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Message details…</source>
        <translation>消息详情…</translation>
    </message>
</context>
<context>
    <name>Failures</name>
    <message>
        <source>{problem} {advice}</source>
        <translation>{problem}{advice}</translation>
    </message>
    <message>
        <source>Answer in the name of {address}: “{words}”</source>
        <translation>以 {address} 的名义答复：“{words}”</translation>
    </message>
    <message>
        <source>{words} {said}</source>
        <translation>{words}{said}</translation>
    </message>
    <message>
        <source>Check the part after the @. There may be no link to that company, or its server is away: ask your company&apos;s IT.</source>
        <translation>请检查 @ 后面的部分。与那家公司之间可能没有互联，或者它的服务器暂时不在线：请联系本公司 IT。</translation>
    </message>
    <message>
        <source>Try again later. If it stays so, the link to that company may be closed: ask your company&apos;s IT.</source>
        <translation>请稍后再试。如果一直这样，与那家公司的互联可能已关闭：请联系本公司 IT。</translation>
    </message>
    <message>
        <source>There may be no link to that company, or one that is not for you: ask your company&apos;s IT.</source>
        <translation>与那家公司之间可能没有互联，或者互联不对你开放：请联系本公司 IT。</translation>
    </message>
    <message>
        <source>Something went wrong.</source>
        <translation>出了点问题。</translation>
    </message>
    <message>
        <source>There is no server of this name.</source>
        <translation>找不到这个名称的服务器。</translation>
    </message>
    <message>
        <source>Check the part of the address after the @ for typing errors.</source>
        <translation>请检查地址中 @ 之后的部分是否有误。</translation>
    </message>
    <message>
        <source>This computer has no connection to the server&apos;s network.</source>
        <translation>此电脑无法连到服务器所在的网络。</translation>
    </message>
    <message>
        <source>Check the network, or the VPN if the company needs one.</source>
        <translation>请检查网络；如果公司需要 VPN，请检查 VPN。</translation>
    </message>
    <message>
        <source>The server is there, but takes no chat connections.</source>
        <translation>服务器可以访问，但不接受聊天连接。</translation>
    </message>
    <message>
        <source>It may be restarting. If that lasts, ask the company&apos;s IT for host and port.</source>
        <translation>它可能正在重启。如果一直如此，请向公司 IT 确认主机和端口。</translation>
    </message>
    <message>
        <source>The server does not answer.</source>
        <translation>服务器没有响应。</translation>
    </message>
    <message>
        <source>Check the network and the VPN, and try again in a moment.</source>
        <translation>请检查网络和 VPN，稍后再试。</translation>
    </message>
    <message>
        <source>What answers at this address is no chat server.</source>
        <translation>此地址上的不是聊天服务器。</translation>
    </message>
    <message>
        <source>Check host and port. In a hotel or at an airport, sign in to its network first.</source>
        <translation>请检查主机和端口。如果在酒店或机场，请先登录当地网络。</translation>
    </message>
    <message>
        <source>This server does not serve the domain of the address.</source>
        <translation>这台服务器不负责该地址的域名。</translation>
    </message>
    <message>
        <source>Check the part of the address after the @.</source>
        <translation>请检查地址中 @ 之后的部分。</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is signed by nobody whom this computer trusts.</source>
        <translation>服务器的证书不是由此电脑信任的机构签发的。</translation>
    </message>
    <message>
        <source>Compare its fingerprint with the one that the company&apos;s IT gives you.</source>
        <translation>请与公司 IT 提供的指纹比对。</translation>
    </message>
    <message>
        <source>The server&apos;s certificate belongs to another name.</source>
        <translation>服务器的证书属于另一个名称。</translation>
    </message>
    <message>
        <source>Somebody may be listening in. Don&apos;t go on before the company&apos;s IT has explained it.</source>
        <translation>连接可能被人窃听。在公司 IT 说明原因之前，请勿继续。</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not valid at this time.</source>
        <translation>服务器的证书目前不在有效期内。</translation>
    </message>
    <message>
        <source>Check this computer&apos;s date. If it is right, the company&apos;s IT has to renew the certificate.</source>
        <translation>请检查此电脑的日期。如果日期正确，需要公司 IT 更新证书。</translation>
    </message>
    <message>
        <source>The server shows another certificate than the one you accepted.</source>
        <translation>服务器出示的证书与你之前接受的不同。</translation>
    </message>
    <message>
        <source>Ask the company&apos;s IT whether it was replaced, and compare the fingerprint.</source>
        <translation>请询问公司 IT 是否更换了证书，并比对指纹。</translation>
    </message>
    <message>
        <source>The server offers no encryption.</source>
        <translation>服务器不提供加密。</translation>
    </message>
    <message>
        <source>Startalk never sends a password in the clear. The company&apos;s IT has to switch TLS on.</source>
        <translation>Startalk 绝不会明文发送密码。需要公司 IT 启用 TLS。</translation>
    </message>
    <message>
        <source>No secure line to the server could be made.</source>
        <translation>无法与服务器建立安全连接。</translation>
    </message>
    <message>
        <source>A proxy or firewall may interfere. Tell the company&apos;s IT if it happens again.</source>
        <translation>可能受代理或防火墙干扰。如果再次出现，请告知公司 IT。</translation>
    </message>
    <message>
        <source>The server refuses the name or the password.</source>
        <translation>服务器不接受用户名或密码。</translation>
    </message>
    <message>
        <source>Check both and sign in again.</source>
        <translation>请检查后重新登录。</translation>
    </message>
    <message>
        <source>The account is disabled.</source>
        <translation>账号已停用。</translation>
    </message>
    <message>
        <source>Ask the company&apos;s IT to enable it.</source>
        <translation>请联系公司 IT 启用。</translation>
    </message>
    <message>
        <source>The server offers no way to sign in that is safe enough.</source>
        <translation>服务器没有提供足够安全的登录方式。</translation>
    </message>
    <message>
        <source>The company&apos;s IT has to enable SCRAM-SHA-256 or SCRAM-SHA-1.</source>
        <translation>需要公司 IT 启用 SCRAM-SHA-256 或 SCRAM-SHA-1。</translation>
    </message>
    <message>
        <source>The server could not prove that it knows the account.</source>
        <translation>服务器无法证明它认识这个账号。</translation>
    </message>
    <message>
        <source>It may be an impostor. Don&apos;t go on before the company&apos;s IT has explained it.</source>
        <translation>它可能是冒充的。在公司 IT 说明原因之前，请勿继续。</translation>
    </message>
    <message>
        <source>The server is too old: it lacks something that Startalk needs.</source>
        <translation>服务器版本太旧，缺少 Startalk 必需的功能。</translation>
    </message>
    <message>
        <source>The company&apos;s IT has to update it; the detail says what is missing.</source>
        <translation>需要公司 IT 升级；详细信息中写明了缺少什么。</translation>
    </message>
    <message>
        <source>The account was signed in elsewhere in this program&apos;s place.</source>
        <translation>账号在别处登录，顶替了此程序。</translation>
    </message>
    <message>
        <source>Close the other program, or sign in again here.</source>
        <translation>请关闭另一个程序，或在这里重新登录。</translation>
    </message>
    <message>
        <source>The connection was lost.</source>
        <translation>连接已断开。</translation>
    </message>
    <message>
        <source>What you write is sent when it is back.</source>
        <translation>你写的消息会在恢复连接后发出。</translation>
    </message>
    <message>
        <source>The server is shutting down.</source>
        <translation>服务器正在关闭。</translation>
    </message>
    <message>
        <source>The server ended the connection because of one of its rules.</source>
        <translation>服务器依据其规则断开了连接。</translation>
    </message>
    <message>
        <source>The detail says which; the company&apos;s IT knows more.</source>
        <translation>详细信息中写明了是哪一条；可向公司 IT 了解更多。</translation>
    </message>
    <message>
        <source>The key to this company&apos;s data is not in the keyring.</source>
        <translation>密钥环中没有这家公司数据的密钥。</translation>
    </message>
    <message>
        <source>Without it they can&apos;t be read. Leave the company here and add it again.</source>
        <translation>没有密钥就无法读取数据。请在这里退出这家公司，然后重新添加。</translation>
    </message>
    <message>
        <source>The system&apos;s keyring is locked.</source>
        <translation>系统密钥环已锁定。</translation>
    </message>
    <message>
        <source>Unlock it, then try again.</source>
        <translation>请解锁后重试。</translation>
    </message>
    <message>
        <source>This company&apos;s database on this computer is damaged.</source>
        <translation>此电脑上这家公司的数据库已损坏。</translation>
    </message>
    <message>
        <source>Leave the company here and add it again; the server still has the messages.</source>
        <translation>请在这里退出这家公司，然后重新添加；消息仍保存在服务器上。</translation>
    </message>
    <message>
        <source>There is nobody of this address.</source>
        <translation>没有使用此地址的人。</translation>
    </message>
    <message>
        <source>Look for the person in the directory.</source>
        <translation>请在通讯录中查找此人。</translation>
    </message>
    <message>
        <source>Nobody is there to answer at the moment.</source>
        <translation>对方目前不在线，无法应答。</translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation>请稍后再试。</translation>
    </message>
    <message>
        <source>The server does not allow it.</source>
        <translation>服务器不允许此操作。</translation>
    </message>
    <message>
        <source>Ask the company&apos;s IT for the right to do it.</source>
        <translation>请向公司 IT 申请权限。</translation>
    </message>
    <message>
        <source>There is no link to the other company.</source>
        <translation>与对方公司之间没有互联。</translation>
    </message>
    <message>
        <source>The administrators of both companies have to open one.</source>
        <translation>需要双方公司的管理员开通。</translation>
    </message>
    <message>
        <source>The link to the other company is not for this.</source>
        <translation>与对方公司的互联不包括这一项。</translation>
    </message>
    <message>
        <source>The administrators of both companies decide whom it is for.</source>
        <translation>对谁开放由双方公司的管理员决定。</translation>
    </message>
    <message>
        <source>The server finds no way to this address.</source>
        <translation>服务器找不到通往这个地址的途径。</translation>
    </message>
    <message>
        <source>The server of this address can&apos;t be reached at present.</source>
        <translation>目前无法连接这个地址的服务器。</translation>
    </message>
    <message>
        <source>You may not reach this address of another company.</source>
        <translation>你不能联系其他公司的这个地址。</translation>
    </message>
    <message>
        <source>One of you has blocked the other.</source>
        <translation>你们中的一方屏蔽了另一方。</translation>
    </message>
    <message>
        <source>Unblock the person, or reach them another way.</source>
        <translation>请取消屏蔽，或换一种方式联系。</translation>
    </message>
    <message>
        <source>It is larger than the server takes.</source>
        <translation>内容超过了服务器的限制。</translation>
    </message>
    <message>
        <source>Send it in parts.</source>
        <translation>请分几次发送。</translation>
    </message>
    <message>
        <source>The server does not offer this.</source>
        <translation>服务器不支持此功能。</translation>
    </message>
    <message>
        <source>The company&apos;s IT may be able to enable it.</source>
        <translation>公司 IT 或许可以启用。</translation>
    </message>
    <message>
        <source>The file on this computer can&apos;t be read, or is empty.</source>
        <translation>无法读取这台电脑上的文件，或者文件是空的。</translation>
    </message>
    <message>
        <source>Check that it is still where it was, and attach it again.</source>
        <translation>请确认文件还在原来的位置，然后重新添加。</translation>
    </message>
    <message>
        <source>Its location and camera data can&apos;t be taken out.</source>
        <translation>无法去除它的位置和相机信息。</translation>
    </message>
    <message>
        <source>Switch that off to send it as it is.</source>
        <translation>关闭该选项即可原样发送。</translation>
    </message>
    <message>
        <source>What came is not the file that was sent, so it was thrown away.</source>
        <translation>收到的内容与发送的文件不一致，已被丢弃。</translation>
    </message>
    <message>
        <source>Try again. If that does not help, ask for it to be sent anew.</source>
        <translation>请重试。如果还是不行，请对方重新发送。</translation>
    </message>
    <message>
        <source>There is no room left on this computer&apos;s disk.</source>
        <translation>这台电脑的磁盘已经没有空间了。</translation>
    </message>
    <message>
        <source>Free some space, and try again.</source>
        <translation>请腾出一些空间，然后重试。</translation>
    </message>
    <message>
        <source>The server has a fault.</source>
        <translation>服务器发生故障。</translation>
    </message>
    <message>
        <source>Try again in a moment; tell the company&apos;s IT if it lasts.</source>
        <translation>请稍后再试；如果一直如此，请告知公司 IT。</translation>
    </message>
    <message>
        <source>Startalk made a mistake.</source>
        <translation>Startalk 出错了。</translation>
    </message>
    <message>
        <source>Try again. The log says more, if you want to report it.</source>
        <translation>请重试。如需反馈，日志中有更多信息。</translation>
    </message>
    <message>
        <source>Not sent: there is nobody of this address.</source>
        <translation>未发送：没有使用此地址的人。</translation>
    </message>
    <message>
        <source>Not sent: nobody is there who could take it.</source>
        <translation>未发送：对方目前无法接收。</translation>
    </message>
    <message>
        <source>Check the address, or try again later.</source>
        <translation>请检查地址，或稍后再试。</translation>
    </message>
    <message>
        <source>Not sent: you may not write here.</source>
        <translation>未发送：你没有在这里发言的权限。</translation>
    </message>
    <message>
        <source>Ask the company&apos;s IT, or in a room its owner.</source>
        <translation>请联系公司 IT，群聊中可联系群主。</translation>
    </message>
    <message>
        <source>Not sent: there is no link to the other company.</source>
        <translation>未发送：与对方公司之间没有互联。</translation>
    </message>
    <message>
        <source>Not sent: the link to the other company is not for this conversation.</source>
        <translation>未发送：与对方公司的互联不包括这个会话。</translation>
    </message>
    <message>
        <source>Not sent: the server finds no way to this address.</source>
        <translation>未发送：服务器找不到通往这个地址的途径。</translation>
    </message>
    <message>
        <source>Not sent: the server of this address can&apos;t be reached at present.</source>
        <translation>未发送：目前无法连接这个地址的服务器。</translation>
    </message>
    <message>
        <source>Not sent: you may not write to this address of another company.</source>
        <translation>未发送：你不能给其他公司的这个地址发消息。</translation>
    </message>
    <message>
        <source>Ask the room&apos;s owner or the company&apos;s IT.</source>
        <translation>请联系群主或公司 IT。</translation>
    </message>
    <message>
        <source>The server that has the file does not answer.</source>
        <translation>存放文件的服务器没有响应。</translation>
    </message>
    <message>
        <source>The server that has the file has a fault.</source>
        <translation>存放文件的服务器出现故障。</translation>
    </message>
    <message>
        <source>The server that has the file gives out nothing at present.</source>
        <translation>存放文件的服务器目前不提供下载。</translation>
    </message>
    <message>
        <source>It is larger than what is fetched.</source>
        <translation>文件超出了可下载的大小。</translation>
    </message>
    <message>
        <source>Not sent: one of you has blocked the other.</source>
        <translation>未发送：你们中的一方屏蔽了另一方。</translation>
    </message>
    <message>
        <source>Not sent: it is longer than the server takes.</source>
        <translation>未发送：内容超过了服务器的限制。</translation>
    </message>
    <message>
        <source>Not sent: the server&apos;s rules forbid it.</source>
        <translation>未发送：服务器的规则不允许。</translation>
    </message>
    <message>
        <source>The company&apos;s IT knows which.</source>
        <translation>可向公司 IT 了解是哪一条。</translation>
    </message>
    <message>
        <source>Not sent: the server has a fault.</source>
        <translation>未发送：服务器发生故障。</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>请稍后再试。</translation>
    </message>
    <message>
        <source>Not sent: the server does not answer.</source>
        <translation>未发送：服务器没有响应。</translation>
    </message>
    <message>
        <source>There is no connection at the moment.</source>
        <translation>目前没有连接。</translation>
    </message>
    <message>
        <source>Try again when it is back.</source>
        <translation>恢复连接后请重试。</translation>
    </message>
    <message>
        <source>You have no right to do this.</source>
        <translation>你没有执行此操作的权限。</translation>
    </message>
    <message>
        <source>The server does not know it (any more).</source>
        <translation>服务器上没有（或已不存在）此对象。</translation>
    </message>
    <message>
        <source>Check the address.</source>
        <translation>请检查地址。</translation>
    </message>
    <message>
        <source>The company&apos;s file service can&apos;t be reached.</source>
        <translation>无法连接公司的文件服务。</translation>
    </message>
    <message>
        <source>The company&apos;s server takes no files.</source>
        <translation>公司的服务器不接收文件。</translation>
    </message>
    <message>
        <source>What you send is kept, and goes when the IT has enabled it.</source>
        <translation>你发送的内容会保留，待 IT 开启后自动发出。</translation>
    </message>
    <message>
        <source>The company&apos;s file service takes nothing more at present.</source>
        <translation>公司的文件服务目前已满。</translation>
    </message>
    <message>
        <source>What you send is kept, and goes when there is room.</source>
        <translation>你发送的内容会保留，有空间后自动发出。</translation>
    </message>
    <message>
        <source>It is larger than the company&apos;s server takes.</source>
        <translation>超出公司服务器允许的大小。</translation>
    </message>
    <message>
        <source>Make it smaller, or send it another way.</source>
        <translation>请压缩后再发，或换一种方式发送。</translation>
    </message>
    <message>
        <source>The company&apos;s server does not take it from you.</source>
        <translation>公司的服务器拒绝接收你的文件。</translation>
    </message>
    <message>
        <source>The server that has the file can&apos;t be reached.</source>
        <translation>无法连接存放文件的服务器。</translation>
    </message>
    <message>
        <source>Try again later. If it stays so, ask for it to be sent anew.</source>
        <translation>请稍后再试。如果一直这样，请对方重新发送。</translation>
    </message>
    <message>
        <source>The server that has the file does not give it to you.</source>
        <translation>存放文件的服务器不允许你下载。</translation>
    </message>
    <message>
        <source>Ask for it to be sent another way.</source>
        <translation>请对方用其他方式发送。</translation>
    </message>
    <message>
        <source>The file is no longer where the message says.</source>
        <translation>文件已不在消息所说的位置。</translation>
    </message>
    <message>
        <source>Ask for it again.</source>
        <translation>请让对方重新发送。</translation>
    </message>
    <message>
        <source>It goes on when it is back.</source>
        <translation>恢复后会自动继续。</translation>
    </message>
    <message>
        <source>The company&apos;s file service does not answer.</source>
        <translation>公司的文件服务没有响应。</translation>
    </message>
    <message>
        <source>It is tried again by itself.</source>
        <translation>稍后会自动重试。</translation>
    </message>
    <message>
        <source>The company&apos;s file service has a fault.</source>
        <translation>公司的文件服务出现故障。</translation>
    </message>
</context>
<context>
    <name>FaultsDialog</name>
    <message>
        <source>What {company} publishes is shown as far as it is sound. Whoever publishes it can mend the rest.</source>
        <translation>{company} 发布的内容，正确的部分已显示。其余部分可由发布者修正。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>FileCommands</name>
    <message>
        <source>No program on this computer opens {name}</source>
        <translation>这台电脑上没有程序可以打开 {name}</translation>
    </message>
    <message>
        <source>Open “{name}”?</source>
        <translation>打开“{name}”？</translation>
    </message>
    <message>
        <source>Files of this kind can run a program on this computer, which then can do whatever you can. Open it only if you expected it and know where it is from.</source>
        <translation>这类文件会在这台电脑上运行程序，并能做你能做的任何事。请只在你预料会收到它并清楚其来源时打开。</translation>
    </message>
    <message>
        <source>Open anyway</source>
        <translation>仍然打开</translation>
    </message>
    <message>
        <source>Save file</source>
        <translation>保存文件</translation>
    </message>
    <message>
        <source>Saved as {name}</source>
        <translation>已保存为 {name}</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>The picture can&apos;t be had at the moment</source>
        <translation>暂时无法获取图片</translation>
    </message>
    <message>
        <source>Picture copied</source>
        <translation>图片已复制</translation>
    </message>
    <message>
        <source>It could not be saved: {reason}</source>
        <translation>无法保存：{reason}</translation>
    </message>
</context>
<context>
    <name>FilesPanel</name>
    <message>
        <source>Files and pictures</source>
        <translation>文件与图片</translation>
    </message>
    <message>
        <source>Search by name</source>
        <translation>按名称搜索</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Links</source>
        <translation>链接</translation>
    </message>
    <message>
        <source>Nothing of that name</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>Search for another part of it.</source>
        <translation>换一个关键词试试。</translation>
    </message>
    <message>
        <source>No pictures yet</source>
        <translation>还没有图片</translation>
    </message>
    <message>
        <source>Pictures that are sent in this conversation will be here.</source>
        <translation>此会话中发送的图片会显示在这里。</translation>
    </message>
    <message>
        <source>No files yet</source>
        <translation>还没有文件</translation>
    </message>
    <message>
        <source>Files that are sent in this conversation will be here.</source>
        <translation>此会话中发送的文件会显示在这里。</translation>
    </message>
    <message>
        <source>No links yet</source>
        <translation>还没有链接</translation>
    </message>
    <message>
        <source>Links that are sent in this conversation will be here.</source>
        <translation>此会话中发送的链接会显示在这里。</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Where I am mentioned</source>
        <translation>提到我的</translation>
    </message>
    <message>
        <source>More filters</source>
        <translation>更多筛选</translation>
    </message>
    <message>
        <source>All mentions of me</source>
        <translation>所有提到我的</translation>
    </message>
    <message>
        <source>{filter}: show all</source>
        <translation>{filter}：显示全部</translation>
    </message>
    <message>
        <source>Show all again</source>
        <translation>重新显示全部</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this conversation</source>
        <translation>在此会话中查找</translation>
    </message>
    <message>
        <source>Earlier hit</source>
        <translation>上一个结果</translation>
    </message>
    <message>
        <source>Later hit</source>
        <translation>下一个结果</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Anybody</source>
        <translation>任何人</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>任何时间</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>最近 7 天</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>最近 30 天</translation>
    </message>
    <message>
        <source>Last year</source>
        <translation>最近一年</translation>
    </message>
    <message>
        <source>From a day on…</source>
        <translation>从某天起…</translation>
    </message>
    <message>
        <source>Up to a day…</source>
        <translation>到某天为止…</translation>
    </message>
    <message>
        <source>From: {who}</source>
        <translation>发送者：{who}</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>{n} of {total}</source>
        <translation>第 {n} 个，共 {total} 个</translation>
    </message>
    <message>
        <source>Links</source>
        <translation>链接</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Mentions of me</source>
        <translation>提到我的</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Since {day}</source>
        <translation>{day} 起</translation>
    </message>
    <message>
        <source>Until {day}</source>
        <translation>截至 {day}</translation>
    </message>
</context>
<context>
    <name>FindPanel</name>
    <message>
        <source>Hits in this conversation</source>
        <translation>此会话中的结果</translation>
    </message>
    <message>
        <source>Me</source>
        <translation>我</translation>
    </message>
</context>
<context>
    <name>ForwardDialog</name>
    <message numerus="yes">
        <source>Forward %n message(s)</source>
        <translation>
            <numerusform>转发 %n 条消息</numerusform>
        </translation>
    </message>
    <message>
        <source>Find a person, a room or a conversation</source>
        <translation>查找联系人、群聊或会话</translation>
    </message>
    <message>
        <source>People and conversations</source>
        <translation>联系人和会话</translation>
    </message>
    <message>
        <source>Nobody and nothing of that name</source>
        <translation>没有此名称的人或会话</translation>
    </message>
    <message>
        <source>As one card</source>
        <translation>合并为一张卡片</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>转发</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose one or more.</source>
        <translation>请选择一个或多个。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Leaves as {names}.</source>
        <translation>以 {names} 的身份发送。</translation>
    </message>
    <message>
        <source>You are asked first where it leaves {company}.</source>
        <translation>若要离开 {company}，会先询问你。</translation>
    </message>
</context>
<context>
    <name>Forwarder</name>
    <message numerus="yes">
        <source>%n message(s) to {names}:</source>
        <translation>
            <numerusform>%n 条消息发送给 {names}：</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>FoundDelegate</name>
    <message>
        <source>Write to {address}</source>
        <translation>发消息给 {address}</translation>
    </message>
    <message>
        <source>{company} · sent as {address}</source>
        <translation>{company} · 以 {address} 发送</translation>
    </message>
    <message>
        <source>Search the server of {company}</source>
        <translation>在 {company} 的服务器上搜索</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <source>The server found nobody</source>
        <translation>服务器没有找到任何人</translation>
    </message>
    <message>
        <source>Above is whom the server found</source>
        <translation>服务器找到的人在上面</translation>
    </message>
    <message>
        <source>It publishes no organisation</source>
        <translation>它未发布组织架构</translation>
    </message>
</context>
<context>
    <name>GeneralPage</name>
    <message>
        <source>General</source>
        <translation>通用</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Takes effect at the next start.</source>
        <translation>下次启动时生效。</translation>
    </message>
    <message>
        <source>Messages keep coming. Quit from the tray&apos;s menu, or with Ctrl+Q.</source>
        <translation>仍会收到消息。可在托盘菜单中或按 Ctrl+Q 退出。</translation>
    </message>
    <message>
        <source>Presence</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Away when I do nothing</source>
        <translation>无操作时显示离开</translation>
    </message>
    <message>
        <source>Colleagues see that nobody is at this computer.</source>
        <translation>同事会看到这台电脑前没有人。</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Stay in the tray when the window is closed</source>
        <translation>关闭窗口后留在托盘</translation>
    </message>
    <message numerus="yes">
        <source>After %n minute(s)</source>
        <translation>
            <numerusform>%n 分钟后</numerusform>
        </translation>
    </message>
    <message>
        <source>Never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>The language changes at the next start</source>
        <translation>语言将在下次启动时更改</translation>
    </message>
</context>
<context>
    <name>GroupBar</name>
    <message>
        <source>Back to the organisation</source>
        <translation>返回组织架构</translation>
    </message>
</context>
<context>
    <name>HeadNotice</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Loading earlier messages…</source>
        <translation>正在加载更早的消息…</translation>
    </message>
    <message>
        <source>This is the beginning of the conversation at {company}</source>
        <translation>{company} 的会话从这里开始</translation>
    </message>
    <message>
        <source>Earlier messages can&apos;t be loaded.</source>
        <translation>无法加载更早的消息。</translation>
    </message>
</context>
<context>
    <name>HistoryDialog</name>
    <message>
        <source>Edit history</source>
        <translation>编辑记录</translation>
    </message>
    <message>
        <source>No earlier text is known</source>
        <translation>没有更早的内容</translation>
    </message>
    <message>
        <source>The message was edited before it came to this computer.</source>
        <translation>这条消息在到达本机之前已被编辑。</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>First</source>
        <translation>最初</translation>
    </message>
    <message>
        <source>Version {n}</source>
        <translation>版本 {n}</translation>
    </message>
</context>
<context>
    <name>HitDelegate</name>
    <message>
        <source>You</source>
        <translation>我</translation>
    </message>
</context>
<context>
    <name>HoursEditor</name>
    <message>
        <source>From</source>
        <translation>从</translation>
    </message>
    <message>
        <source>To</source>
        <translation>到</translation>
    </message>
    <message>
        <source>of the next day</source>
        <translation>（次日）</translation>
    </message>
</context>
<context>
    <name>HoverToolbar</name>
    <message>
        <source>React</source>
        <translation>表情回应</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
</context>
<context>
    <name>InboxDelegate</name>
    <message>
        <source>{name} is typing…</source>
        <translation>{name} 正在输入…</translation>
    </message>
    <message>
        <source>typing…</source>
        <translation>正在输入…</translation>
    </message>
    <message>
        <source>Draft:</source>
        <translation>草稿：</translation>
    </message>
    <message>
        <source>No messages yet</source>
        <translation>还没有消息</translation>
    </message>
    <message>
        <source>Topic:</source>
        <translation>话题：</translation>
    </message>
    <message>
        <source>{name}:</source>
        <translation>{name}：</translation>
    </message>
</context>
<context>
    <name>InboxFilter</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>未读</translation>
    </message>
    <message>
        <source>@ me</source>
        <translation>@ 我</translation>
    </message>
    <message>
        <source>People</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>群聊</translation>
    </message>
    <message>
        <source>Starred</source>
        <translation>星标</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>已归档</translation>
    </message>
    <message>
        <source>You have read everything</source>
        <translation>全部已读</translation>
    </message>
    <message>
        <source>What comes next will be here.</source>
        <translation>新的消息会出现在这里。</translation>
    </message>
    <message>
        <source>No unread mentions</source>
        <translation>没有提到你的未读消息</translation>
    </message>
    <message>
        <source>Earlier ones are under “All mentions of me”.</source>
        <translation>更早的在“所有提到我的”里。</translation>
    </message>
    <message>
        <source>No conversations with people</source>
        <translation>还没有单聊</translation>
    </message>
    <message>
        <source>Write to anybody in the directory.</source>
        <translation>可以给通讯录中的任何人写消息。</translation>
    </message>
    <message>
        <source>No rooms</source>
        <translation>没有群聊</translation>
    </message>
    <message>
        <source>Join one with Ctrl+J.</source>
        <translation>按 Ctrl+J 加入一个。</translation>
    </message>
    <message>
        <source>Nothing is starred</source>
        <translation>没有星标会话</translation>
    </message>
    <message>
        <source>Star a conversation in its menu, and find it here.</source>
        <translation>在会话菜单中加星标，就能在这里找到。</translation>
    </message>
    <message>
        <source>Nothing is archived</source>
        <translation>没有归档的会话</translation>
    </message>
    <message>
        <source>Archived conversations wait here until somebody writes in them again.</source>
        <translation>归档的会话有新消息时会回到列表。</translation>
    </message>
    <message>
        <source>No conversations yet</source>
        <translation>还没有会话</translation>
    </message>
    <message>
        <source>Write to anybody in the directory, or join a room.</source>
        <translation>给通讯录中的任何人写消息，或加入群聊。</translation>
    </message>
</context>
<context>
    <name>InboxList</name>
    <message>
        <source>Conversations</source>
        <translation>会话</translation>
    </message>
</context>
<context>
    <name>Intake</name>
    <message>
        <source>A picture</source>
        <translation>一张图片</translation>
    </message>
</context>
<context>
    <name>InvitationCard</name>
    <message>
        <source>Who is this?</source>
        <translation>这是谁？</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>{name} invites you to {room}</source>
        <translation>{name} 邀请你加入 {room}</translation>
    </message>
    <message>
        <source>You are invited to {room}</source>
        <translation>邀请你加入 {room}</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>还有 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Joining…</source>
        <translation>正在加入…</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
    <message>
        <source>The room hides who invites</source>
        <translation>此群聊不显示邀请人</translation>
    </message>
    <message>
        <source>{server} says that {address} invites you</source>
        <translation>{server} 称 {address} 邀请你</translation>
    </message>
    <message>
        <source>not in the company&apos;s directory</source>
        <translation>不在公司通讯录中</translation>
    </message>
    <message numerus="yes">
        <source>%n here</source>
        <translation>
            <numerusform>%n 人在线</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>InvitationPresenter</name>
    <message>
        <source>You are invited to a room</source>
        <translation>你收到一个群聊邀请</translation>
    </message>
    <message>
        <source>Invites you to {room}</source>
        <translation>邀请你加入{room}</translation>
    </message>
</context>
<context>
    <name>InviteDialog</name>
    <message>
        <source>Add people to {room}</source>
        <translation>添加成员到 {room}</translation>
    </message>
    <message>
        <source>A word to them (optional)</source>
        <translation>附言（可选）</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message numerus="yes">
        <source>Add %n people</source>
        <translation>
            <numerusform>添加 %n 人</numerusform>
        </translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
</context>
<context>
    <name>JumpButton</name>
    <message numerus="yes">
        <source>Jump to %n new message(s)</source>
        <translation>
            <numerusform>跳到 %n 条新消息</numerusform>
        </translation>
    </message>
    <message>
        <source>Jump to the newest message</source>
        <translation>跳到最新消息</translation>
    </message>
</context>
<context>
    <name>LeaveDialog</name>
    <message>
        <source>Leave {company}?</source>
        <translation>退出 {company}？</translation>
    </message>
    <message>
        <source>Destroyed on this computer, for good</source>
        <translation>从这台电脑上永久销毁</translation>
    </message>
    <message>
        <source>Stays on the server of {company}</source>
        <translation>保留在 {company} 的服务器上</translation>
    </message>
    <message>
        <source>The key is destroyed first: from that moment nothing of it can be read, even if the files could be restored.</source>
        <translation>首先销毁密钥：从那一刻起，即使文件能被恢复，也无法再读取任何内容。</translation>
    </message>
    <message>
        <source>Everything that is kept of it: it is locked, so it can&apos;t be counted</source>
        <translation>为它保存的一切：它已锁定，无法统计</translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s)</source>
        <translation>
            <numerusform>%Ln 条消息</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln conversation(s)</source>
        <translation>
            <numerusform>%Ln 个会话</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln person(s)</source>
        <translation>
            <numerusform>%Ln 个人</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the things of a list</comment>
        <translation>、</translation>
    </message>
    <message numerus="yes">
        <source>%Ln draft(s)</source>
        <translation>
            <numerusform>%Ln 份草稿</numerusform>
        </translation>
    </message>
    <message>
        <source>{size} of files, the password and the key</source>
        <translation>{size} 的文件、密码和密钥</translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) of yours did not reach the server yet.</source>
        <translation>
            <numerusform>你有 %Ln 条消息还没有送到服务器。</numerusform>
        </translation>
    </message>
    <message>
        <source>Your account: you can sign in again</source>
        <translation>你的账号：可以再次登录</translation>
    </message>
    <message>
        <source>The archive of your messages</source>
        <translation>消息的归档</translation>
    </message>
    <message numerus="yes">
        <source>What was said in rooms, and your place in %n room(s)</source>
        <translation>
            <numerusform>群聊中的消息，以及你在 %n 个群聊中的成员身份</numerusform>
        </translation>
    </message>
    <message>
        <source>Your contacts</source>
        <translation>你的联系人</translation>
    </message>
    <message>
        <source>Your card and picture</source>
        <translation>你的名片和头像</translation>
    </message>
    <message>
        <source>Pins, stars, remarks, and whom you block</source>
        <translation>置顶、星标、备注和屏蔽名单</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>不退出</translation>
    </message>
    <message>
        <source>Leave and erase</source>
        <translation>退出并清除</translation>
    </message>
</context>
<context>
    <name>Line</name>
    <message>
        <source>Signed out</source>
        <translation>已退出登录</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>No connection</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>Needs your attention</source>
        <translation>需要你处理</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>已锁定</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>MemberMenu</name>
    <message>
        <source>Message directly</source>
        <translation>发送私信</translation>
    </message>
    <message>
        <source>Show the card</source>
        <translation>查看名片</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Make an owner…</source>
        <translation>设为群主…</translation>
    </message>
    <message>
        <source>Make an admin</source>
        <translation>设为管理员</translation>
    </message>
    <message>
        <source>Make a member</source>
        <translation>设为成员</translation>
    </message>
    <message>
        <source>Let speak</source>
        <translation>允许发言</translation>
    </message>
    <message>
        <source>Let only listen</source>
        <translation>禁止发言</translation>
    </message>
    <message>
        <source>Remove from the room…</source>
        <translation>移出群聊…</translation>
    </message>
    <message>
        <source>Ban from the room…</source>
        <translation>禁止进入群聊…</translation>
    </message>
</context>
<context>
    <name>MemberRulings</name>
    <message>
        <source>Make {name} an owner?</source>
        <translation>将 {name} 设为群主？</translation>
    </message>
    <message>
        <source>Owners may do everything with the room: rename it, put anybody out, also you, and close it.</source>
        <translation>群主可以对群聊做任何事：改名、移出任何人（包括你）、解散群聊。</translation>
    </message>
    <message>
        <source>They lose the rights that they have in the room now.</source>
        <translation>对方将失去现在在群聊中的权限。</translation>
    </message>
    <message>
        <source>Change what {name} may do: {rank}?</source>
        <translation>将 {name} 的身份改为{rank}？</translation>
    </message>
    <message>
        <source>{address} may come back once somebody invites them.</source>
        <translation>有人邀请后，{address} 就能回来。</translation>
    </message>
    <message>
        <source>{address} may come back: everybody may join this room.</source>
        <translation>{address} 可以回来：任何人都能加入这个群聊。</translation>
    </message>
    <message>
        <source>Lift the ban on {name}?</source>
        <translation>允许 {name} 重新进入？</translation>
    </message>
    <message>
        <source>Lift the ban</source>
        <translation>解除禁止</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>They can&apos;t read or write here any more, unless they are invited again.</source>
        <translation>对方将不能再在这里阅读和发言，除非再次受邀。</translation>
    </message>
    <message>
        <source>They may come back: everybody may join this room.</source>
        <translation>对方可以再次加入：此群聊对所有人开放。</translation>
    </message>
    <message>
        <source>Remove {name} from the room?</source>
        <translation>将 {name} 移出群聊？</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Ban {name} from the room?</source>
        <translation>禁止 {name} 进入群聊？</translation>
    </message>
    <message>
        <source>{address} can&apos;t come back until somebody lifts the ban.</source>
        <translation>解除禁止之前，{address} 不能再进入。</translation>
    </message>
    <message>
        <source>Ban</source>
        <translation>禁止进入</translation>
    </message>
</context>
<context>
    <name>MembersPanel</name>
    <message>
        <source>Add people</source>
        <translation>添加成员</translation>
    </message>
    <message>
        <source>Close the member list</source>
        <translation>关闭成员列表</translation>
    </message>
    <message>
        <source>Find a member</source>
        <translation>查找成员</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>成员</translation>
    </message>
    <message numerus="yes">
        <source>%n member(s)</source>
        <translation>
            <numerusform>%n 名成员</numerusform>
        </translation>
    </message>
    <message>
        <source>Banned ({count})</source>
        <translation>已禁止（{count}）</translation>
    </message>
    <message>
        <source>Nobody of that name</source>
        <translation>没有找到此人</translation>
    </message>
    <message>
        <source>Nobody to show</source>
        <translation>没有可显示的成员</translation>
    </message>
    <message>
        <source>A room tells those who are in it.</source>
        <translation>进入群聊后才能看到成员。</translation>
    </message>
</context>
<context>
    <name>MentionButton</name>
    <message numerus="yes">
        <source>Jump to the next of %n mention(s) of you</source>
        <translation>
            <numerusform>跳到下一条提到你的消息，共 %n 条</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MentionsPane</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Mentions of me</source>
        <translation>提到我的</translation>
    </message>
    <message>
        <source>Nobody has mentioned you</source>
        <translation>还没有人提到你</translation>
    </message>
    <message>
        <source>Messages in which somebody writes @ and your name are listed here.</source>
        <translation>别人用 @ 提到你的消息会列在这里。</translation>
    </message>
</context>
<context>
    <name>MessageCommands</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message numerus="yes">
        <source>Forwarded to %n conversation(s)</source>
        <translation>
            <numerusform>已转发到 %n 个会话</numerusform>
        </translation>
    </message>
    <message>
        <source>Forwarded to {name}</source>
        <translation>已转发给 {name}</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Save messages</source>
        <translation>保存消息</translation>
    </message>
    <message>
        <source>It could not be saved: {reason}</source>
        <translation>无法保存：{reason}</translation>
    </message>
    <message>
        <source>Saved as {name}</source>
        <translation>已保存为 {name}</translation>
    </message>
    <message>
        <source>Remove the message of {name} for everyone?</source>
        <translation>为所有人移除 {name} 的消息？</translation>
    </message>
    <message>
        <source>The room shows that a moderator removed it, and why. It can&apos;t be undone.</source>
        <translation>群聊中会显示消息已被管理员移除及其原因。此操作无法撤销。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Reason (optional)</source>
        <translation>原因（可选）</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n message(s) on this computer?</source>
        <translation>
            <numerusform>从本机删除 %n 条消息？</numerusform>
        </translation>
    </message>
    <message>
        <source>The others keep them, and so does the server&apos;s archive.</source>
        <translation>其他人和服务器的归档仍会保留。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Recalled for everyone</source>
        <translation>已为所有人撤回</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Too late: the recall has left already</source>
        <translation>太晚了：撤回已经发出</translation>
    </message>
</context>
<context>
    <name>MessageDialog</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>MessageMenu</name>
    <message>
        <source>Send again</source>
        <translation>重新发送</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Forward…</source>
        <translation>转发…</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Copy selected text</source>
        <translation>复制所选文字</translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation>复制消息</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>复制代码</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>复制链接</translation>
    </message>
    <message>
        <source>Open link</source>
        <translation>打开链接</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Who has read this…</source>
        <translation>谁已读…</translation>
    </message>
    <message>
        <source>Edit history…</source>
        <translation>编辑记录…</translation>
    </message>
    <message>
        <source>Message details…</source>
        <translation>消息详情…</translation>
    </message>
    <message>
        <source>Undo the recall</source>
        <translation>撤销撤回</translation>
    </message>
    <message>
        <source>Remove for everyone…</source>
        <translation>为所有人移除…</translation>
    </message>
    <message>
        <source>Delete on this computer</source>
        <translation>从本机删除</translation>
    </message>
    <message>
        <source>Recall for everyone</source>
        <translation>为所有人撤回</translation>
    </message>
    <message>
        <source>Recall for everyone ({time} left)</source>
        <translation>为所有人撤回（剩余 {time}）</translation>
    </message>
    <message>
        <source>React with {emoji}</source>
        <translation>用 {emoji} 回应</translation>
    </message>
    <message>
        <source>More emoji</source>
        <translation>更多表情</translation>
    </message>
    <message>
        <source>Cancel sending</source>
        <translation>取消发送</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Save file as…</source>
        <translation>文件另存为…</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
</context>
<context>
    <name>MessageTexts</name>
    <message>
        <source>Topic: {text}, {time}</source>
        <translation>话题：{text}，{time}</translation>
    </message>
    <message>
        <source>You: {text}, {time}</source>
        <translation>你：{text}，{time}</translation>
    </message>
    <message>
        <source>[Forwarded] {text}</source>
        <translation>[转发] {text}</translation>
    </message>
    <message>
        <source>Message recalled</source>
        <translation>消息已撤回</translation>
    </message>
    <message>
        <source>[Picture]</source>
        <translation>[图片]</translation>
    </message>
    <message>
        <source>Removed by a moderator: {reason}</source>
        <translation>已被管理员移除：{reason}</translation>
    </message>
    <message>
        <source>Removed by a moderator</source>
        <translation>已被管理员移除</translation>
    </message>
    <message>
        <source>You recalled this message</source>
        <translation>你撤回了一条消息</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>waiting to be sent</source>
        <translation>等待发送</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>已送达</translation>
    </message>
    <message>
        <source>read</source>
        <translation>已读</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>未发送</translation>
    </message>
    <message>
        <source>forwarded from {name}: {text}</source>
        <translation>转发自 {name}：{text}</translation>
    </message>
    <message>
        <source>mentions you</source>
        <translation>提到了你</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>已编辑</translation>
    </message>
    <message>
        <source>reactions: {list}</source>
        <translation>表情回应：{list}</translation>
    </message>
    <message>
        <source>answers you: {text}</source>
        <translation>回复你：{text}</translation>
    </message>
    <message>
        <source>answers: {text}</source>
        <translation>回复：{text}</translation>
    </message>
    <message>
        <source>answers {name}: {text}</source>
        <translation>回复 {name}：{text}</translation>
    </message>
    <message>
        <source>edit waiting to be sent</source>
        <translation>编辑等待发送</translation>
    </message>
    <message>
        <source>recall waiting to be sent</source>
        <translation>撤回等待发送</translation>
    </message>
    <message>
        <source>reaction waiting to be sent</source>
        <translation>表情回应等待发送</translation>
    </message>
    <message>
        <source>[File] {name}</source>
        <translation>[文件] {name}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>等 {count} 项</translation>
    </message>
</context>
<context>
    <name>MessageView</name>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>ModeBar</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Edit message</source>
        <translation>编辑消息</translation>
    </message>
    <message>
        <source>Reply to {name}</source>
        <translation>回复 {name}</translation>
    </message>
    <message>
        <source>A file</source>
        <translation>一个文件</translation>
    </message>
</context>
<context>
    <name>MoveCard</name>
    <message>
        <source>Use the new address only if the company has told its people about it.</source>
        <translation>仅当公司已通知员工时，才使用新地址。</translation>
    </message>
    <message>
        <source>Keep the old one</source>
        <translation>保留旧地址</translation>
    </message>
    <message>
        <source>Use the new address</source>
        <translation>使用新地址</translation>
    </message>
    <message>
        <source>{company} says that its server moved</source>
        <translation>{company} 称其服务器已迁移</translation>
    </message>
    <message>
        <source>From {old} to {new}.</source>
        <translation>从 {old} 迁至 {new}。</translation>
    </message>
    <message>
        <source>what DNS says for {domain}</source>
        <translation>DNS 为 {domain} 给出的地址</translation>
    </message>
</context>
<context>
    <name>NewMenu</name>
    <message>
        <source>Write to somebody</source>
        <translation>给同事发消息</translation>
    </message>
    <message>
        <source>Join a room…</source>
        <translation>加入群聊…</translation>
    </message>
    <message>
        <source>Add a company…</source>
        <translation>添加公司…</translation>
    </message>
    <message>
        <source>New room…</source>
        <translation>新建群聊…</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>标为已读</translation>
    </message>
</context>
<context>
    <name>NoticePresenter</name>
    <message>
        <source>Your answer was not sent: the company is locked or gone</source>
        <translation>回复没有发送：该公司已锁定或已退出</translation>
    </message>
</context>
<context>
    <name>NoticeTexts</name>
    <message>
        <source>{name}: {text}</source>
        <translation>{name}：{text}</translation>
    </message>
    <message numerus="yes">
        <source>and %n more before it</source>
        <translation>
            <numerusform>之前还有 %n 条</numerusform>
        </translation>
    </message>
    <message>
        <source>You were mentioned</source>
        <translation>有人提到了你</translation>
    </message>
    <message numerus="yes">
        <source>%n new message(s)</source>
        <translation>
            <numerusform>%n 条新消息</numerusform>
        </translation>
    </message>
    <message>
        <source>A file</source>
        <translation>文件</translation>
    </message>
</context>
<context>
    <name>NotificationsPage</name>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Show what was said</source>
        <translation>显示消息内容</translation>
    </message>
    <message>
        <source>Without it, a notification tells that somebody wrote, and not what.</source>
        <translation>关闭后，通知只说有新消息，不显示内容。</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>Quiet, in all companies</source>
        <translation>安静，所有公司</translation>
    </message>
</context>
<context>
    <name>OrgTreeView</name>
    <message>
        <source>Organisation tree</source>
        <translation>组织架构</translation>
    </message>
</context>
<context>
    <name>OwnCardDialog</name>
    <message>
        <source>My card</source>
        <translation>我的名片</translation>
    </message>
    <message>
        <source>What people at {company} see of you</source>
        <translation>{company} 的人能看到的</translation>
    </message>
    <message>
        <source>Choose a picture…</source>
        <translation>选择图片…</translation>
    </message>
    <message>
        <source>Remove the picture</source>
        <translation>移除图片</translation>
    </message>
    <message>
        <source>Several are parted by commas</source>
        <translation>多个以逗号分隔</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Nickname</source>
        <translation>昵称</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>职位</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>Website</source>
        <translation>网站</translation>
    </message>
    <message>
        <source>About me</source>
        <translation>关于我</translation>
    </message>
    <message>
        <source>What the company&apos;s directory says of you counts before it.</source>
        <translation>公司通讯录中的信息优先。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose the part to show</source>
        <translation>选择要显示的部分</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Use this part</source>
        <translation>使用这部分</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>选择图片</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.gif)</source>
        <translation>图片 (*.png *.jpg *.jpeg *.webp *.bmp *.gif)</translation>
    </message>
    <message>
        <source>This file is no picture that can be used.</source>
        <translation>这个文件不是可用的图片。</translation>
    </message>
</context>
<context>
    <name>PassphraseDialog</name>
    <message>
        <source>Choose a passphrase</source>
        <translation>设置口令</translation>
    </message>
    <message>
        <source>Unlock Startalk</source>
        <translation>解锁 Startalk</translation>
    </message>
    <message>
        <source>This computer has no keyring. A passphrase protects your messages instead. Nobody can restore it: without it they can&apos;t be read.</source>
        <translation>此电脑没有密钥环，将改用口令保护你的消息。口令无法找回：忘记口令就无法读取消息。</translation>
    </message>
    <message>
        <source>Enter the passphrase that you chose for this computer.</source>
        <translation>请输入你为此电脑设置的口令。</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>口令</translation>
    </message>
    <message>
        <source>The same once more</source>
        <translation>再次输入口令</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>That is not the passphrase.</source>
        <translation>口令不正确。</translation>
    </message>
    <message numerus="yes">
        <source>Take at least %n character(s).</source>
        <translation>
            <numerusform>至少需要 %n 个字符。</numerusform>
        </translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>两次输入的口令不一致。</translation>
    </message>
</context>
<context>
    <name>PasswordDialog</name>
    <message>
        <source>New password</source>
        <translation>新密码</translation>
    </message>
    <message>
        <source>Sign in to {company} again</source>
        <translation>重新登录“{company}”</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>PeoplePicker</name>
    <message>
        <source>Name, pinyin or address</source>
        <translation>姓名、拼音或地址</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Nobody of that name</source>
        <translation>没有找到此人</translation>
    </message>
    <message>
        <source>Somebody of another company can be asked by the whole address.</source>
        <translation>其他公司的人可以输入完整地址来邀请。</translation>
    </message>
    <message>
        <source>Type a name to find somebody in the directory</source>
        <translation>输入姓名，在通讯录中查找</translation>
    </message>
</context>
<context>
    <name>PersonCard</name>
    <message>
        <source>Blocked: you hear nothing of them</source>
        <translation>已屏蔽：不再收到对方的消息</translation>
    </message>
    <message>
        <source>Send a message</source>
        <translation>发消息</translation>
    </message>
    <message>
        <source>Edit my card</source>
        <translation>编辑我的名片</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>加星标</translation>
    </message>
    <message>
        <source>Remove the star</source>
        <translation>取消星标</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>About</source>
        <translation>简介</translation>
    </message>
    <message>
        <source>Website</source>
        <translation>网站</translation>
    </message>
    <message>
        <source>Rooms you share</source>
        <translation>共同的群聊</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Reached as</source>
        <translation>你的身份</translation>
    </message>
    <message>
        <source>Show the card</source>
        <translation>查看名片</translation>
    </message>
    <message>
        <source>Reports to</source>
        <translation>上级</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>下属</translation>
    </message>
    <message>
        <source>Same unit</source>
        <translation>同部门</translation>
    </message>
    <message numerus="yes">
        <source>%n person(s)</source>
        <translation>
            <numerusform>%n 人</numerusform>
        </translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>查看这些人</translation>
    </message>
    <message>
        <source>Add a name that only you see</source>
        <translation>添加只有你能看到的名字</translation>
    </message>
    <message>
        <source>Change the remark name</source>
        <translation>修改备注名</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Show the phone number</source>
        <translation>显示电话号码</translation>
    </message>
    <message>
        <source>Copy {text}</source>
        <translation>复制 {text}</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>还有 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation>取消屏蔽</translation>
    </message>
    <message>
        <source>Block…</source>
        <translation>屏蔽…</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>举报…</translation>
    </message>
    <message>
        <source>Show in the organisation</source>
        <translation>在组织架构中显示</translation>
    </message>
</context>
<context>
    <name>PictureDialog</name>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.gif *.bmp)</source>
        <translation>图片 (*.png *.jpg *.jpeg *.webp *.gif *.bmp)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>PictureViewer</name>
    <message>
        <source>The picture can&apos;t be had at the moment</source>
        <translation>暂时无法获取图片</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
</context>
<context>
    <name>PointedLine</name>
    <message>
        <source>Pick an emoji</source>
        <translation>选择一个表情</translation>
    </message>
    <message>
        <source>Press long for skin tones</source>
        <translation>长按可选肤色</translation>
    </message>
    <message>
        <source>No emoji of that name</source>
        <translation>没有这个名字的表情</translation>
    </message>
</context>
<context>
    <name>Presence</name>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>Away for long</source>
        <translation>长时间离开</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>离开</translation>
    </message>
    <message>
        <source>Do not disturb</source>
        <translation>请勿打扰</translation>
    </message>
    <message>
        <source>Available</source>
        <translation>在线</translation>
    </message>
</context>
<context>
    <name>PresenceButton</name>
    <message>
        <source>My presence: {availability}</source>
        <translation>我的状态：{availability}</translation>
    </message>
</context>
<context>
    <name>PresenceMenu</name>
    <message>
        <source>Set a status text…</source>
        <translation>设置状态文字…</translation>
    </message>
    <message>
        <source>Disturb me again</source>
        <translation>恢复通知</translation>
    </message>
    <message>
        <source>Pause notifications</source>
        <translation>暂停通知</translation>
    </message>
    <message>
        <source>For an hour</source>
        <translation>一小时</translation>
    </message>
    <message>
        <source>Until tomorrow</source>
        <translation>到明天</translation>
    </message>
    <message>
        <source>Until I turn them on</source>
        <translation>直到我打开</translation>
    </message>
</context>
<context>
    <name>QrButton</name>
    <message>
        <source>Scan a QR code…</source>
        <translation>扫描二维码…</translation>
    </message>
    <message>
        <source>From a picture…</source>
        <translation>从图片…</translation>
    </message>
    <message>
        <source>From the clipboard</source>
        <translation>从剪贴板</translation>
    </message>
    <message>
        <source>From the screen</source>
        <translation>从屏幕</translation>
    </message>
    <message>
        <source>There is no picture on the clipboard. Copy the QR code, or a screenshot of it, and try again.</source>
        <translation>剪贴板中没有图片。请复制二维码或它的截图，然后重试。</translation>
    </message>
    <message>
        <source>Picture with a QR code</source>
        <translation>含有二维码的图片</translation>
    </message>
    <message>
        <source>Pictures ({kinds})</source>
        <translation>图片 ({kinds})</translation>
    </message>
    <message>
        <source>This desktop does not let programs look at the screen (Wayland). Take a screenshot of the QR code, copy it, and choose “From the clipboard”.</source>
        <translation>此桌面环境（Wayland）不允许程序读取屏幕。请截取二维码并复制，然后选择“从剪贴板”。</translation>
    </message>
    <message>
        <source>macOS does not let Startalk look at the screen. Allow it in System Settings, under Privacy &amp; Security, Screen Recording; or copy a screenshot and choose “From the clipboard”.</source>
        <translation>macOS 不允许 Startalk 读取屏幕。请在“系统设置”的“隐私与安全性”中允许“屏幕录制”；或复制截图后选择“从剪贴板”。</translation>
    </message>
    <message>
        <source>The screen can&apos;t be looked at here. Take a screenshot of the QR code, copy it, and choose “From the clipboard”.</source>
        <translation>此处无法读取屏幕。请截取二维码并复制，然后选择“从剪贴板”。</translation>
    </message>
</context>
<context>
    <name>QuietRows</name>
    <message>
        <source>Quiet hours</source>
        <translation>安静时段</translation>
    </message>
    <message>
        <source>No notifications in these hours, every week.</source>
        <translation>在此期间不通知，每周重复。</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>For an hour</source>
        <translation>一小时</translation>
    </message>
    <message>
        <source>Until tomorrow</source>
        <translation>到明天</translation>
    </message>
    <message>
        <source>Until I turn it off</source>
        <translation>直到我关闭</translation>
    </message>
    <message>
        <source>Until {time}</source>
        <translation>到 {time}</translation>
    </message>
    <message>
        <source>Do not disturb</source>
        <translation>请勿打扰</translation>
    </message>
    <message>
        <source>No notifications. Colleagues see you as busy.</source>
        <translation>不通知，同事会看到你忙碌。</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Companies</source>
        <translation>公司</translation>
    </message>
    <message>
        <source>Add a company</source>
        <translation>添加公司</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>RailDelegate</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
</context>
<context>
    <name>ReadersDialog</name>
    <message>
        <source>Who has read this</source>
        <translation>谁已读</translation>
    </message>
    <message>
        <source>Have read it</source>
        <translation>已读的人</translation>
    </message>
    <message>
        <source>Nobody yet</source>
        <translation>还没有人</translation>
    </message>
    <message>
        <source>Readers are shown where the room tells.</source>
        <translation>群聊提供已读信息时会显示在这里。</translation>
    </message>
    <message>
        <source>Have not read it yet</source>
        <translation>未读的人</translation>
    </message>
    <message>
        <source>Nobody is left</source>
        <translation>没有未读的人</translation>
    </message>
    <message>
        <source>Everybody who is here has read it.</source>
        <translation>在场的人都已读。</translation>
    </message>
    <message>
        <source>Read · {count}</source>
        <translation>已读 · {count}</translation>
    </message>
    <message>
        <source>Not yet · {count}</source>
        <translation>未读 · {count}</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>Report {name}?</source>
        <translation>举报 {name}？</translation>
    </message>
    <message>
        <source>Those who run the server of {company} are told. {name} is blocked as well. They learn of neither.</source>
        <translation>会告知 {company} 服务器的管理者，同时屏蔽 {name}。对方不会知道。</translation>
    </message>
    <message>
        <source>It is unwanted advertising, or fraud</source>
        <translation>骚扰广告或欺诈</translation>
    </message>
    <message>
        <source>It insults, threatens or harasses</source>
        <translation>侮辱、威胁或骚扰</translation>
    </message>
    <message>
        <source>What should they know? (optional)</source>
        <translation>补充说明（可选）</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Report and block</source>
        <translation>举报并屏蔽</translation>
    </message>
</context>
<context>
    <name>RoomCommands</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>You are not connected to any company at the moment</source>
        <translation>目前没有连接到任何公司</translation>
    </message>
    <message numerus="yes">
        <source>%n people were invited</source>
        <translation>
            <numerusform>已邀请 %n 人</numerusform>
        </translation>
    </message>
    <message>
        <source>A picture for the room</source>
        <translation>选择群聊头像</translation>
    </message>
    <message>
        <source>You can join it again later. What was said stays here.</source>
        <translation>以后可以再次加入。已有的消息会保留在这里。</translation>
    </message>
    <message>
        <source>Leave {room}?</source>
        <translation>退出 {room}？</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Close {room} for everybody?</source>
        <translation>解散 {room}？</translation>
    </message>
    <message>
        <source>Everybody is put out, and the server forgets the room and what was said in it. It can&apos;t be undone. Type the room&apos;s name to confirm.</source>
        <translation>所有人都会被移出，服务器将删除群聊及其中的消息，无法撤销。请输入群聊名称以确认。</translation>
    </message>
    <message>
        <source>Close the room</source>
        <translation>解散群聊</translation>
    </message>
    <message>
        <source>You are its only owner: without you nobody can change who owns it, or close it. You can make somebody else an owner first.</source>
        <translation>你是唯一的群主：你退出后，没有人能更换群主或解散群聊。你可以先让别人成为群主。</translation>
    </message>
</context>
<context>
    <name>RoomEvents</name>
    <message>
        <source>{what}. Reason: {reason}</source>
        <translation>{what}。原因：{reason}</translation>
    </message>
    <message>
        <source>%n earlier</source>
        <translation>更早的 %n 条</translation>
    </message>
    <message>
        <source>%n other change(s)</source>
        <translation>其他 %n 项变动</translation>
    </message>
    <message>
        <source>{name} joined</source>
        <translation>{name} 加入了</translation>
    </message>
    <message>
        <source>{name} and {other} joined</source>
        <translation>{name} 和 {other} 加入了</translation>
    </message>
    <message>
        <source>{name} and %n others joined</source>
        <translation>{name} 和另外 %n 人加入了</translation>
    </message>
    <message>
        <source>{name} left</source>
        <translation>{name} 离开了</translation>
    </message>
    <message>
        <source>{name} and {other} left</source>
        <translation>{name} 和 {other} 离开了</translation>
    </message>
    <message>
        <source>{name} and %n others left</source>
        <translation>{name} 和另外 %n 人离开了</translation>
    </message>
    <message>
        <source>{name} joined and left</source>
        <translation>{name} 来过又离开了</translation>
    </message>
    <message>
        <source>{name} and {other} joined and left</source>
        <translation>{name} 和 {other} 来过又离开了</translation>
    </message>
    <message>
        <source>{name} and %n others joined and left</source>
        <translation>{name} 和另外 %n 人来过又离开了</translation>
    </message>
    <message>
        <source>{name} left and came back</source>
        <translation>{name} 离开后又回来了</translation>
    </message>
    <message>
        <source>{name} and {other} left and came back</source>
        <translation>{name} 和 {other} 离开后又回来了</translation>
    </message>
    <message>
        <source>{name} and %n others left and came back</source>
        <translation>{name} 和另外 %n 人离开后又回来了</translation>
    </message>
    <message>
        <source>{nick} is now called {new}</source>
        <translation>{nick} 改名为 {new}</translation>
    </message>
    <message>
        <source>{by} removed {name} from the room</source>
        <translation>{by} 将 {name} 移出群聊</translation>
    </message>
    <message>
        <source>{name} was removed from the room</source>
        <translation>{name} 被移出群聊</translation>
    </message>
    <message>
        <source>{by} banned {name} from the room</source>
        <translation>{by} 禁止 {name} 进入群聊</translation>
    </message>
    <message>
        <source>{name} was banned from the room</source>
        <translation>{name} 被禁止进入群聊</translation>
    </message>
    <message>
        <source>{by} removed you from the room</source>
        <translation>{by} 将你移出群聊</translation>
    </message>
    <message>
        <source>You were removed from the room</source>
        <translation>你被移出群聊</translation>
    </message>
    <message>
        <source>{by} banned you from the room</source>
        <translation>{by} 禁止你进入群聊</translation>
    </message>
    <message>
        <source>You were banned from the room</source>
        <translation>你被禁止进入群聊</translation>
    </message>
    <message>
        <source>You are now called {new}</source>
        <translation>你的昵称改为 {new}</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>{by} closed the room for everybody</source>
        <translation>{by} 解散了群聊</translation>
    </message>
    <message>
        <source>The room was closed for everybody</source>
        <translation>群聊已解散</translation>
    </message>
    <message>
        <source>{name} moderates now</source>
        <translation>{name} 现在是主持人</translation>
    </message>
    <message>
        <source>{name} may only listen now</source>
        <translation>{name} 现在不能发言</translation>
    </message>
    <message>
        <source>{name} may speak now</source>
        <translation>{name} 现在可以发言</translation>
    </message>
    <message>
        <source>{by} made {name} an owner</source>
        <translation>{by} 将 {name} 设为群主</translation>
    </message>
    <message>
        <source>{name} is an owner now</source>
        <translation>{name} 现在是群主</translation>
    </message>
    <message>
        <source>{by} made {name} an admin</source>
        <translation>{by} 将 {name} 设为管理员</translation>
    </message>
    <message>
        <source>{name} is an admin now</source>
        <translation>{name} 现在是管理员</translation>
    </message>
    <message>
        <source>{by} made {name} a member</source>
        <translation>{by} 将 {name} 设为成员</translation>
    </message>
    <message>
        <source>{name} is a member now</source>
        <translation>{name} 现在是成员</translation>
    </message>
    <message>
        <source>{by} took {name} off the members</source>
        <translation>{by} 取消了 {name} 的成员身份</translation>
    </message>
    <message>
        <source>{name} is no longer a member</source>
        <translation>{name} 不再是成员</translation>
    </message>
    <message>
        <source>{by} made you an owner</source>
        <translation>{by} 将你设为群主</translation>
    </message>
    <message>
        <source>You are an owner now</source>
        <translation>你现在是群主</translation>
    </message>
    <message>
        <source>{by} made you an admin</source>
        <translation>{by} 将你设为管理员</translation>
    </message>
    <message>
        <source>You are an admin now</source>
        <translation>你现在是管理员</translation>
    </message>
    <message>
        <source>{by} made you a member</source>
        <translation>{by} 将你设为成员</translation>
    </message>
    <message>
        <source>You are a member now</source>
        <translation>你现在是成员</translation>
    </message>
    <message>
        <source>{by} took you off the members</source>
        <translation>{by} 取消了你的成员身份</translation>
    </message>
    <message>
        <source>You are no longer a member</source>
        <translation>你不再是成员</translation>
    </message>
</context>
<context>
    <name>RoomGate</name>
    <message>
        <source>Rejoin</source>
        <translation>重新加入</translation>
    </message>
    <message>
        <source>Join the room</source>
        <translation>加入群聊</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>前往</translation>
    </message>
</context>
<context>
    <name>RoomSettingsDialog</name>
    <message>
        <source>Room settings</source>
        <translation>群聊设置</translation>
    </message>
    <message>
        <source>Change the picture…</source>
        <translation>更换头像…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Private: only members find it and may come in</source>
        <translation>私密：只有成员能找到和进入</translation>
    </message>
    <message>
        <source>Public: everybody finds it and may join</source>
        <translation>公开：所有人都能找到并加入</translation>
    </message>
    <message>
        <source>Members may invite others</source>
        <translation>成员可以邀请他人</translation>
    </message>
    <message>
        <source>Everybody may change the topic</source>
        <translation>所有人都可以修改话题</translation>
    </message>
    <message>
        <source>Banned people…</source>
        <translation>被禁止的人…</translation>
    </message>
    <message>
        <source>Leave the room…</source>
        <translation>退出群聊…</translation>
    </message>
    <message>
        <source>Close it for everybody…</source>
        <translation>解散群聊…</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>This file is no picture that can be used.</source>
        <translation>此文件不是可用的图片。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>话题</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>介绍</translation>
    </message>
</context>
<context>
    <name>Rooms</name>
    <message>
        <source>People go by nicks of their own choice here; only moderators see who they are. A nick alone proves nothing.</source>
        <translation>这里的人使用自选昵称，只有主持人能看到真实身份。单凭昵称不能证明对方是谁。</translation>
    </message>
    <message>
        <source>Private room</source>
        <translation>私密群聊</translation>
    </message>
    <message>
        <source>Room with a password</source>
        <translation>有密码的群聊</translation>
    </message>
    <message>
        <source>Public room</source>
        <translation>公开群聊</translation>
    </message>
    <message>
        <source>Owners</source>
        <translation>群主</translation>
    </message>
    <message>
        <source>Admins</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>成员</translation>
    </message>
    <message>
        <source>Guests</source>
        <translation>访客</translation>
    </message>
    <message>
        <source>owner</source>
        <translation>群主</translation>
    </message>
    <message>
        <source>admin</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>member</source>
        <translation>成员</translation>
    </message>
    <message>
        <source>guest</source>
        <translation>访客</translation>
    </message>
    <message>
        <source>listens</source>
        <translation>旁听</translation>
    </message>
    <message>
        <source>not the same as {name}</source>
        <translation>与 {name} 不是同一人</translation>
    </message>
    <message>
        <source>The room hides who this is</source>
        <translation>此群聊不显示此人的真实身份</translation>
    </message>
    <message>
        <source>The name looks like “{name}”, but this is somebody else. Check whom you talk to.</source>
        <translation>这个名字看起来像“{name}”，但其实是另一个人。请确认对方是谁。</translation>
    </message>
    <message>
        <source>{name} could not be invited. {reason}</source>
        <translation>无法邀请 {name}。{reason}</translation>
    </message>
    <message>
        <source>The topic could not be set. {reason}</source>
        <translation>无法设置话题。{reason}</translation>
    </message>
    <message>
        <source>The picture could not be set. {reason}</source>
        <translation>无法设置头像。{reason}</translation>
    </message>
    <message>
        <source>{what}. It goes on in {room}</source>
        <translation>{what}。讨论转到 {room}</translation>
    </message>
    <message>
        <source>You are not in this room. {reason}</source>
        <translation>你不在此群聊中。{reason}</translation>
    </message>
    <message>
        <source>You are not in this room</source>
        <translation>你不在此群聊中</translation>
    </message>
    <message>
        <source>There is no such room (any more).</source>
        <translation>没有这个群聊（或已不存在）。</translation>
    </message>
</context>
<context>
    <name>RoomsDialog</name>
    <message>
        <source>Join a room</source>
        <translation>加入群聊</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>公司</translation>
    </message>
    <message>
        <source>Find a room, or type its name or address</source>
        <translation>查找群聊，或输入其名称或地址</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>群聊</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>The rooms can&apos;t be listed</source>
        <translation>无法列出群聊</translation>
    </message>
    <message>
        <source>No such room</source>
        <translation>没有这个群聊</translation>
    </message>
    <message>
        <source>A room that is not listed can be joined by its name or address.</source>
        <translation>未列出的群聊可以通过名称或地址加入。</translation>
    </message>
    <message>
        <source>The room&apos;s password</source>
        <translation>群聊密码</translation>
    </message>
    <message>
        <source>New room…</source>
        <translation>新建群聊…</translation>
    </message>
    <message>
        <source>That is not the room&apos;s password.</source>
        <translation>群聊密码不正确。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>No public rooms</source>
        <translation>没有公开的群聊</translation>
    </message>
</context>
<context>
    <name>RulingDialog</name>
    <message>
        <source>The room&apos;s name</source>
        <translation>群聊名称</translation>
    </message>
    <message>
        <source>Reason (optional, others read it)</source>
        <translation>原因（可选，其他人可见）</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>SaveDialog</name>
    <message>
        <source>Text files (*.txt)</source>
        <translation>文本文件 (*.txt)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
</context>
<context>
    <name>SearchLine</name>
    <message>
        <source>Search emoji</source>
        <translation>搜索表情</translation>
    </message>
    <message>
        <source>Skin tone</source>
        <translation>肤色</translation>
    </message>
</context>
<context>
    <name>SearchPane</name>
    <message>
        <source>Search all messages</source>
        <translation>搜索全部消息</translation>
    </message>
    <message>
        <source>Messages found</source>
        <translation>找到的消息</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>No message on this computer has “{0}” in it.</source>
        <translation>此电脑上没有包含“{0}”的消息。</translation>
    </message>
    <message>
        <source>Search everything</source>
        <translation>全局搜索</translation>
    </message>
    <message>
        <source>One search over the messages of all your companies, offline too.</source>
        <translation>一次搜索所有公司的消息，离线也可以。</translation>
    </message>
</context>
<context>
    <name>SelectionBar</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy with names and times</source>
        <translation>连同姓名和时间复制</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Delete on this computer</source>
        <translation>从本机删除</translation>
    </message>
    <message>
        <source>Forward as one card</source>
        <translation>合并转发</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>转发</translation>
    </message>
    <message numerus="yes">
        <source>%n chosen</source>
        <translation>
            <numerusform>已选 %n 条</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SendDialog</name>
    <message numerus="yes">
        <source>One message to each of %n person(s)</source>
        <translation>
            <numerusform>向 %n 人分别发送一条消息</numerusform>
        </translation>
    </message>
    <message>
        <source>Each gets it alone, and sees none of the others.</source>
        <translation>每个人单独收到，看不到其他收件人。</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>输入消息</translation>
    </message>
    <message numerus="yes">
        <source>Send to %n person(s)</source>
        <translation>
            <numerusform>发送给 %n 人</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message numerus="yes">
        <source>{names} and %n more</source>
        <translation>
            <numerusform>{names}及另外 %n 人</numerusform>
        </translation>
    </message>
    <message>
        <source>{company} · sent as {address}</source>
        <translation>{company} · 以 {address} 发送</translation>
    </message>
</context>
<context>
    <name>ServerSettings</name>
    <message>
        <source>found by itself</source>
        <translation>自动查找</translation>
    </message>
    <message>
        <source>Encrypted from the first byte (direct TLS)</source>
        <translation>从首字节起加密（直接 TLS）</translation>
    </message>
    <message>
        <source>Choose a certificate authority…</source>
        <translation>选择证书颁发机构…</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>服务器(&amp;S)</translation>
    </message>
    <message>
        <source>P&amp;ort</source>
        <translation>端口(&amp;O)</translation>
    </message>
    <message>
        <source>Certificate authority</source>
        <translation>证书颁发机构</translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer)</source>
        <translation>证书 (*.pem *.crt *.cer)</translation>
    </message>
</context>
<context>
    <name>ServiceRows</name>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
</context>
<context>
    <name>Services</name>
    <message>
        <source>Chat</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Company link</source>
        <translation>公司链接</translation>
    </message>
    <message>
        <source>No connection</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>Files can&apos;t be sent now; chat works</source>
        <translation>暂时无法发送文件，聊天正常</translation>
    </message>
    <message>
        <source>The company&apos;s link does not answer; chat works</source>
        <translation>公司链接没有响应，聊天正常</translation>
    </message>
    <message>
        <source>Not known while offline</source>
        <translation>离线时未知</translation>
    </message>
    <message>
        <source>Works</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Not offered by this company</source>
        <translation>此公司未提供</translation>
    </message>
    <message>
        <source>Does not work</source>
        <translation>无法使用</translation>
    </message>
    <message>
        <source>The company&apos;s file server can&apos;t be reached.</source>
        <translation>无法连接公司的文件服务器。</translation>
    </message>
    <message>
        <source>{problem} Since {time}.</source>
        <translation>{problem}自 {time} 起。</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Sections</source>
        <translation>分类</translation>
    </message>
    <message>
        <source>General</source>
        <translation>通用</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ShelfMenu</name>
    <message>
        <source>Open link</source>
        <translation>打开链接</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>复制链接</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Forward…</source>
        <translation>转发…</translation>
    </message>
    <message>
        <source>Show in conversation</source>
        <translation>在会话中显示</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>New conversation</source>
        <translation>新建会话</translation>
    </message>
    <message>
        <source>Jump to…</source>
        <translation>快速跳转…</translation>
    </message>
    <message>
        <source>No conversations yet</source>
        <translation>还没有会话</translation>
    </message>
    <message>
        <source>All companies</source>
        <translation>全部公司</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>Directory</source>
        <translation>通讯录</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
</context>
<context>
    <name>SignInDialog</name>
    <message>
        <source>Add a company</source>
        <translation>添加公司</translation>
    </message>
</context>
<context>
    <name>SignInFormPage</name>
    <message>
        <source>Show the password</source>
        <translation>显示密码</translation>
    </message>
    <message>
        <source>Server settings</source>
        <translation>服务器设置</translation>
    </message>
    <message>
        <source>Type the address your company gave you.</source>
        <translation>请输入公司分配给你的地址。</translation>
    </message>
    <message>
        <source>That is no address. It looks like name@company.example.</source>
        <translation>这不是有效地址，应类似 name@company.example。</translation>
    </message>
    <message>
        <source>Type the name that the company gave you.</source>
        <translation>请输入公司分配给你的用户名。</translation>
    </message>
    <message>
        <source>That can&apos;t be a name at {domain}. It is what stands before the @ of your address.</source>
        <translation>这不是 {domain} 的有效用户名。用户名是你地址中 @ 之前的部分。</translation>
    </message>
    <message>
        <source>That is an address of another company than {domain}.</source>
        <translation>这是另一家公司的地址，不属于 {domain}。</translation>
    </message>
    <message>
        <source>Type your password.</source>
        <translation>请输入密码。</translation>
    </message>
    <message>
        <source>A port is a number from 1 to 65535.</source>
        <translation>端口应为 1 到 65535 之间的数字。</translation>
    </message>
    <message>
        <source>That file holds no certificate. Ask your admin for the authority as a PEM file.</source>
        <translation>该文件中没有证书。请向管理员索取 PEM 格式的颁发机构证书。</translation>
    </message>
    <message>
        <source>This address is here already.</source>
        <translation>此地址已添加过。</translation>
    </message>
    <message>
        <source>Add a company</source>
        <translation>添加公司</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>密码(&amp;P)</translation>
    </message>
    <message>
        <source>Sign in with the name and password that the company gave you.</source>
        <translation>使用公司分配给你的用户名和密码登录。</translation>
    </message>
    <message>
        <source>Sign in with the address, the link or the QR code that the company gave you.</source>
        <translation>使用公司提供的地址、链接或二维码登录。</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>用户名(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Address or link</source>
        <translation>地址或链接(&amp;A)</translation>
    </message>
    <message>
        <source>your name there</source>
        <translation>你在该公司的用户名</translation>
    </message>
    <message>
        <source>name@company.example</source>
        <translation>name@company.example</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
</context>
<context>
    <name>SignInSteps</name>
    <message>
        <source>Find the server</source>
        <translation>查找服务器</translation>
    </message>
    <message>
        <source>Reach it</source>
        <translation>连接服务器</translation>
    </message>
    <message>
        <source>Secure the line</source>
        <translation>建立安全连接</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Signing in as {0}</source>
        <translation>正在以 {0} 登录</translation>
    </message>
</context>
<context>
    <name>Spinner</name>
    <message>
        <source>In progress</source>
        <translation>进行中</translation>
    </message>
</context>
<context>
    <name>StartFailure</name>
    <message>
        <source>Startalk can&apos;t open its data</source>
        <translation>Startalk 无法打开数据</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>The system&apos;s keyring is locked. Unlock it and start again.</source>
        <translation>系统密钥环已锁定。请解锁后重新启动。</translation>
    </message>
    <message>
        <source>The key in the keyring is not the one that these data were made with. Restore the keyring, or move the folder away to begin anew.</source>
        <translation>密钥环中的密钥与这些数据不匹配。请恢复密钥环，或移走该文件夹以重新开始。</translation>
    </message>
    <message>
        <source>A newer version has used these data. Install that version again.</source>
        <translation>这些数据已被更新的版本使用过。请重新安装该版本。</translation>
    </message>
    <message>
        <source>The data are damaged. Restore the folder from a backup, or move it away to begin anew.</source>
        <translation>数据已损坏。请从备份恢复该文件夹，或移走它以重新开始。</translation>
    </message>
    <message>
        <source>The keys to the data can&apos;t be had. Check the system&apos;s keyring.</source>
        <translation>无法取得数据的密钥。请检查系统密钥环。</translation>
    </message>
    <message>
        <source>The folder can&apos;t be used. Check its permissions and the room on the disk.</source>
        <translation>无法使用该文件夹。请检查其权限和磁盘空间。</translation>
    </message>
</context>
<context>
    <name>SwitcherOverlay</name>
    <message>
        <source>Jump to a person, a room or a conversation</source>
        <translation>跳转到同事、群聊或会话</translation>
    </message>
    <message>
        <source>Quick switcher</source>
        <translation>快速跳转</translation>
    </message>
    <message>
        <source>Matches</source>
        <translation>匹配项</translation>
    </message>
    <message>
        <source>Nobody and nothing of that name</source>
        <translation>没有匹配的人或会话</translation>
    </message>
    <message>
        <source>↑ ↓ to move · Enter to open · Esc to close</source>
        <translation>↑ ↓ 移动 · Enter 打开 · Esc 关闭</translation>
    </message>
</context>
<context>
    <name>TimeTexts</name>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>dddd, MMMM d</source>
        <translation>M月d日 dddd</translation>
    </message>
    <message>
        <source>MMMM d, yyyy</source>
        <translation>yyyy年M月d日</translation>
    </message>
    <message>
        <source>MMM d</source>
        <translation>M月d日</translation>
    </message>
    <message>
        <source>MMMM yyyy</source>
        <translation>yyyy年M月</translation>
    </message>
</context>
<context>
    <name>Tips</name>
    <message>
        <source>Edited {time}. Click for earlier versions</source>
        <translation>编辑于 {time}，点击查看历史版本</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>复制代码</translation>
    </message>
    <message>
        <source>Go to the message</source>
        <translation>跳到原消息</translation>
    </message>
    <message>
        <source>Read by {names}</source>
        <translation>已读：{names}</translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message>
        <source>(taken back)</source>
        <translation>（已撤回）</translation>
    </message>
</context>
<context>
    <name>Transfers</name>
    <message>
        <source>Waiting…</source>
        <translation>等待中…</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>未发送</translation>
    </message>
    <message>
        <source>Not loaded</source>
        <translation>未加载</translation>
    </message>
    <message>
        <source>Click to try again</source>
        <translation>点击重试</translation>
    </message>
    <message>
        <source>Click to cancel</source>
        <translation>点击取消</translation>
    </message>
    <message>
        <source>sending</source>
        <translation>正在发送</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>正在加载</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Open Startalk</source>
        <translation>打开 Startalk</translation>
    </message>
    <message>
        <source>For an hour</source>
        <translation>一小时</translation>
    </message>
    <message>
        <source>Until tomorrow</source>
        <translation>到明天</translation>
    </message>
    <message>
        <source>Pause notifications</source>
        <translation>暂停通知</translation>
    </message>
    <message>
        <source>Until I turn them on</source>
        <translation>直到我打开</translation>
    </message>
    <message>
        <source>Disturb me again</source>
        <translation>恢复通知</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message numerus="yes">
        <source>%n unread message(s)</source>
        <translation>
            <numerusform>%n 条未读消息</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Undone</name>
    <message>
        <source>It could not be done on this computer: {reason}</source>
        <translation>无法在这台电脑上完成：{reason}</translation>
    </message>
    <message>
        <source>You have left this company</source>
        <translation>你已退出此公司</translation>
    </message>
    <message>
        <source>This company is locked</source>
        <translation>此公司已锁定</translation>
    </message>
</context>
<context>
    <name>UnreadPill</name>
    <message numerus="yes">
        <source>%n unread message(s)</source>
        <translation>
            <numerusform>%n 条未读消息</numerusform>
        </translation>
    </message>
    <message>
        <source>To the first unread</source>
        <translation>到第一条未读</translation>
    </message>
</context>
<context>
    <name>ViewerBar</name>
    <message>
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Forward…</source>
        <translation>转发…</translation>
    </message>
    <message>
        <source>Open with another program</source>
        <translation>用其他程序打开</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Earlier picture</source>
        <translation>上一张</translation>
    </message>
    <message>
        <source>Later picture</source>
        <translation>下一张</translation>
    </message>
</context>
<context>
    <name>WayIn</name>
    <message>
        <source>There is nothing about a company at this link. Check it for typing errors, or ask the company&apos;s IT for it again.</source>
        <translation>此链接中没有公司信息。请检查是否输错，或向公司 IT 重新索取。</translation>
    </message>
    <message>
        <source>The web server at this link can&apos;t be reached. Check the network, or the VPN if the company needs one.</source>
        <translation>无法连接此链接的网站服务器。请检查网络；若公司需要 VPN，也请检查 VPN。</translation>
    </message>
    <message>
        <source>The web server at this link can&apos;t prove who it is, so nothing it says counts. If the company has a certificate authority of its own, choose it under Server settings.</source>
        <translation>此链接的网站服务器无法证明其身份，因此其内容不可信。若公司有自己的证书颁发机构，请在“服务器设置”中选择。</translation>
    </message>
    <message>
        <source>Type the address or the link that your company gave you.</source>
        <translation>请输入公司提供的地址或链接。</translation>
    </message>
    <message>
        <source>That is neither an address nor a link. An address looks like name@company.example, a link begins with https://.</source>
        <translation>这既不是地址也不是链接。地址类似 name@company.example，链接以 https:// 开头。</translation>
    </message>
    <message>
        <source>This link is not encrypted (http), so anybody on the way could change where it leads. Ask the company&apos;s IT for one that begins with https://.</source>
        <translation>此链接未加密（http），途中任何人都可能篡改其指向。请向公司 IT 索取以 https:// 开头的链接。</translation>
    </message>
    <message>
        <source>No QR code was found. The whole code has to be visible, and sharp.</source>
        <translation>未找到二维码。二维码须完整且清晰。</translation>
    </message>
    <message>
        <source>The QR code that was found leads to no company.</source>
        <translation>找到的二维码不指向任何公司。</translation>
    </message>
    <message>
        <source>That is no picture that can be read. Take a PNG or JPEG file.</source>
        <translation>无法读取该图片。请使用 PNG 或 JPEG 文件。</translation>
    </message>
    <message>
        <source>What is at this link does not say where the company&apos;s server is. Ask the company&apos;s IT for the link again.</source>
        <translation>此链接的内容未说明公司服务器的位置。请向公司 IT 重新索取链接。</translation>
    </message>
    <message>
        <source>What is at this link is about another company now. Ask the company&apos;s IT.</source>
        <translation>此链接现在指向另一家公司。请咨询公司 IT。</translation>
    </message>
    <message>
        <source>This link leads where Startalk does not go: out of https, or into a private network. Ask the company&apos;s IT.</source>
        <translation>此链接指向 Startalk 不会访问的位置：非 https 或内部网络。请咨询公司 IT。</translation>
    </message>
    <message>
        <source>There is no web server of this name. Check the link for typing errors.</source>
        <translation>不存在此名称的网站服务器。请检查链接是否输错。</translation>
    </message>
    <message>
        <source>The web server at this link does not do its work. Try again in a moment, or ask the company&apos;s IT.</source>
        <translation>此链接的网站服务器工作不正常。请稍后重试，或咨询公司 IT。</translation>
    </message>
</context>
<context>
    <name>WindowActions</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Your card is saved</source>
        <translation>名片已保存</translation>
    </message>
</context>
<context>
    <name>_CandidateDelegate</name>
    <message>
        <source>Already in the room</source>
        <translation>已在群聊中</translation>
    </message>
</context>
<context>
    <name>_DropHint</name>
    <message>
        <source>Drop the picture with the QR code here</source>
        <translation>将含有二维码的图片拖放到这里</translation>
    </message>
</context>
<context>
    <name>_MemberDelegate</name>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>here as {nick}</source>
        <translation>在此的昵称：{nick}</translation>
    </message>
    <message>
        <source>not in the room now</source>
        <translation>目前不在群聊中</translation>
    </message>
</context>
<context>
    <name>_ReaderDelegate</name>
    <message>
        <source>Read up to {time}</source>
        <translation>已读至 {time}</translation>
    </message>
</context>
<context>
    <name>_RoomDelegate</name>
    <message numerus="yes">
        <source>%n here</source>
        <translation>
            <numerusform>%n 人在线</numerusform>
        </translation>
    </message>
    <message>
        <source>✓ Joined</source>
        <translation>✓ 已加入</translation>
    </message>
</context>
<context>
    <name>_SwitcherDelegate</name>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
</context>
</TS>
