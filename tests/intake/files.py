"""Small files of facilities, right but for what a test changes."""

from registry.intake.facility_columns import FACILITIES, PROGRAMMES
from registry.places.models import Boundary
from tests import factories

HUB = {
    "public_id": "aaaaaaaa",
    "name_kk": "Семей хабы",
    "name_ru": "Хаб Семея",
    "name_en": "Semey Hub",
    "kind": "it_hub",
    "status": "active",
    "confidence": "high",
    "region_iso": "KZ-10",
}
ABAI = '{"type":"Polygon","coordinates":[[[78,49],[82,49],[82,52],[78,52],[78,49]]]}'


def cell(text):
    return '"' + str(text).replace('"', '""') + '"'


def lines(columns, rows):
    names = [column.name for column in columns]
    assert all(set(row) <= set(names) for row in rows), "a test names an unknown column"
    yield ",".join(names)
    for row in rows:
        yield ",".join(cell(row.get(name, "")) for name in names)


def written(folder, *facilities, programmes=()):
    """Write facilities, each as the fields in which it differs from a hub in Semey."""
    rows = [HUB | fields for fields in facilities]
    for name, columns, content in (
        ("facilities.csv", FACILITIES, rows),
        ("programmes.csv", PROGRAMMES, programmes),
    ):
        (folder / name).write_text("\n".join(lines(columns, content)) + "\n", encoding="utf-8")
    return folder


def ground():
    """Put one region with its outline and its settlement 1519422 into the database."""
    factories.settlement(id=1519422)
    factories.saved(Boundary(region_iso="KZ-10", geometry=ABAI))
