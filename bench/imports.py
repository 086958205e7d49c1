"""`python -m bench.imports`: how long an import of many rows takes, and how much memory.

Sent, checked, applied and taken back, each by a process of its own, into a registry of 10,000
facilities on SQLite. The file is CSV as a spreadsheet writes it: semicolons, headings in Russian.
"""

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import copytree, rmtree
from threading import Event, Thread
from time import monotonic
from typing import NamedTuple, Self

import click
import orjson

from bench.generate import Generator
from bench.registries import ROOT, Registry, _label, _opened, _towns, registry
from registry.accounts.models import Duty, User
from registry.accounts.policy import Role
from registry.db import db, utcnow
from registry.facilities.models import Facility, Location
from registry.intake import jobs
from registry.intake.commands import deciding, sending
from registry.intake.models import Import
from registry.places.models import Settlement

SCRATCH = ROOT / "var" / "bench"

THERE = 10_000
"""Facilities that are there before."""

HEAP = os.environ | {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "131072"}
"""As scripts/run starts processes."""

IMPORTED = 50_000
"""Rows of the file."""

LOOK_S = 0.25
"""Seconds between two looks at the memory."""

MOST_S, MOST_MIB = 60, 300
"""What checking and applying 50,000 rows may take."""

HEADER = ("Название", "Атауы", "Name", "Тип", "Область", "Город", "Адрес", "Широта", "Долгота",
          "Телефон", "E-mail", "Услуги", "Описание")  # fmt: skip


class Step(NamedTuple):
    """What one step took."""

    name: str
    seconds: float
    mib: float  # held by the process itself, at most
    stage: str
    counts: dict[str, int]


def written(path: Path, rows: int) -> None:
    """Write a file of invented facilities."""
    towns = {town.id: town for town in _towns()}
    generator = Generator(list(towns.values()), _label, date(2026, 1, 1))
    generator.random.seed(7)
    with path.open("w", encoding="cp1251", errors="replace", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(HEADER)
        for number in range(rows):
            made = {model: row for model, row in generator.rows(1_000_000 + number)}
            facility, place = made[Facility], made[Location]
            names = orjson.loads(facility["names"])
            town = towns[place["settlement_id"]]
            out.writerow([
                *(names.get(lang, "") for lang in ("ru", "kk", "en")), facility["kind"],
                town.region_iso, town.names.get("ru", ""), orjson.loads(place["address"])["ru"],
                str(place["lat"]).replace(".", ","), str(place["lon"]).replace(".", ","),
                f"+7 701 {number // 10000:03d} {number // 100 % 100:02d} {number % 100:02d}",
                f"info{number}@example.kz", "coworking; training",
                orjson.loads(facility["descriptions"])["ru"],
            ])  # fmt: skip


def send(path: Path) -> int:
    """Send the file as somebody who decides everywhere."""
    person = User(
        email="bench@example.org", name="Bench", lang="ru", active=True, confirmed_at=utcnow(),
        fs_uniquifier="bench", duties=[Duty(role=Role.REVIEWER, region_iso="")],
        tf_primary_method="authenticator",
    )  # fmt: skip
    db.session.add(person)
    db.session.flush()
    with path.open("rb") as file:
        made = sending.send(file, path.name, person, "ru")
    db.session.commit()
    return made.id


def started(number: int) -> None:
    """Have the import applied."""
    imported = db.session.get_one(Import, number)
    deciding.judge_all(imported, imported.author)  # type: ignore[arg-type]
    deciding.start(imported, imported.author, is_all_or_nothing=False)  # type: ignore[arg-type]
    db.session.commit()
    jobs.apply(number)


def undone(number: int) -> None:
    """Have the import taken back."""
    imported = db.session.get_one(Import, number)
    deciding.ask_to_undo(imported, imported.author)  # type: ignore[arg-type]
    db.session.commit()
    jobs.undo(number)


STEPS: dict[str, Callable[[int], None]] = {
    "check": jobs.check,
    "apply": started,
    "undo": undone,
}


def own_mib() -> float:
    """Return the memory that this process holds itself, in mebibytes.

    SQLite maps the file of the database: the system can take those pages back at any time.
    """
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) / 1024


class Memory:
    """Looks at the private memory of this process now and then, while `with` lasts."""

    def __init__(self) -> None:
        """Have seen nothing."""
        self.peak_mib = 0.0
        self._done = Event()
        self._looking = Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._done.wait(LOOK_S):
            self.peak_mib = max(self.peak_mib, own_mib())

    def __enter__(self) -> Self:
        """Begin to look."""
        self._looking.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Look no more."""
        self._done.set()
        self._looking.join()


def step(folder: Path, name: str) -> Step:
    """Do one step in this process, and measure it."""
    with _opened(Registry(folder, THERE, "")):
        number = db.session.query(Import.id).scalar()
        began = monotonic()
        with Memory() as memory:
            STEPS[name](number)
        seconds = monotonic() - began
        db.session.expire_all()
        imported = db.session.get_one(Import, number)
        return Step(name, seconds, memory.peak_mib, imported.stage.value, imported.counts)


def measured(rows: int, scratch: Path) -> list[Step]:
    """Do all steps, each in a process of its own."""
    folder = scratch / "imports"
    rmtree(folder, ignore_errors=True)
    copytree(registry(scratch, THERE).folder, folder)
    with _opened(Registry(folder, THERE, "")):
        assert db.session.query(Settlement.id).count()  # noqa: S101
        written(folder / "table.csv", rows)
        send(folder / "table.csv")
    found = []
    for name in STEPS:
        command = [
            sys.executable,
            "-OO",
            "-m",
            "bench.imports",
            "--step",
            name,
            "--folder",
            str(folder),
        ]
        told = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT, env=HEAP)  # noqa: S603
        found.append(Step(**orjson.loads(told.stdout.splitlines()[-1])))
        click.echo(line(found[-1]))
    rmtree(folder)
    return found


def line(one: Step) -> str:
    """Return what a step took, to be read."""
    return f"{one.name}: {one.seconds:.1f} s, {one.mib:.0f} MiB at most; {one.stage} {one.counts}"


@click.command(help="Measure an import: time and memory of each step.")
@click.option("--rows", default=IMPORTED, show_default=True)
@click.option("--scratch", default=SCRATCH, show_default=True, type=click.Path(path_type=Path))
@click.option("--step", "name", type=click.Choice(list(STEPS)), hidden=True)
@click.option("--folder", type=click.Path(path_type=Path), hidden=True)
def main(rows: int, scratch: Path, name: str | None, folder: Path | None) -> None:
    """Do one step for another process, or all of them."""
    if name and folder:
        click.echo(orjson.dumps(step(folder, name)._asdict()))
        return
    scratch.mkdir(parents=True, exist_ok=True)
    found = measured(rows, scratch.resolve())
    late = [one.name for one in found if one.seconds > MOST_S or one.mib > MOST_MIB]
    if late:
        raise click.ClickException(f"Too slow or too large: {', '.join(late)}.")


if __name__ == "__main__":
    main()
