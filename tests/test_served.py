"""The registry served by several machines on one PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.request import urlopen

import psycopg
import pytest

from tests.served import served

SECRETS = {"SECRET_KEY": "tests", "SECURITY_PASSWORD_SALT": "tests"}


def read(address):
    with urlopen(address, timeout=30) as answer:
        return answer.read().decode()


@pytest.mark.only_on("postgresql")
def test_two_machines_start_on_one_empty_database_and_serve_the_same(engine, cluster, tmp_path):
    url = cluster.create("served").replace("+psycopg", "")
    folders = [tmp_path / "one", tmp_path / "two"]
    with ExitStack() as machines, ThreadPoolExecutor() as threads:

        def start(folder):
            folder.mkdir()
            return machines.enter_context(served(folder, DATABASE_URL=url, **SECRETS))

        one, two = threads.map(start, folders)

        assert read(f"{one}/healthz") == read(f"{two}/healthz")
        pages = [read(f"{address}/en/?q=incubator") for address in (one, two)]
        found = [page.count('class="card') for page in pages]
        assert found[0] == found[1] > 5
    with psycopg.connect(url) as connection:
        [count] = connection.execute("SELECT count(*) FROM facility").fetchone()
        assert count == 107
