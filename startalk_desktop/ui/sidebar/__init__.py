"""The rail of companies and the list of conversations."""
