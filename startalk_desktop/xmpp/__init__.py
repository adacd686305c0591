"""One account's live connection over aioxmpp; a module a capability. Nothing here knows of the store or of Qt."""
