"""The bundled reference server: one or several XMPP domains in one process, for tests, demos and trials.

It is small and plain so that a newcomer learns from it how a domain works. It is no production
server: companies run ejabberd or Prosody. It imports nothing of the client, not even constants,
so that one typing error can't pass on both sides.
"""

from .config import DomainConfig, Limits, ServerConfig
from .server import ReferenceServer

__all__ = ["DomainConfig", "Limits", "ReferenceServer", "ServerConfig"]
