"""What comes before serving: a free port, the database up to date, the data pack loaded.

Three commands of flask in one process; started one by one, each would first read the whole
application.

    python -m scripts.prepare 127.0.0.1 8000
"""

import argparse
import socket
import sys

from flask.cli import ScriptInfo

from registry import create_app

COMMANDS = (("db", "upgrade"), ("load",), ("geocode-missing",))


def is_free(host: str, port: int) -> bool:
    """Tell whether nobody listens there. The server itself would share a port without a word."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError:
            return False
        return True


def main() -> None:
    """Run the commands one after another; the first that fails ends it with its own status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    asked = parser.parse_args()
    if not is_free(asked.host, asked.port):
        sys.exit(
            f"{asked.host}:{asked.port} is taken or not ours: name another port, such as PORT=8001."
        )
    app = create_app()
    for command in COMMANDS:
        try:
            app.cli.main(command, prog_name="flask", obj=ScriptInfo(create_app=lambda: app))
        except SystemExit as end:
            if end.code:
                raise


if __name__ == "__main__":
    main()
