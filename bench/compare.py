"""Tells whether servers give the same answer where they are asked the same."""

from collections.abc import Sequence
from typing import Any

import orjson

from bench.processes import get
from bench.questions import Ask
from bench.servers import FLOOR_NAME, OURS_FRESH, OURS_KEPT, Measured

COMPARED = 40
"""Questions of each operation that are compared."""

ALIKE = "all the same"

FORMULA = 1e-4
"""Share by which distances may differ: the floor on SQLite takes a formula, ours may round."""

METRE_KM = 0.001

MAP_SHARE = 0.01
"""By how much counts on a map may differ: the floor's R*Tree is of single precision."""


def answers(operation: str, able: Sequence[Measured], asks: list[Ask]) -> str:
    """Return in a few words how far the floors and our own engines agree with the first of ours."""
    own = next((one for one in able if one.name in (OURS_KEPT, OURS_FRESH)), None)
    if own is None:
        return ALIKE
    chosen = asks[:COMPARED]
    if operation == "text":
        chosen = [ask for ask in asks if ask["is_plain"]][:COMPARED]
    said = []
    for other in able:
        if other is own or other.name not in (FLOOR_NAME, OURS_KEPT, OURS_FRESH):
            continue
        equal = sum(_agree(operation, own, other, ask) for ask in chosen)
        if equal < len(chosen):
            said.append(f"{other.name} on {other.engine}: {equal} of {len(chosen)}")
    return "; ".join(said) or ALIKE


def _agree(operation: str, own: Measured, other: Measured, ask: Ask) -> bool:
    mine = _body(own, operation, ask)
    theirs = _body(other, operation, ask)
    if mine is None or theirs is None:
        return False
    if other.name != FLOOR_NAME:
        return _normal(mine) == _normal(theirs)
    if operation == "page":
        return True  # a page of ours and the bare one have nothing to compare
    try:
        return _same(operation, orjson.loads(mine), orjson.loads(theirs), ask)
    except (KeyError, TypeError, ValueError):
        return False


def _body(one: Measured, operation: str, ask: Ask) -> bytes | None:
    status, body = get(one.server.port, one.addresses[operation](ask))
    return body.replace(f":{one.server.port}".encode(), b"") if status == 200 else None


def _normal(body: bytes) -> Any:
    """Return what has to be equal: values of JSON; of a page its text without one-time tokens."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return [line for line in body.splitlines() if b"nonce" not in line and b"csrf" not in line]


def _same(operation: str, mine: Any, theirs: Any, ask: Ask) -> bool:
    if operation == "box":
        own, other = _ids(mine), _ids(theirs)
        if len(own) == len(other) < 100:
            return set(own) == set(other)
        return len(own) == len(other) and all(_is_inside(f, ask["box"]) for f in mine["features"])
    if operation == "nearest":
        pairs = zip(_kilometres(mine), _kilometres(theirs), strict=True)
        return all(abs(own - other) <= FORMULA * own + METRE_KM for own, other in pairs)
    if operation == "text":
        own, other = _ids(mine), _ids(theirs)
        return len(own) == len(other) and (len(own) == 20 or set(own) == set(other))
    if operation == "counts":
        return all(_above_0(mine["counts"][facet]) == _above_0(theirs[facet]) for facet in theirs)
    own_total = sum(feature["properties"].get("count", 1) for feature in mine["features"])
    total = sum(cell["count"] for cell in theirs)
    return abs(own_total - total) <= max(2, MAP_SHARE * total)


def _ids(collection: Any) -> list[str]:
    return [
        str(feature["properties"].get("public_id") or feature["properties"]["id"])
        for feature in collection["features"]
    ]


def _kilometres(collection: Any) -> list[float]:
    return [feature["properties"]["distance_km"] for feature in collection["features"]]


def _is_inside(feature: Any, box: tuple[float, ...]) -> bool:
    lon, lat = feature["geometry"]["coordinates"][:2]
    south, west, north, east = box
    return south <= lat <= north and west <= lon <= east


def _above_0(counts: dict[str, int]) -> dict[str, int]:
    return {code: count for code, count in counts.items() if count}
