"""A real HTTP server on loopback that speaks Nominatim's JSON, well or badly, as it is told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from time import monotonic
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

HOUSE = {
    "place_id": 1,
    "lat": "50.4118",
    "lon": "80.2497",
    "class": "building",
    "type": "university",
    "addresstype": "building",
    "place_rank": 30,
    "display_name": "20А, улица Глинки, Семей, область Абай, Казахстан",
}

STREET = {
    "place_id": 2,
    "lat": "50.4130",
    "lon": "80.2510",
    "class": "highway",
    "type": "residential",
    "addresstype": "road",
    "place_rank": 26,
    "display_name": "улица Глинки, Семей, область Абай, Казахстан",
}

TOWN = {
    "place_id": 3,
    "lat": "50.4206",
    "lon": "80.2502",
    "class": "boundary",
    "type": "administrative",
    "addresstype": "city",
    "place_rank": 16,
    "display_name": "Семей, область Абай, Казахстан",
}


class Reply(NamedTuple):
    """What the server sends; a slow one sends nothing before the server ends."""

    body: Any = ()  # text as it is, everything else as JSON
    status: int = 200
    headers: dict[str, str] = {}
    is_slow: bool = False


@dataclass
class Call:
    """A question that reached the server; moments in seconds."""

    query: dict[str, str]
    user_agent: str
    start: float = field(default_factory=monotonic)
    end: float = 0.0  # just before the answer was sent


@dataclass
class Nominatim:
    """The server as tests see it. It gives the replies in turn, the last one for ever."""

    replies: list[Reply] = field(default_factory=lambda: [Reply([HOUSE])])
    calls: list[Call] = field(default_factory=list)
    work_s: float = 0.0  # how long an answer takes
    ended: Event = field(default_factory=Event)
    domain: str = ""

    def will_say(self, *replies: Reply) -> None:
        self.replies[:] = replies

    @property
    def texts(self) -> list[str]:
        return [call.query["q"] for call in self.calls]

    @property
    def source(self) -> dict[str, Any]:
        """The server as an entry of the setting GEOCODERS."""
        return {"name": "nominatim", "settings": {"domain": self.domain, "scheme": "http"}}

    def next_reply(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def _handler(nominatim: Nominatim) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
            call = Call(query, self.headers["User-Agent"])
            nominatim.calls.append(call)
            reply = nominatim.next_reply()
            nominatim.ended.wait(60 if reply.is_slow else nominatim.work_s)
            call.end = monotonic()
            if not reply.is_slow:
                self.send(reply)

        def send(self, reply: Reply) -> None:
            text = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
            self.send_response(reply.status)
            for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def serving() -> Iterator[Nominatim]:
    """Serve on a free port of loopback until the block ends."""
    nominatim = Nominatim()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(nominatim))
    nominatim.domain = f"127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield nominatim
    finally:
        nominatim.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
