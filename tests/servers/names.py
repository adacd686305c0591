"""A name server for the servers' tests: it knows where the domains of the tests listen, and nothing else."""

import socket
import threading
from collections.abc import Mapping

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from tests.servers.ports import LOOPBACK

_LARGEST_QUERY = 4096
_SERVICE = "_xmpp-server._tcp."


class NameServer:
    """Answers SRV queries on a UDP port of the loopback interface.

    `ports` is by domain, and for its hosts, too.
    """

    def __init__(self, ports: Mapping[str, int]) -> None:
        self._ports = ports
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LOOPBACK, 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="name server", daemon=True)

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more."""
        self._socket.sendto(b"", (LOOPBACK, self.port))  # an empty query is the end
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            query, asker = self._socket.recvfrom(_LARGEST_QUERY)
            if not query:
                return
            self._socket.sendto(self._answer(dns.message.from_wire(query)).to_wire(), asker)

    def _answer(self, query: dns.message.Message) -> dns.message.Message:
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.AA | dns.flags.RA
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True)
        if question.rdtype == dns.rdatatype.SRV and (port := self._port_of(name)):
            told = dns.rrset.from_text(question.name, 60, "IN", "SRV", f"0 0 {port} localhost.")
            answer.answer.append(told)
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer

    def _port_of(self, name: str) -> int | None:
        host = name.removeprefix(_SERVICE)
        if host == name:
            return None
        found = (
            port
            for domain, port in self._ports.items()
            if host == domain or host.endswith(f".{domain}")
        )
        return next(found, None)
