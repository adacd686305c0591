"""`startalk-admin`: what an administrator does from a command line, apart from the window.

Sources of staff (`csv_source`, `ldap_source`) give entries; `tree_builder` checks them and makes the tree that is
wanted; `plan` compares it with what is published; `publishing` carries the plan out. It knows `model` and `xmpp`.
"""
