"""Which servers are measured, and how each is started."""

import subprocess
import venv
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from bench.addresses import DATASETTE, FLOOR, OURS, PYGEOAPI, TIPG, Addresses
from bench.processes import Server
from bench.progress import step
from bench.registries import ROOT, SECRETS, Registry
from tests.cluster import Cluster

HERE = Path(__file__).parent
PYTHON = ROOT / ".venv" / "bin" / "python"

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"

OURS_KEPT = "ours"
OURS_FRESH = "ours, not kept"
FLOOR_NAME = "floor"
PEERS = ("Datasette", "tipg", "pygeoapi")

GRANIAN = ("-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning")
"""As scripts/run starts it; the floor is served alike."""


class Measured(NamedTuple):
    """A server with the addresses under which it answers."""

    name: str
    engine: str
    server: Server
    addresses: Addresses


class Place(NamedTuple):
    """What servers are started over."""

    registry: Registry
    scratch: Path
    cluster: Cluster | None

    def url(self) -> str:
        """Return the address of the registry's PostgreSQL database."""
        if self.cluster is None:
            raise RuntimeError("no PostgreSQL runs")
        return self.cluster.url(self.registry.database).replace("+psycopg", "")

    def log(self, name: str) -> Path:
        """Return the file for what a server prints."""
        folder = self.scratch / "logs"
        folder.mkdir(exist_ok=True)
        return folder / f"{name.replace(' ', '-').replace(',', '')}.txt"


@contextmanager
def started(place: Place, engines: tuple[str, ...], peers: bool) -> Iterator[list[Measured]]:
    """Start every server over one registry; end them all at the end."""
    makers: list[tuple[str, str, Callable[[Place, str], Server], Addresses]] = []
    for engine in engines:
        makers += [
            (OURS_KEPT, engine, ours, OURS),
            (OURS_FRESH, engine, fresh, OURS),
            (FLOOR_NAME, engine, floor, FLOOR),
        ]
    if peers:
        if SQLITE in engines:
            makers += [("Datasette", SQLITE, datasette, DATASETTE)]
        if POSTGRESQL in engines:
            makers += [("tipg", POSTGRESQL, tipg, TIPG)]
            makers += [("pygeoapi", POSTGRESQL, pygeoapi, PYGEOAPI)]
    with ExitStack() as stack, step(f"Starting {len(makers)} servers"):
        found = [
            Measured(name, engine, stack.enter_context(make(place, engine)), addresses)
            for name, engine, make, addresses in makers
        ]
        ends = stack.pop_all()
    with ends:
        yield found


def environment(place: Place, engine: str) -> dict[str, str]:
    """Return the settings of the application: its data folder and its database."""
    settings = {**SECRETS, "REGISTRY_DATA": str(place.registry.folder)}
    return settings | ({"DATABASE_URL": place.url()} if engine == POSTGRESQL else {})


def ours(place: Place, engine: str, **settings: str) -> Server:
    """Return the application as `make run` serves it."""
    name = f"ours on {engine} " + " ".join(f"{k}={v}" for k, v in settings.items())
    return Server(
        name.strip(),
        [ROOT / "scripts" / "run"],
        {**environment(place, engine), "PORT": "{port}", **settings},
        "/healthz",
        place.log(name.strip()),
        ROOT,
    )


def fresh(place: Place, engine: str) -> Server:
    """Return the application that keeps no answer."""
    return ours(place, engine, ANSWERS_KEPT_MIB="0")


def gunicorn(place: Place, threads: int) -> Server:
    """Return the application on SQLite, served by gunicorn with threads."""
    packages = environment_of("gunicorn", place.scratch) / "lib"
    site = next(packages.glob("python*/site-packages"))
    return Server(
        f"gunicorn, {threads} threads",
        [
            PYTHON, "-m", "gunicorn", "--workers", "2", "--worker-class", "gthread",
            "--threads", str(threads), "--bind", "127.0.0.1:{port}", "--keep-alive", "60",
            "web:app",
        ],
        {**environment(place, SQLITE), "PYTHONPATH": str(site)},
        "/healthz",
        place.log(f"gunicorn {threads}"),
        ROOT,
    )  # fmt: skip


def floor(place: Place, engine: str) -> Server:
    """Return the bare handlers on the same server with as many workers and threads."""
    database = str(place.registry.flat) if engine == SQLITE else place.url()
    return Server(
        f"floor on {engine}",
        [
            PYTHON, *GRANIAN, "--host", "127.0.0.1", "--port", "{port}", "--workers", "2",
            "--blocking-threads", "4", f"bench.floors.{engine.lower()}:app",
        ],
        {"BENCH_DATABASE": database},
        "/nothing",
        place.log(f"floor {engine}"),
        ROOT,
    )  # fmt: skip


def environment_of(peer: str, scratch: Path) -> Path:
    """Return the virtual environment of a peer, made when its requirements are new."""
    requirements = HERE / f"requirements-{peer}.txt"
    digest = sha256(requirements.read_bytes()).hexdigest()
    folder = scratch / "venv" / peer
    stamp = folder / "requirements.sha256"
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return folder
    with step(f"Installing {peer}"):
        venv.create(folder, with_pip=True, clear=True)
        python, options = folder / "bin" / "python", ("--disable-pip-version-check", "-qq")
        subprocess.run(  # noqa: S603
            [python, "-m", "pip", *options, "install", "-r", requirements], check=True
        )
    stamp.write_text(digest, encoding="ascii")
    return folder


def _uvicorn(home: Path, *application: str | Path) -> list[str | Path]:
    options = ("--workers", "2", "--log-level", "warning", "--no-access-log")
    address = ("--host", "127.0.0.1", "--port", "{port}")
    return [home / "bin" / "uvicorn", *options, *address, *application]


def datasette(place: Place, _engine: str) -> Server:
    """Return Datasette over the flat table."""
    home, flat = environment_of("datasette", place.scratch), place.registry.flat
    inspected = flat.with_name("inspected.json")
    subprocess.run(  # noqa: S603
        [home / "bin" / "datasette", "inspect", flat, "--inspect-file", inspected], check=True
    )
    return Server(
        "Datasette",
        _uvicorn(home, "--factory", "--app-dir", HERE / "peers", "datasette_app:make"),
        {"BENCH_FLAT": str(flat)},
        "/flat/facility.json?_size=1",
        place.log("Datasette"),
        place.scratch,
    )


def tipg(place: Place, _engine: str) -> Server:
    """Return tipg over the flat table."""
    settings = {
        "DATABASE_URL": place.url(),
        "TIPG_DB_SCHEMAS": '["flat"]',
        "TIPG_DB_TABLES": '["flat.facility"]',
        "TIPG_DB_FUNCTIONS": '["flat.found"]',
        "TIPG_TABLE_CONFIG__flat_facility__GEOMCOL": "geom",
        "TIPG_TABLE_CONFIG__flat_facility__PROPERTIES": (
            '["id", "public_id", "slug", "name_kk", "name_ru", "name_en", "kind", "status",'
            ' "region", "settlement", "address", "confirmed_on", "services"]'
        ),
    }
    return Server(
        "tipg",
        _uvicorn(environment_of("tipg", place.scratch), "tipg.main:app"),
        settings,
        "/collections/flat.facility/items?limit=1",
        place.log("tipg"),
        place.scratch,
    )


def pygeoapi(place: Place, _engine: str) -> Server:
    """Return pygeoapi over the flat table on PostgreSQL, by gunicorn as its makers serve it."""
    home = environment_of("pygeoapi", place.scratch)
    url = urlsplit(place.url())
    described = place.registry.folder / "openapi.yml"
    settings = {
        "BENCH_PORT": "{port}",
        "BENCH_DB_PORT": str(url.port),
        "BENCH_DB_NAME": url.path.strip("/"),
        "BENCH_DB_PASSWORD": url.password or "",
        "PYGEOAPI_CONFIG": str(HERE / "peers" / "pygeoapi.yml"),
        "PYGEOAPI_OPENAPI": str(described),
    }
    subprocess.run(  # noqa: S603
        [home / "bin" / "pygeoapi", "openapi", "generate", HERE / "peers" / "pygeoapi.yml",
         "--output-file", described],
        env={**settings, "BENCH_PORT": "5000", "PATH": "/usr/bin:/bin"},
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return Server(
        "pygeoapi",
        [
            home / "bin" / "gunicorn", "--workers", "2", "--worker-class", "gthread",
            "--threads", "4", "--bind", "127.0.0.1:{port}", "--keep-alive", "60",
            "pygeoapi.flask_app:APP",
        ],
        settings,
        "/collections/facility/items?limit=1",
        place.log("pygeoapi"),
        place.scratch,
    )  # fmt: skip
