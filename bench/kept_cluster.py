"""The PostgreSQL of the benchmark: that of the tests, with settings as in production, and kept."""

import os
from pathlib import Path
from shutil import rmtree

import orjson
import psycopg

from bench.registries import Registry
from tests.cluster import Cluster

SETTINGS = {
    "shared_buffers": "1GB",
    "effective_cache_size": "8GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "512MB",
    "random_page_cost": "1.1",
    "max_wal_size": "4GB",
    "max_connections": "200",
}
"""For a machine of some memory with fast disks; what is not here is as PostgreSQL comes."""


class KeptCluster(Cluster):
    """A server whose data and password stay in the folder for the next run."""

    def __init__(self, folder: Path) -> None:
        """Find the password of the data that are there, or begin with no data."""
        super().__init__(folder, SETTINGS)
        password = self.home / "password"
        if password.exists():
            self.password = password.read_text(encoding="ascii")
        else:
            rmtree(self.data, ignore_errors=True)  # nobody knows its password any more
        password.touch(0o600)
        password.write_text(self.password, encoding="ascii")

    def _home_of_user(self) -> Path:
        home: Path = self.log.parent / "home"
        home.mkdir(exist_ok=True)
        if self.user:
            os.chown(home, self.user.pw_uid, self.user.pw_gid)
        return home

    def has(self, database: str) -> bool:
        """Tell whether there is a database of this name."""
        with psycopg.connect(self.url().replace("+psycopg", "")) as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            return connection.execute(query, (database,)).fetchone() is not None

    def forget_lost(self, registry: Registry) -> None:
        """Let a registry be copied anew where its database went with an earlier server."""
        path = registry.folder / "stamps.json"
        if not self.has(registry.database):
            stamps = orjson.loads(path.read_bytes())
            stamps.pop("postgresql", None)
            path.write_bytes(orjson.dumps(stamps))
