"""Puts every server under the same load by turns, and keeps what each came to."""

from collections.abc import Sequence
from math import ceil
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from bench import compare
from bench.load import Load, load, middle
from bench.processes import get
from bench.progress import say
from bench.questions import OPERATIONS, SEED, Ask
from bench.servers import OURS_KEPT, Measured

CONNECTIONS = (1, 16)

ENOUGH = 64
"""Answers in one load that a rate and a median stand on, as far as LONGEST_S allows."""

LONGEST_S = 12

REPEATED = 4
"""How many times as many requests as questions there are before the requests begin anew."""

Results = dict[str, dict[str, dict[str, dict[str, float]]]]
"""By operation, server, connections: the fields of a load."""


class Effort(NamedTuple):
    """How long is measured."""

    rounds: int
    seconds: int
    questions: int


def key(one: Measured) -> str:
    """Return the name of a server in results."""
    return f"{one.name} on {one.engine}"


def measured(
    servers: Sequence[Measured], asked: dict[str, list[Ask]], effort: Effort, folder: Path
) -> tuple[Results, dict[str, str]]:
    """Return what each operation took on each server, and how far answers are the same."""
    results: Results = {}
    same: dict[str, str] = {}
    for operation in OPERATIONS:
        asks = asked[operation.code]
        able = [one for one in servers if operation.code in one.addresses]
        able = [one for one in able if _answers(one, operation.code, asks)]
        if not able:
            continue
        same[operation.code] = compare.answers(operation.code, able, asks)
        loads = by_turns(able, operation.code, asks, effort, folder)
        results[operation.code] = {
            name: {str(c): middle(many)._asdict() for c, many in taken.items()}
            for name, taken in loads.items()
        }
        _said(operation.name, results[operation.code])
    return results, same


def _answers(one: Measured, operation: str, asks: list[Ask]) -> bool:
    """Tell whether a server has this operation; say so where it has not."""
    status, body = get(one.server.port, one.addresses[operation](asks[0]))
    if status == 200 and body:
        return True
    say(f"  {key(one)} does not answer {operation}: {status}")
    return False


def by_turns(
    able: Sequence[Measured], operation: str, asks: list[Ask], effort: Effort, folder: Path
) -> dict[str, dict[int, list[Load]]]:
    """Load each server in each round; the first run of each is a warm-up and not counted."""
    folder.mkdir(exist_ok=True)
    order = as_visitors_ask(asks)
    paths = {}
    for number, one in enumerate(able):
        paths[key(one)] = folder / f"{operation}-{number}.txt"
        lines = "\n".join(one.addresses[operation](ask) for ask in order)
        paths[key(one)].write_text(lines + "\n", encoding="ascii")
    taken: dict[str, dict[int, list[Load]]] = {
        key(one): {connections: [] for connections in CONNECTIONS} for one in able
    }
    warm = {key(one): _warmed(one, paths[key(one)], len(order), effort) for one in able}
    for round in range(effort.rounds):
        for one in able:
            for connections in CONNECTIONS:
                first = round * len(order) // effort.rounds
                seconds = _long_enough(effort.seconds, warm[key(one)])
                port = one.server.port
                found = load(port, paths[key(one)], connections, seconds, first)
                taken[key(one)][connections].append(found)
                one.server.settled()
            one.server.worker_mib()
    return taken


def as_visitors_ask(asks: list[Ask]) -> list[Ask]:
    """Return questions as they come: a few of them often, most of them seldom (Zipf's law)."""
    random = Random(SEED)  # noqa: S311
    weights = [1 / rank for rank in range(1, len(asks) + 1)]
    return random.choices(asks, weights, k=REPEATED * len(asks))


def _warmed(one: Measured, paths: Path, count: int, effort: Effort) -> float:
    """Ask a server for a second, ours until it keeps what it will; return the last rate."""
    asked, rate = 0.0, 0.0
    for _ in range(LONGEST_S):
        seconds = min(1, effort.seconds)
        rate = load(one.server.port, paths, 4, seconds, int(asked)).rate
        asked += rate
        if one.name != OURS_KEPT or asked > count or not seconds:
            break
    one.server.settled()
    return rate


def _long_enough(seconds: int, rate: float) -> int:
    """Return more seconds for a server so slow that few of its answers would be counted."""
    return min(max(seconds, ceil(ENOUGH / max(rate, 1))), LONGEST_S) if seconds else 0


def _said(name: str, row: dict[str, dict[str, Any]]) -> None:
    say(f"  {name}")
    for server, loads in row.items():
        one, many = loads[str(CONNECTIONS[0])], loads[str(CONNECTIONS[-1])]
        errors = one["errors"] + many["errors"]
        say(
            f"    {server:36} {many['rate']:9,.1f}/s   {one['median']:8.2f} ms alone"
            f" (p99 {one['p99']:.1f}), {one['kb']:.0f} KB"
            + (f", {errors:.0f} ERRORS" if errors else "")
        )
