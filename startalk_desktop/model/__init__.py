"""What a message, a person, a conversation is: frozen dataclasses and their rules, no I/O.

Times are whole microseconds since the Unix epoch, UTC, everywhere (`Timestamp`).
"""
