"""`python -m bench`: makes registries, serves and loads them, writes docs/performance.md."""

import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import click
import orjson

from bench import report
from bench.export import exported
from bench.imports import IMPORTED
from bench.imports import measured as import_measured
from bench.kept_cluster import KeptCluster
from bench.load import WRK
from bench.machine import machine
from bench.measure import Effort, key, measured
from bench.progress import say
from bench.quality import quality
from bench.questions import asked
from bench.registries import ROOT, on_postgresql, registry
from bench.servers import OURS_FRESH, POSTGRESQL, SQLITE, Place, started
from bench.serving import served
from registry.db import today

PAGE = ROOT / "docs" / "performance.md"
SCRATCH = ROOT / "var" / "bench"

CHOSEN_AT = 100_000
"""Facilities at which servers for our application are compared."""


class Run(NamedTuple):
    """What one run does."""

    engines: tuple[str, ...]
    peers: bool
    choose: bool
    effort: Effort
    scratch: Path


@click.command(help="Measure the registry, its floor and its peers; write docs/performance.md.")
@click.option("--records", multiple=True, type=int, default=(10_000, 100_000), show_default=True)
@click.option("--rounds", default=3, show_default=True, help="Turns of each server.")
@click.option("--seconds", default=2, show_default=True, help="Of each load.")
@click.option("--questions", default=300, show_default=True, help="Per operation.")
@click.option(
    "--engine",
    "engines",
    multiple=True,
    type=click.Choice((SQLITE, POSTGRESQL), case_sensitive=False),
    default=(SQLITE, POSTGRESQL),
    show_default=True,
)
@click.option("--peers/--no-peers", default=True, show_default=True)
@click.option("--choose/--no-choose", default=True, help="Compare servers for ours, at 100,000.")
@click.option("--with-kept", is_flag=True, help="Put sizes of earlier runs on the page too.")
@click.option("--imports/--no-imports", default=True, help="Also an import of 50,000 rows.")
@click.option("--page", default=PAGE, show_default=True, type=click.Path(path_type=Path))
@click.option("--scratch", default=SCRATCH, show_default=True, type=click.Path(path_type=Path))
def main(
    records: tuple[int, ...],
    rounds: int,
    seconds: int,
    questions: int,
    engines: tuple[str, ...],
    peers: bool,
    choose: bool,
    with_kept: bool,
    imports: bool,
    page: Path,
    scratch: Path,
) -> None:
    """Measure each size; the page is written after each, so that what is done is not lost."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ends what was started, as Ctrl-C does
    scratch.mkdir(parents=True, exist_ok=True)
    run = Run(engines, peers, choose, Effort(rounds, seconds, questions), scratch.resolve())
    say(f"Load by {'wrk' if WRK else 'a client of our own; wrk would take less'}.")
    if imports:
        import_measured(IMPORTED, run.scratch)
    done: set[int] = set()
    with ExitStack() as stack:
        cluster = None
        if POSTGRESQL in engines:
            cluster = stack.enter_context(KeptCluster(run.scratch / "postgresql"))
        for count in sorted(records):
            one_size(run, count, cluster)
            done.add(count)
            sizes, chosen = kept(run.scratch, None if with_kept else done)
            page.write_text(report.page(sizes, chosen, machine()), encoding="utf-8")
    say(f"{page} is written.")


def one_size(run: Run, records: int, cluster: KeptCluster | None) -> None:
    """Measure everything at one size and keep the results in the scratch folder."""
    found = registry(run.scratch, records)
    if cluster:
        cluster.forget_lost(found)
        on_postgresql(found, cluster)
    place = Place(found, run.scratch, cluster)
    asks = asked(found.flat, run.effort.questions)
    driver = "wrk" if WRK else "a client in Python"
    result: dict[str, Any] = {"records": records, "date": today().isoformat(), "driver": driver}
    with started(place, run.engines, run.peers) as servers:
        loads, same = measured(servers, asks, run.effort, run.scratch / "paths")
        fresh = [one for one in servers if one.name == OURS_FRESH]
        result |= {"loads": loads, "same": same}
        result["memory"] = {key(one): one.server.peak_mib for one in servers}
        result["exports"] = exported(servers)
        result["quality"] = quality(found.flat, fresh, min(200, run.effort.questions))
    if run.choose and records == CHOSEN_AT and SQLITE in run.engines:
        result["chosen"] = served(place, asks, run.effort)
    folder = run.scratch / "results"
    folder.mkdir(exist_ok=True)
    (folder / f"{records}.json").write_bytes(orjson.dumps(result))


def kept(scratch: Path, wanted: set[int] | None) -> tuple[dict[int, Any], list[dict[str, Any]]]:
    """Return the results of sizes, all that are kept for None, and of the servers compared."""
    files = (scratch / "results").glob("*.json")
    every = [orjson.loads(path.read_bytes()) for path in files]
    sizes = {one["records"]: one for one in every if wanted is None or one["records"] in wanted}
    return sizes, next((one["chosen"] for one in sizes.values() if "chosen" in one), [])


if __name__ == "__main__":
    main()
