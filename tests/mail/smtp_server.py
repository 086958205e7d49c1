"""A mail server in a process of its own: keeps what it takes in a folder, as our tests bid it.

    python -m tests.mail.smtp_server PORT FOLDER

While FOLDER/hold is there, a letter is read and neither taken nor refused. Whoever writes to
`refused@…` is refused for good, to `busy@…` for now.
"""

import asyncio
import sys
from itertools import count
from pathlib import Path

from aiosmtpd.controller import UnthreadedController


class Keeper:
    """Keeps every letter as a file of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.numbers = count(1)

    async def handle_RCPT(self, server, session, envelope, address, options):
        match address.partition("@")[0]:
            case "refused":
                return "550 No such mailbox"
            case "busy":
                return "450 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        (self.folder / "reading").touch()
        while (self.folder / "hold").exists():
            await asyncio.sleep(0.02)
            if server.transport is None or server.transport.is_closing():
                return "451 You are gone"
        (self.folder / f"{next(self.numbers)}.eml").write_bytes(envelope.content)
        return "250 OK"


def main():
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    loop = asyncio.new_event_loop()
    controller = UnthreadedController(Keeper(folder), hostname="127.0.0.1", port=port, loop=loop)
    controller.begin()
    (folder / "ready").touch()
    loop.run_forever()


if __name__ == "__main__":
    main()
