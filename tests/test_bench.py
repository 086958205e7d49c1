"""The benchmark runs: its figures are for people, that there are some is for this test."""

import os
import subprocess
import sys
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import Thread

import pytest

from bench import load as loading
from bench.generate import Generator, Town, public_id
from bench.processes import Server, busy_s, private_mib
from bench.questions import OPERATIONS
from bench.targets import verdicts

ROOT = Path(__file__).parents[1]

TOWNS = [
    Town(1, {"ru": "Семей", "kk": "Семей", "en": "Semey"}, "KZ-10", 350_000, 50.41, 80.23),
    Town(2, {"ru": "Аягоз", "kk": "Аягөз"}, "KZ-10", 38_000, 47.97, 80.43),
]


def test_a_short_run_measures_every_operation_and_leaves_nothing_running(tmp_path):
    page = tmp_path / "performance.md"
    size = ["--records", "300", "--rounds", "1", "--seconds", "0", "--questions", "12"]
    chosen = ["--engine", "SQLite", "--no-peers", "--page", page, "--scratch", tmp_path]

    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bench", *size, *chosen],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert "ERRORS" not in ran.stderr
    assert "does not answer" not in ran.stderr
    written = page.read_text(encoding="utf-8")
    assert "## 300 facilities" in written
    assert [one.name for one in OPERATIONS if one.name not in written] == []
    assert "compared: all the same." in written
    assert running_with(str(tmp_path)) == []


def running_with(text):
    """Return the processes that were started with this text in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            held = path.read_bytes()
        except OSError:
            continue
        if f"REGISTRY_DATA={text}".encode() in held:
            found.append(path.parent.name)
    return found


def rows(count):
    generator = Generator(TOWNS, lambda kind, lang: f"{kind.value} {lang}", date(2026, 1, 1))
    return [list(generator.rows(id)) for id in range(1, count + 1)]


def test_the_same_seed_gives_the_same_facilities():
    assert rows(50) == rows(50)


def test_no_two_facilities_share_a_public_id():
    assert len({public_id(id) for id in range(1, 100_000)}) == 99_999


def test_a_server_is_ended_when_the_run_is_interrupted(tmp_path):
    quiet = [sys.executable, "-m", "http.server", "{port}", "--bind", "127.0.0.1"]
    server = Server("files", quiet, {}, "/", tmp_path / "log.txt", tmp_path)

    with pytest.raises(KeyboardInterrupt), server:
        process = server.process
        assert server.worker_mib() > 1
        raise KeyboardInterrupt

    assert process.poll() is not None


def test_a_server_that_fails_is_named_with_what_it_said(tmp_path):
    broken = [sys.executable, "-c", "raise SystemExit('no such module')"]
    server = Server("broken", broken, {}, "/", tmp_path / "log.txt", tmp_path)

    with pytest.raises(RuntimeError, match="broken does not answer:\nno such module"), server:
        pass


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        status = 404 if self.path == "/wrong" else 200
        self.send_response(status)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"12345")

    def log_message(self, *_):
        pass


@pytest.fixture
def port():
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize("program", [loading.WRK, None], ids=["wrk", "own client"])
@pytest.mark.parametrize(("path", "share"), [("/right", 0), ("/wrong", 1)])
def test_a_load_counts_answers_and_errors(tmp_path, monkeypatch, port, program, path, share):
    monkeypatch.setattr(loading, "WRK", program)
    paths = tmp_path / "paths.txt"
    paths.write_text(f"{path}\n", encoding="ascii")

    found = loading.load(port, paths, 2, 1, 0)

    assert found.rate > 10
    assert 0 < found.median <= found.p95 <= found.p99 < 1000
    assert found.errors == pytest.approx(share * found.rate, rel=0.3)


def sizes(ours, datasette):
    servers = {
        "ours on SQLite": {"16": {"rate": ours}},
        "Datasette on SQLite": {"16": {"rate": datasette}},
    }
    return {100_000: {"records": 100_000, "loads": {"counts": servers}}}


@pytest.mark.parametrize(("ours", "is_met"), [(1000, True), (999, False)])
def test_a_target_is_met_at_its_figure_and_not_below(ours, is_met):
    found = {one.what: one for one in verdicts(sizes(ours, 100))}

    verdict = found["facet counts under filters: beside Datasette"]
    assert verdict.is_met is is_met
    assert verdict.is_met_fresh is None


def test_what_was_not_measured_is_neither_met_nor_missed():
    found = {one.is_met for one in verdicts({})}

    assert found == {None}


def test_pages_of_a_mapped_database_are_nobodys_own_memory(tmp_path):
    path = tmp_path / "pages.db"
    path.write_bytes(bytes(30 * 1024 * 1024))

    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as mapped:
        before = private_mib(os.getpid())
        assert not any(mapped[::4096])  # touches every page
        grown = private_mib(os.getpid()) - before

    assert grown < 10


BUSY = """
import sys
from http.server import HTTPServer, SimpleHTTPRequestHandler
from time import monotonic
server = HTTPServer(("127.0.0.1", int(sys.argv[1])), SimpleHTTPRequestHandler)
until = monotonic() + 2
server.handle_request()
while monotonic() < until:
    pass
server.serve_forever()
"""


def test_a_server_that_is_still_at_work_is_waited_for(tmp_path):
    path = tmp_path / "busy.py"
    path.write_text(BUSY)
    server = Server(
        "busy", [sys.executable, str(path), "{port}"], {}, "/", tmp_path / "log.txt", tmp_path
    )

    with server:
        server.settled()

        assert busy_s([server.process.pid]) > 1
