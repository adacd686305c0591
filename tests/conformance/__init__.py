"""What an XMPP server must do, shown by slixmpp against each server in turn."""
