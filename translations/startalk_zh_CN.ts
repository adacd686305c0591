<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AccountDialogs</name>
    <message>
        <source>Leave {company}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything of {address} on this computer is destroyed: messages, people, files and the key to them. It can&apos;t be undone. The server keeps what it has.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave and erase</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AccountMenu</name>
    <message>
        <source>Unlock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy my address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave this company…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Banners</name>
    <message>
        <source>Retry now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{company}: {sentence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Trying again in %n second(s).</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Trying again now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New password…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the certificate…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Bubble</name>
    <message>
        <source>Topic: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} set the topic: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to try again or discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New messages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CertificateDialog</name>
    <message>
        <source>Certificate</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CertificateView</name>
    <message>
        <source>Is this your company&apos;s server?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask your admin for the fingerprint and compare it. If it differs, somebody may be listening: do not go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingerprint (SHA-256)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Don&apos;t connect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trust this certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issued by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as {address} · {company}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write to {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No connection: what you send is kept, and leaves when it is back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This company is locked: unlock it to write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are not in this room: join it to write</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConfirmDialog</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConversationHeader</name>
    <message>
        <source>Members</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n member(s) here</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>typing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is typing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{first} and {second} are typing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n people are typing…</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConversationMenu</name>
    <message>
        <source>Unpin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Members</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave the room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove from this computer…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConversationStage</name>
    <message>
        <source>Add your first company</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in with the address that the company gave you. You can add as many companies as you work for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a company</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pick a conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Or press Ctrl+K and type the name of anybody in any of your companies.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jump to…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This company is locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its messages can&apos;t be read before it is unlocked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConversationView</name>
    <message>
        <source>Copy selected text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DirectoryPane</name>
    <message>
        <source>Find a person, by name or pinyin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>People found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try a part of the name, its pinyin, a title, a phone number or an address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No company yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a company, and its people appear here as they sit in the organisation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send a message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show card</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Failures</name>
    <message>
        <source>Something went wrong.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no server of this name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the part of the address after the @ for typing errors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has no connection to the server&apos;s network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the network, or the VPN if the company needs one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is there, but takes no chat connections.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may be restarting. If that lasts, ask the company&apos;s IT for host and port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server does not answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the network and the VPN, and try again in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What answers at this address is no chat server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check host and port. In a hotel or at an airport, sign in to its network first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This server does not serve the domain of the address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the part of the address after the @.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s certificate is signed by nobody whom this computer trusts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare its fingerprint with the one that the company&apos;s IT gives you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s certificate belongs to another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody may be listening in. Don&apos;t go on before the company&apos;s IT has explained it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not valid at this time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check this computer&apos;s date. If it is right, the company&apos;s IT has to renew the certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server shows another certificate than the one you accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the company&apos;s IT whether it was replaced, and compare the fingerprint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server offers no encryption.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Startalk never sends a password in the clear. The company&apos;s IT has to switch TLS on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No secure line to the server could be made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A proxy or firewall may interfere. Tell the company&apos;s IT if it happens again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server refuses the name or the password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check both and sign in again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The account is disabled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the company&apos;s IT to enable it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server offers no way to sign in that is safe enough.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The company&apos;s IT has to enable SCRAM-SHA-256 or SCRAM-SHA-1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server could not prove that it knows the account.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may be an impostor. Don&apos;t go on before the company&apos;s IT has explained it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is too old: it lacks something that Startalk needs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The company&apos;s IT has to update it; the detail says what is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The account was signed in elsewhere in this program&apos;s place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the other program, or sign in again here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you write is sent when it is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is shutting down.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server ended the connection because of one of its rules.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The detail says which; the company&apos;s IT knows more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key to this company&apos;s data is not in the keyring.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without it they can&apos;t be read. Leave the company here and add it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The system&apos;s keyring is locked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock it, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This company&apos;s database on this computer is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave the company here and add it again; the server still has the messages.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nobody of this address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for the person in the directory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody is there to answer at the moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server does not allow it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the company&apos;s IT for the right to do it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no link to the other company&apos;s server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The administrators of both companies have to set one up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of you has blocked the other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unblock the person, or reach them another way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is larger than the server takes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send it in parts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server does not offer this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The company&apos;s IT may be able to enable it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server has a fault.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again in a moment; tell the company&apos;s IT if it lasts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Startalk made a mistake.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again. The log says more, if you want to report it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: there is nobody of this address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: nobody is there who could take it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: you may not write here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the room&apos;s owner or the company&apos;s IT.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: there is no link to the other company&apos;s server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: one of you has blocked the other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: it is longer than the server takes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: the server&apos;s rules forbid it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The company&apos;s IT knows which.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: the server has a fault.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: the server does not answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no connection at the moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again when it is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have no right to do this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server does not know it (any more).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the address.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HeadNotice</name>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading earlier messages…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the beginning of the conversation at {company}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier messages can&apos;t be loaded.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InboxDelegate</name>
    <message>
        <source>{name} is typing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>typing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draft:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No messages yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Topic:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InboxList</name>
    <message>
        <source>Conversations</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Line</name>
    <message>
        <source>Signed out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Online</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs your attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locked</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MessageTexts</name>
    <message>
        <source>Topic: {text}, {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You: {text}, {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting to be sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>delivered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not sent</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MessageView</name>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NewMenu</name>
    <message>
        <source>Write to somebody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Join a room…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a company…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OccupantsPanel</name>
    <message>
        <source>Close the member list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Members</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n member(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PassphraseDialog</name>
    <message>
        <source>Choose a passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock Startalk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has no keyring. A passphrase protects your messages instead. Nobody can restore it: without it they can&apos;t be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter the passphrase that you chose for this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same once more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is not the passphrase.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Take at least %n character(s).</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PasswordDialog</name>
    <message>
        <source>New password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in to {company} again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PersonCard</name>
    <message>
        <source>Send a message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reached as</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Presence</name>
    <message>
        <source>Offline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Away for long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not disturb</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Available</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Companies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a company</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RailDelegate</name>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RoomsDialog</name>
    <message>
        <source>Join a room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Company</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a room, or type its name or address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Join</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rooms can&apos;t be listed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No such room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A room that is not listed can be joined by its name or address.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SearchPane</name>
    <message>
        <source>Search all messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No message on this computer has “{0}” in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One search over the messages of all your companies, offline too.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsMenu</name>
    <message>
        <source>Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>New conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jump to…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No conversations yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All companies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write to anybody in the directory, or join a room.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Directory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SignInDialog</name>
    <message>
        <source>Add a company</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SignInSteps</name>
    <message>
        <source>Find the server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reach it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Secure the line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signing in as {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Spinner</name>
    <message>
        <source>In progress</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StartFailure</name>
    <message>
        <source>Startalk can&apos;t open its data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The system&apos;s keyring is locked. Unlock it and start again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key in the keyring is not the one that these data were made with. Restore the keyring, or move the folder away to begin anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A newer version has used these data. Install that version again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The data are damaged. Restore the folder from a backup, or move it away to begin anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keys to the data can&apos;t be had. Check the system&apos;s keyring.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder can&apos;t be used. Check its permissions and the room on the disk.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SwitcherOverlay</name>
    <message>
        <source>Jump to a person, a room or a conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quick switcher</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody and nothing of that name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>↑ ↓ to move · Enter to open · Esc to close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TimeTexts</name>
    <message>
        <source>Today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dddd, MMMM d</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MMMM d, yyyy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MMM d</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WindowActions</name>
    <message>
        <source>The language changes at the next start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the conversation with {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its messages go from this computer. The server&apos;s archive keeps them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have left this company</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It could not be done on this computer: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This company is locked</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_FormPage</name>
    <message>
        <source>name@company.example</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>found by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encrypted from the first byte (direct TLS)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a certificate authority…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the address your company gave you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is no address. It looks like name@company.example.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type your password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A port is a number from 1 to 65535.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That file holds no certificate. Ask your admin for the authority as a PEM file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This address is here already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>P&amp;ort</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a company</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in with the address and password that the company gave you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate authority</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_HitDelegate</name>
    <message>
        <source>You</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_JumpButton</name>
    <message>
        <source>Jump to the newest message</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Jump to %n new message(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_OccupantDelegate</name>
    <message>
        <source>You</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Owner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Admin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moderator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visitor</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_OrgTreeView</name>
    <message>
        <source>Organisation tree</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_RoomDelegate</name>
    <message numerus="yes">
        <source>%n here</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_SwitcherDelegate</name>
    <message>
        <source>Join</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
