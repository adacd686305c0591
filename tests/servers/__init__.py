"""Real servers for tests and benchmarks: child processes on loopback ports, each in a folder of its own.

Used with pytest through the fixtures of `tests.servers.plugin`, and without it as
``async with running_prosody() as server``.
"""
