"""The files, pictures and links of one conversation, to be looked through."""
