<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Banners</name>
    <message numerus="yes">
        <source>Trying again in %n second(s).</source>
        <translation>
            <numerusform>Trying again in %n second.</numerusform>
            <numerusform>Trying again in %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChoiceBar</name>
    <message numerus="yes">
        <source>%n person(s) chosen</source>
        <translation>
            <numerusform>%n person chosen</numerusform>
            <numerusform>%n people chosen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConversationHeader</name>
    <message numerus="yes">
        <source>%n member(s) here</source>
        <translation>
            <numerusform>%n member here</numerusform>
            <numerusform>%n members here</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people are typing…</source>
        <translation>
            <numerusform>%n person is typing…</numerusform>
            <numerusform>%n people are typing…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DetailsDialog</name>
    <message numerus="yes">
        <source>%n character(s)</source>
        <translation>
            <numerusform>%n character</numerusform>
            <numerusform>%n characters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DirectoryWishes</name>
    <message numerus="yes">
        <source>One message goes to %n person(s) at most; start a room instead</source>
        <translation>
            <numerusform>One message goes to %n person at most; start a room instead</numerusform>
            <numerusform>One message goes to %n people at most; start a room instead</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sent to %n person(s)</source>
        <translation>
            <numerusform>Sent to %n person</numerusform>
            <numerusform>Sent to %n people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ForwardDialog</name>
    <message numerus="yes">
        <source>Forward %n message(s)</source>
        <translation>
            <numerusform>Forward %n message</numerusform>
            <numerusform>Forward %n messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Forwarder</name>
    <message numerus="yes">
        <source>%n message(s) to {names}:</source>
        <translation>
            <numerusform>%n message to {names}:</numerusform>
            <numerusform>%n messages to {names}:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JumpButton</name>
    <message numerus="yes">
        <source>Jump to %n new message(s)</source>
        <translation>
            <numerusform>Jump to %n new message</numerusform>
            <numerusform>Jump to %n new messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MentionButton</name>
    <message numerus="yes">
        <source>Jump to the next of %n mention(s) of you</source>
        <translation>
            <numerusform>Jump to the mention of you</numerusform>
            <numerusform>Jump to the next of %n mentions of you</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MessageCommands</name>
    <message numerus="yes">
        <source>Forwarded to %n conversation(s)</source>
        <translation>
            <numerusform>Forwarded to %n conversation</numerusform>
            <numerusform>Forwarded to %n conversations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n message(s) on this computer?</source>
        <translation>
            <numerusform>Delete %n message on this computer?</numerusform>
            <numerusform>Delete %n messages on this computer?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OccupantsPanel</name>
    <message numerus="yes">
        <source>%n member(s)</source>
        <translation>
            <numerusform>%n member</numerusform>
            <numerusform>%n members</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PassphraseDialog</name>
    <message numerus="yes">
        <source>Take at least %n character(s).</source>
        <translation>
            <numerusform>Take at least %n character.</numerusform>
            <numerusform>Take at least %n characters.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SelectionBar</name>
    <message numerus="yes">
        <source>%n message(s) chosen</source>
        <translation>
            <numerusform>%n message chosen</numerusform>
            <numerusform>%n messages chosen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SendDialog</name>
    <message numerus="yes">
        <source>One message to each of %n person(s)</source>
        <translation>
            <numerusform>One message to %n person</numerusform>
            <numerusform>One message to each of %n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send to %n person(s)</source>
        <translation>
            <numerusform>Send to %n person</numerusform>
            <numerusform>Send to %n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} and %n more</source>
        <translation>
            <numerusform>{names} and %n more</numerusform>
            <numerusform>{names} and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>UnreadPill</name>
    <message numerus="yes">
        <source>%n unread message(s)</source>
        <translation>
            <numerusform>%n unread message</numerusform>
            <numerusform>%n unread messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_RoomDelegate</name>
    <message numerus="yes">
        <source>%n here</source>
        <translation>
            <numerusform>%n here</numerusform>
            <numerusform>%n here</numerusform>
        </translation>
    </message>
</context>
</TS>
