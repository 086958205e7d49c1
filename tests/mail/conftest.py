"""A mail server of the tests' own, and an application that sends through it."""

import socket
import subprocess
import sys
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

import pytest

HERE = Path(__file__).parents[2]


class Post(NamedTuple):
    """The mail server."""

    url: str
    folder: Path

    def taken(self):
        """Return the letters that it took, the first one first."""
        files = sorted(self.folder.glob("*.eml"), key=lambda file: int(file.stem))
        return [message_from_bytes(file.read_bytes(), policy=default) for file in files]

    def hold(self):
        """Take nothing until released, and refuse nothing."""
        (self.folder / "hold").touch()

    def release(self):
        (self.folder / "hold").unlink(missing_ok=True)


def wait_for(condition, seconds=15):
    """Wait until something is the case."""
    ends_at = monotonic() + seconds
    while not condition():
        assert monotonic() < ends_at, "it did not come"
        sleep(0.02)


@pytest.fixture(scope="session")
def post_process(tmp_path_factory):
    folder = tmp_path_factory.mktemp("post")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.mail.smtp_server", str(port), str(folder)]
    with subprocess.Popen(command, cwd=HERE) as process:  # noqa: S603
        wait_for((folder / "ready").exists)
        yield Post(f"smtp://127.0.0.1:{port}", folder)
        process.terminate()


@pytest.fixture
def post_office(app, post_process):
    """The mail server, to which the application sends; empty at first."""
    for file in [*post_process.folder.glob("*.eml"), post_process.folder / "reading"]:
        file.unlink(missing_ok=True)
    app.config["MAIL_URL"] = post_process.url
    app.config["MAIL_SENDER"] = "Registry <registry@example.org>"
    app.config["PUBLIC_URL"] = "https://registry.example.org"
    yield post_process
    post_process.release()
