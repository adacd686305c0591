"""What the app does, without a window: accounts, sync, outbox, inbox, directory, search. It is also the client SDK.

Begin with `startalk_desktop.core.startalk.Startalk`.
"""
