"""Fixtures for every test: the servers."""

pytest_plugins = ["tests.servers.plugin"]
