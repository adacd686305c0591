"""Tests of one account's session and its capabilities."""
