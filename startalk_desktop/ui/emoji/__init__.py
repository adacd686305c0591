"""Choosing an emoji: the picker, and what it remembers."""
