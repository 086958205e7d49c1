"""Measures one registry, in a process of its own so that its memory is its own.

`python -m bench.measure DATABASE QUESTIONS ROUNDS` prints one JSON object.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import click
import orjson
from sqlalchemy import func, select

from bench.floor import Floor
from bench.questions import Operation, operations
from registry import create_app
from registry.db import db
from registry.geo import Box
from registry.search.models import SearchEntry
from registry.search.queries import cards, counts, find, points
from registry.search.question import Question

COUNTRY = Box(40.5, 46.4, 55.5, 87.4)


def peak_mib() -> float:
    """Return the most memory this process has held, in mebibytes.

    `getrusage` would count what the process that started this one held.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kibibytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kibibytes) / 1024


def answer(kind: str, question: Question) -> Any:
    """Return what the application gives for an operation."""
    if kind == "find":
        return find(question)
    if kind == "counts":
        return counts(question)
    if kind == "points":
        return points(question, COUNTRY, 5)
    return find(question), counts(question)


def comparable(answered: Any) -> Any:
    """Return an answer of the application in the shape of the floor's."""
    if isinstance(answered, dict):
        above = {f: {c: n for c, n in codes.items() if n} for f, codes in answered.items()}
        return {facet: above[facet] for facet in sorted(above)}
    return answered.total, [hit.card.id for hit in answered.hits]


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Return the milliseconds that a call takes, and what it gives."""
    start = perf_counter()
    result = call()
    return (perf_counter() - start) * 1000, result


def measured(operation: Operation, floor: Floor, rounds: int) -> dict[str, Any]:
    """Time the questions of an operation, application and bare SQL by turns.

    Raises:
        RuntimeError: when the two do not give the same.
    """
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(rounds):
        for question in operation.questions:
            took, given = timed(lambda q=question: answer(operation.kind, q))  # type: ignore[misc]
            ours.append(took)
            db.session.rollback()
            if operation.floor:
                took, same = timed(lambda q=question: getattr(floor, operation.floor)(q))  # type: ignore[misc]
                bare.append(took)
                if comparable(given) != (comparable(same) if isinstance(same, dict) else same):
                    raise RuntimeError(f"{operation.name}: not the same answer to {question}")
    return {"name": operation.name, "ours": summed(ours), "floor": summed(bare) if bare else None}


def summed(times: list[float]) -> dict[str, float]:
    """Return median and 95th percentile."""
    return {"median": median(times), "p95": quantiles(times, n=20)[-1]}


def drawn(count: int) -> list[Any]:
    """Return cards to draw questions from, evenly over the registry; only those with a pin."""
    located = select(SearchEntry.facility_id).where(SearchEntry.lat.is_not(None))
    ids = db.session.scalars(located.order_by(SearchEntry.facility_id)).all()
    return cards(ids[:: max(1, len(ids) // count)])


def main(path: str, questions: int, rounds: int) -> dict[str, Any]:
    """Measure every operation on a database."""
    app = create_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{path}")
    with app.app_context():
        asked = operations(drawn(questions * 5), questions)
        floor = Floor(path)
        find(Question())
        before = peak_mib()
        held = db.session.scalar(select(func.count()).select_from(SearchEntry))
        rows = [measured(operation, floor, rounds) for operation in asked]
        return {"records": held, "before_mib": before, "peak_mib": peak_mib(), "rows": rows}


if __name__ == "__main__":
    click.echo(orjson.dumps(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))).decode())
