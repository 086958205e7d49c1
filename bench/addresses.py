"""Under which address each server answers each operation."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from bench.questions import Ask

Addresses = Mapping[str, Callable[[Ask], str]]


def _query(**values: object) -> str:
    return urlencode({name: value for name, value in values.items() if value not in ("", None)})


def _edges(edges: tuple[float, ...]) -> str:
    return ",".join(map(str, edges))


def _lonlat(box: tuple[float, ...]) -> str:
    south, west, north, east = box
    return _edges((west, south, east, north))


def _page(ask: Ask) -> str:
    if ask["q"]:
        return f"/{ask['lang']}/?{_query(q=ask['q'])}"
    return f"/{ask['lang']}/?{_query(kind=ask['kind'], status=ask['status'])}"


def _map(ask: Ask) -> str:
    filters = {name: ask.get(name) for name in ("kind", "status")}
    return "points.json?" + _query(view=_edges(ask["view"]), zoom=ask["zoom"], **filters)


def _ours_map(ask: Ask) -> str:
    return f"/ru/{_map(ask)}"


def _floor_map(ask: Ask) -> str:
    return f"/{_map(ask)}"


MAPS = ("map_far", "map_mid", "map_near", "map_filtered")

OURS: Addresses = {
    "box": lambda a: f"/ru/facilities.geojson?{_query(box=_edges(a['box']), limit=100)}",
    "nearest": lambda a: f"/ru/facilities.geojson?{_query(at=_edges(a['at']), limit=25)}",
    "text": lambda a: f"/ru/facilities.geojson?{_query(q=a['q'], limit=20)}",
    "typo": lambda a: f"/ru/facilities.geojson?{_query(q=a['q'], limit=20)}",
    "counts": lambda a: f"/ru/counts.json?{_query(**a['filters'])}",
    "page": _page,
    **dict.fromkeys(MAPS, _ours_map),
}

FLOOR: Addresses = {
    "box": lambda a: f"/box?{_query(box=_edges(a['box']), limit=100)}",
    "nearest": lambda a: f"/nearest?{_query(at=_edges(a['at']), limit=25)}",
    "text": lambda a: f"/text?{_query(q=a['q'], limit=20)}",
    "counts": lambda a: f"/counts?{_query(**a['filters'])}",
    "page": lambda a: f"/page?{_query(q=a['q'], kind=a['kind'], status=a['status'])}",
    **dict.fromkeys(MAPS, _floor_map),
}


def _datasette_box(ask: Ask) -> str:
    south, west, north, east = ask["box"]
    edges = _query(south=south, west=west, north=north, east=east)
    return f"/flat/box.json?{edges}&_shape=array"


def _datasette_page(ask: Ask) -> str:
    if ask["q"]:
        return f"/flat/facility?{_query(_search=ask['q'], _size=20)}"
    return f"/flat/facility?{_query(kind=ask['kind'], status=ask['status'], _size=20)}"


DATASETTE: Addresses = {
    "box": _datasette_box,
    "text": lambda a: f"/flat/text.json?{_query(q=a['q'])}&_shape=array",
    "counts": lambda a: (
        f"/flat/facility.json?{_query(**a['filters'])}"
        "&_facet=kind&_facet=status&_facet=region&_size=0"
    ),
    "page": _datasette_page,
}

TIPG_ITEMS = "/collections/flat.facility/items"
TIPG_FOUND = "/collections/flat.found/items"


def _tipg_page(ask: Ask) -> str:
    if ask["q"]:
        return f"{TIPG_FOUND}?{_query(q=ask['q'], limit=20, f='html')}"
    filters = _query(kind=ask["kind"], status=ask["status"], limit=20, f="html")
    return f"{TIPG_ITEMS}?{filters}"


TIPG: Addresses = {
    "box": lambda a: f"{TIPG_ITEMS}?{_query(bbox=_lonlat(a['box']), limit=100, f='geojson')}",
    "text": lambda a: f"{TIPG_FOUND}?{_query(q=a['q'], limit=20, f='geojson')}",
    "page": _tipg_page,
}

PYGEOAPI_ITEMS = "/collections/facility/items"


def _pygeoapi_page(ask: Ask) -> str:
    filters = _query(kind=ask["kind"], status=ask["status"], limit=20, f="html")
    return f"{PYGEOAPI_ITEMS}?{filters}"


PYGEOAPI: Addresses = {
    "box": lambda a: f"{PYGEOAPI_ITEMS}?{_query(bbox=_lonlat(a['box']), limit=100, f='json')}",
    "page": _pygeoapi_page,
}
