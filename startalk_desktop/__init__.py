"""Startalk Desktop: one window, many companies, each on a chat server of its own."""
