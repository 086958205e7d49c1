"""The registry served by several machines on one PostgreSQL and one Redis."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.request import urlopen

import psycopg
import pytest
import requests

from tests.served import served

SECRETS = {"SECRET_KEY": "tests", "SECURITY_PASSWORD_SALT": "tests"}


def read(address):
    with urlopen(address, timeout=30) as answer:
        return answer.read().decode()


def change(visitor, opened, sent):
    """Open a form on one machine, send it to another, and return how that answers."""
    page = visitor.get(f"{opened}/en/shortlist", timeout=30).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    form = {"add": "aaaa2222", "csrf_token": token}
    return visitor.post(f"{sent}/en/shortlist", form, allow_redirects=False, timeout=30).status_code


@pytest.mark.only_on("postgresql")
def test_two_machines_start_on_one_empty_database_and_serve_as_one(
    engine, cluster, redis_server, tmp_path
):
    redis_server.empty()
    shared = {"REDIS_URL": redis_server.url, "RATE_LIMIT_CHANGES": "3 per hour", **SECRETS}
    url = cluster.create("served").replace("+psycopg", "")
    folders = [tmp_path / "one", tmp_path / "two"]
    with ExitStack() as machines, ThreadPoolExecutor() as threads:

        def start(folder):
            folder.mkdir()
            return machines.enter_context(served(folder, DATABASE_URL=url, **shared))

        one, two = threads.map(start, folders)

        assert read(f"{one}/healthz") == read(f"{two}/healthz")
        pages = [read(f"{address}/en/?q=incubator") for address in (one, two)]
        found = [page.count('class="card') for page in pages]
        assert found[0] == found[1] > 5

        with requests.Session() as visitor:
            ways = [(one, two), (two, one)] * 2
            assert [change(visitor, *way) for way in ways] == [303, 303, 303, 429]
    with psycopg.connect(url) as connection:
        [count] = connection.execute("SELECT count(*) FROM facility").fetchone()
        assert count == 107
