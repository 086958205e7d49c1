"""Writes points as a Mapbox Vector Tile, version 2.1. Pure.

Points are a small part of the format: layers with their tables of keys and values, and for each
point one command with two numbers. Writing that takes less than this page, while the package
mapbox-vector-tile would bring protobuf and pyclipper into every web worker to clip and wind
polygons that we do not have. The tests read our tiles with that package.

Source: Mapbox Vector Tile Specification 2.1, https://github.com/mapbox/vector-tile-spec; wire
format: Protocol Buffers encoding.
"""

from collections.abc import Iterable, Mapping
from struct import pack
from typing import NamedTuple

from registry.geo import Point
from registry.maps.web_tile import Tile

MIMETYPE = "application/vnd.mapbox-vector-tile"

EXTENT = 4096
"""Units into which a tile is divided, eastwards and southwards."""

VERSION = 2

# Types of wire format, and numbers of fields in the messages Tile, Layer, Feature and Value.
VARINT, I64, LENGTH = 0, 1, 2
LAYERS = 3
NAME, FEATURES, KEYS, VALUES, LAYER_EXTENT, LAYER_VERSION = 1, 2, 3, 4, 5, 15
ID, TAGS, TYPE, GEOMETRY = 1, 2, 3, 4
STRING, DOUBLE, UINT, SINT, BOOL = 1, 3, 5, 6, 7

POINT = 1
MOVE_ONCE = 1 | 1 << 3  # MoveTo, for one point

UINT_MOST, SINT_LEAST = 2**64 - 1, -(2**63)

Value = str | bool | int | float | None


class Mark(NamedTuple):
    """A point on a tile."""

    point: Point
    properties: Mapping[str, Value]  # None leaves a property out
    id: int | None = None  # 0 or more, below 2**64


def encode(layers: Mapping[str, Iterable[Mark]], tile: Tile, buffer: int = 0) -> bytes:
    """Return the tile with these layers; those without marks are left out.

    Args:
        layers: Marks by the name of their layer.
        tile: Where the marks lie.
        buffer: Units beyond the edges in which marks may lie. One farther out is drawn at the
            edge: degrees that were rounded may lie a hair outside, and on the eastern or southern
            edge itself a map would look for it in the next tile.

    Raises:
        ValueError: an id or a whole number that does not fit into 64 bits, half a character.
    """
    written = ((name, list(marks)) for name, marks in layers.items())
    return b"".join(
        _chunk(LAYERS, _layer(name, marks, tile, buffer)) for name, marks in written if marks
    )


def _layer(name: str, marks: list[Mark], tile: Tile, buffer: int) -> bytes:
    keys: dict[str, int] = {}
    values: dict[bytes, int] = {}  # by what is written: 1, 1.0 and True are not the same
    features = []
    for mark in marks:
        tags = bytearray()
        for key, value in mark.properties.items():
            if value is not None:
                tags += _varint(keys.setdefault(key, len(keys)))
                tags += _varint(values.setdefault(_value(value), len(values)))
        features.append(_chunk(FEATURES, _feature(mark, bytes(tags), tile, buffer)))
    return b"".join(
        (
            _number(LAYER_VERSION, VERSION),
            _chunk(NAME, name.encode()),
            *features,
            *(_chunk(KEYS, key.encode()) for key in keys),
            *(_chunk(VALUES, value) for value in values),
            _number(LAYER_EXTENT, EXTENT),
        )
    )


def _feature(mark: Mark, tags: bytes, tile: Tile, buffer: int) -> bytes:
    x, y = (_units(share, buffer) for share in tile.place(mark.point))
    geometry = _varint(MOVE_ONCE) + _varint(_zigzag(x)) + _varint(_zigzag(y))
    number = b"" if mark.id is None else _number(ID, mark.id)
    return number + _chunk(TAGS, tags) + _number(TYPE, POINT) + _chunk(GEOMETRY, geometry)


def _units(share: float, buffer: int) -> int:
    return min(max(int(share * EXTENT // 1), -buffer), EXTENT - 1 + buffer)


def _value(value: str | bool | int | float) -> bytes:
    """Return the message that holds a value, by its type."""
    match value:
        case bool():
            return _number(BOOL, value)
        case int() if value < SINT_LEAST:
            raise ValueError(f"{value} is too small for a tile.")
        case int() if value < 0:
            return _number(SINT, _zigzag(value))
        case int():
            return _number(UINT, value)
        case float():
            return _varint(DOUBLE << 3 | I64) + pack("<d", value)
        case str():
            return _chunk(STRING, value.encode())


def _number(field: int, number: int) -> bytes:
    return _varint(field << 3 | VARINT) + _varint(number)


def _chunk(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | LENGTH) + _varint(len(content)) + content


SHORT = [bytes([number]) for number in range(0x80)]


def _varint(number: int) -> bytes:
    """Return a number in groups of seven bits, the lowest first, all but the last marked."""
    if not 0 <= number <= UINT_MOST:
        raise ValueError(f"{number} does not fit into a tile.")
    if number < 0x80:
        return SHORT[number]
    groups = bytearray()
    while number >= 0x80:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    groups.append(number)
    return bytes(groups)


def _zigzag(number: int) -> int:
    """Return a number of either sign as one without: 0, -1, 1, -2 become 0, 1, 2, 3."""
    return -2 * number - 1 if number < 0 else 2 * number
