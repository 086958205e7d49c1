import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import psycopg
import pytest

from tests import cluster
from tests.cluster import Cluster

STARTED = """
import os, sys
from pathlib import Path
from tests.cluster import Cluster
print(Cluster(Path(sys.argv[1])).start().server.pid, flush=True)
input()
"""


def answer(server, question, database="postgres"):
    with psycopg.connect(server.url(database).replace("+psycopg", ""), autocommit=True) as session:
        asked = session.execute(question)
        return asked.fetchone()[0] if asked.description else None


def starter(folder):
    return subprocess.Popen(
        [sys.executable, "-c", STARTED, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def ends(pid, within_s=10):
    until = monotonic() + within_s
    while monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return True
        except FileNotFoundError:
            return True
        sleep(0.05)
    return False


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_a_server_ends_with_the_process_that_started_it(how, tmp_path):
    with starter(tmp_path) as process:
        pid = int(process.stdout.readline())

        process.send_signal(how)
        process.communicate()

    assert ends(pid)


def test_a_server_keeps_its_port_and_what_was_committed_when_it_crashes(tmp_path):
    with Cluster(tmp_path) as server:
        answer(server, "CREATE TABLE kept AS SELECT 7 AS number")
        before = server.url()

        server.restart("immediate")

        assert server.url() == before
        assert answer(server, "SELECT number FROM kept") == 7


def test_a_copy_of_a_database_holds_what_the_other_held(tmp_path):
    with Cluster(tmp_path) as server:
        server.create("first")
        answer(server, "CREATE TABLE kept AS SELECT 7 AS number", "first")

        server.create("second", template="first")
        server.drop("first")

        assert answer(server, "SELECT number FROM kept", "second") == 7


def test_a_standby_follows_and_takes_writes_once_promoted(tmp_path):
    with Cluster(tmp_path / "first") as first, first.standby(tmp_path / "second") as second:
        answer(first, "CREATE TABLE kept AS SELECT 7 AS number")
        written = answer(first, "SELECT pg_current_wal_lsn()")
        until = monotonic() + 10
        while monotonic() < until and not answer(
            second, f"SELECT pg_last_wal_replay_lsn() >= '{written}'"
        ):
            sleep(0.02)
        first.stop("immediate")

        second.promote()

        assert answer(second, "UPDATE kept SET number = 8 RETURNING number") == 8


def test_only_who_knows_the_password_gets_in(tmp_path):
    with Cluster(tmp_path) as server:
        address = server.url().replace("+psycopg", "").replace(server.password, "guessed")

        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(address)


def test_a_machine_without_the_programs_is_told_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "HOMES", f"{tmp_path}/*/bin")

    with pytest.raises(RuntimeError, match="apt-get install postgresql-15-postgis-3"):
        Cluster(tmp_path)


def test_a_server_that_cannot_start_tells_why(tmp_path):
    with pytest.raises(RuntimeError, match=r"did not start:\n.*no_such_setting"):
        Cluster(tmp_path, {"no_such_setting": "1"}).start()
