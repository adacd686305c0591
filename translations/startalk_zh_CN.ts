<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AccountDialogs</name>
    <message>
        <source>Leave {company}?</source>
        <translation>要退出“{company}”吗？</translation>
    </message>
    <message>
        <source>Everything of {address} on this computer is destroyed: messages, people, files and the key to them. It can&apos;t be undone. The server keeps what it has.</source>
        <translation>此电脑上 {address} 的全部内容都将销毁：消息、通讯录、文件以及解密它们的密钥。此操作无法撤销。服务器上的内容不受影响。</translation>
    </message>
    <message>
        <source>Leave and erase</source>
        <translation>退出并清除</translation>
    </message>
</context>
<context>
    <name>AccountMenu</name>
    <message>
        <source>Unlock</source>
        <translation>解锁</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>Copy my address</source>
        <translation>复制我的地址</translation>
    </message>
    <message>
        <source>Privacy…</source>
        <translation>隐私…</translation>
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
        <translation>您在此处无权这样做。</translation>
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
        <source>Loading…</source>
        <translation>加载中…</translation>
    </message>
    <message>
        <source>Can&apos;t be loaded. Try again</source>
        <translation>加载失败，点击重试</translation>
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
        <translation>群属于一家公司；所选的人来自多家公司。</translation>
    </message>
</context>
<context>
    <name>Completer</name>
    <message>
        <source>not in the room</source>
        <translation>不在群里</translation>
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
        <source>Unpin</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation>置顶</translation>
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
        <source>Members</source>
        <translation>成员</translation>
    </message>
    <message>
        <source>Leave the room</source>
        <translation>退出群聊</translation>
    </message>
    <message>
        <source>Show the card</source>
        <translation>查看名片</translation>
    </message>
    <message>
        <source>Remove from this computer…</source>
        <translation>从此电脑移除…</translation>
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
    <message>
        <source>Copied text: “{text}”</source>
        <translation>复制的文字：“{text}”</translation>
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
        <translation>{target} 的人将能看到这些内容，{source} 无法收回。将以您在那里的身份 {address} 发出。</translation>
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
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Server&apos;s words</source>
        <translation>服务器说明</translation>
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
        <source>Find by name, pinyin, title, unit or phone</source>
        <translation>按姓名、拼音、职位、部门或电话查找</translation>
    </message>
    <message>
        <source>Try a part of the name, its pinyin, a title, a unit, a phone number or an address.</source>
        <translation>可以试试姓名的一部分、拼音、职位、部门、电话号码或地址。</translation>
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
        <source>Choose everybody right below</source>
        <translation>选择此部门的所有人</translation>
    </message>
    <message>
        <source>Send a message</source>
        <translation>发消息</translation>
    </message>
    <message>
        <source>Show card</source>
        <translation>查看名片</translation>
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
</context>
<context>
    <name>Failures</name>
    <message>
        <source>{problem} {advice}</source>
        <translation>{problem}{advice}</translation>
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
        <source>There is no link to the other company&apos;s server.</source>
        <translation>与对方公司的服务器没有互联。</translation>
    </message>
    <message>
        <source>The administrators of both companies have to set one up.</source>
        <translation>需要双方公司的管理员建立互联。</translation>
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
        <source>Not sent: you may not write here.</source>
        <translation>未发送：你没有在这里发言的权限。</translation>
    </message>
    <message>
        <source>Ask the room&apos;s owner or the company&apos;s IT.</source>
        <translation>请联系群主或公司 IT。</translation>
    </message>
    <message>
        <source>Not sent: there is no link to the other company&apos;s server.</source>
        <translation>未发送：与对方公司的服务器没有互联。</translation>
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
        <translation>若要离开 {company}，会先询问您。</translation>
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
        <source>@ me</source>
        <translation>@ 我</translation>
    </message>
    <message>
        <source>Where I am mentioned</source>
        <translation>提到我的会话</translation>
    </message>
    <message>
        <source>All mentions of me</source>
        <translation>所有提到我的</translation>
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
    <name>MentionButton</name>
    <message numerus="yes">
        <source>Jump to the next of %n mention(s) of you</source>
        <translation>
            <numerusform>跳到下一条提到您的消息，共 %n 条</numerusform>
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
        <translation>还没有人提到您</translation>
    </message>
    <message>
        <source>Messages in which somebody writes @ and your name are listed here.</source>
        <translation>别人用 @ 提到您的消息会列在这里。</translation>
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
        <source>It could not be done on this computer: {reason}</source>
        <translation>无法在本机完成：{reason}</translation>
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
    <message>
        <source>This company is locked</source>
        <translation>此公司已锁定</translation>
    </message>
    <message>
        <source>You have left this company</source>
        <translation>您已离开此公司</translation>
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
</context>
<context>
    <name>OccupantsPanel</name>
    <message>
        <source>Close the member list</source>
        <translation>关闭成员列表</translation>
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
</context>
<context>
    <name>OrgTreeView</name>
    <message>
        <source>Organisation tree</source>
        <translation>组织架构</translation>
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
    <name>PersonCard</name>
    <message>
        <source>Send a message</source>
        <translation>发消息</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Show in the organisation</source>
        <translation>在组织架构中显示</translation>
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
        <source>E-mail</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Reached as</source>
        <translation>你的身份</translation>
    </message>
</context>
<context>
    <name>PictureViewer</name>
    <message>
        <source>Open in the browser</source>
        <translation>在浏览器中打开</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The picture is not here (yet)</source>
        <translation>图片尚未就绪</translation>
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
    <name>PrivacyDialog</name>
    <message>
        <source>Privacy</source>
        <translation>隐私</translation>
    </message>
    <message>
        <source>What people at {company} see of you</source>
        <translation>{company} 的人能看到什么</translation>
    </message>
    <message>
        <source>Send read receipts (delivered)</source>
        <translation>发送送达回执</translation>
    </message>
    <message>
        <source>Others see that a message has reached you.</source>
        <translation>别人会看到消息已送达你。</translation>
    </message>
    <message>
        <source>Tell when I have read</source>
        <translation>告知我已读</translation>
    </message>
    <message>
        <source>Others see how far you have read. Your own devices always know.</source>
        <translation>别人会看到你读到了哪里；你自己的设备始终知道。</translation>
    </message>
    <message>
        <source>Tell when I type</source>
        <translation>告知我正在输入</translation>
    </message>
    <message>
        <source>In conversations with one person, they see that you are writing.</source>
        <translation>在单聊中，对方会看到你正在输入。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
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
        <source>Nobody yet</source>
        <translation>还没有人</translation>
    </message>
    <message>
        <source>Readers are shown where the room tells.</source>
        <translation>群聊提供已读信息时会显示在这里。</translation>
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
    <name>ReasonDialog</name>
    <message>
        <source>Remove the message of {name} for everyone?</source>
        <translation>为所有人移除 {name} 的消息？</translation>
    </message>
    <message>
        <source>The room shows that a moderator removed it, and why. It can&apos;t be undone.</source>
        <translation>群聊中会显示消息已被管理员移除及其原因。此操作无法撤销。</translation>
    </message>
    <message>
        <source>Reason (optional)</source>
        <translation>原因（可选）</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
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
        <source>%n message(s) chosen</source>
        <translation>
            <numerusform>已选择 %n 条消息</numerusform>
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
    <name>SettingsMenu</name>
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
        <source>Nothing unread mentions you</source>
        <translation>没有提到您的未读消息</translation>
    </message>
    <message>
        <source>Earlier ones are under “All mentions of me”.</source>
        <translation>更早的在“所有提到我的”中。</translation>
    </message>
    <message>
        <source>Write to anybody in the directory, or join a room.</source>
        <translation>从通讯录中选一位同事发消息，或加入一个群聊。</translation>
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
    <name>WindowActions</name>
    <message>
        <source>The language changes at the next start</source>
        <translation>下次启动时切换语言</translation>
    </message>
    <message>
        <source>Remove the conversation with {name}?</source>
        <translation>要移除与 {name} 的会话吗？</translation>
    </message>
    <message>
        <source>Its messages go from this computer. The server&apos;s archive keeps them.</source>
        <translation>消息将从此电脑移除，服务器存档中仍会保留。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>You have left this company</source>
        <translation>你已退出这家公司</translation>
    </message>
    <message>
        <source>It could not be done on this computer: {reason}</source>
        <translation>此电脑无法完成操作：{reason}</translation>
    </message>
    <message>
        <source>This company is locked</source>
        <translation>这家公司已锁定</translation>
    </message>
</context>
<context>
    <name>_ChosenRow</name>
    <message>
        <source>Remove {name}</source>
        <translation>移除 {name}</translation>
    </message>
</context>
<context>
    <name>_FormPage</name>
    <message>
        <source>name@company.example</source>
        <translation>name@company.example</translation>
    </message>
    <message>
        <source>Show the password</source>
        <translation>显示密码</translation>
    </message>
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
        <source>Server settings</source>
        <translation>服务器设置</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
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
        <source>&amp;Server</source>
        <translation>服务器(&amp;S)</translation>
    </message>
    <message>
        <source>P&amp;ort</source>
        <translation>端口(&amp;O)</translation>
    </message>
    <message>
        <source>Add a company</source>
        <translation>添加公司</translation>
    </message>
    <message>
        <source>Sign in with the address and password that the company gave you.</source>
        <translation>用公司分配给你的地址和密码登录。</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>地址(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>密码(&amp;P)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
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
    <name>_OccupantDelegate</name>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>群主</translation>
    </message>
    <message>
        <source>Admin</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>Moderator</source>
        <translation>主持人</translation>
    </message>
    <message>
        <source>Visitor</source>
        <translation>访客</translation>
    </message>
</context>
<context>
    <name>_ReaderDelegate</name>
    <message>
        <source>has read up to {time}</source>
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
</context>
<context>
    <name>_SwitcherDelegate</name>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
</context>
</TS>
