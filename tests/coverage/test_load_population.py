import json

from sqlalchemy import select

from registry.coverage.queries.ground import ground
from registry.db import db
from registry.places.models import Boundary, PeoplePoint
from tests.factories import region, saved, settlement

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[79, 49], [82, 49], [82, 52], [79, 52], [79, 49]]],
}


def load(app, tmp_path, text, *more):
    region(population=1000)
    if db.session.get(Boundary, "KZ-10") is None:
        saved(Boundary(region_iso="KZ-10", geometry=json.dumps(SQUARE)))
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    told = ["--title", "Census 2021", "--date", "2021-09-01", *more]
    return app.test_cli_runner().invoke(args=["places", "load-population", str(path), *told])


def test_a_finer_count_takes_the_place_of_the_settlements(app, tmp_path):
    region(population=1000)
    town = settlement(population=900)
    text = f"lat,lon,people,settlement\n50,80,600.5,{town.id}\n51,81,100,\n51.5,81,0,\n"

    result = load(app, tmp_path, text)

    assert result.exit_code == 0, result.output
    assert "KZ-10\t700\t70.0% of 1000" in result.output
    found = ground()
    assert found.people_source == "Census 2021"
    assert found.people.people.tolist() == [600.5, 100]
    assert found.people.settlements.tolist() == [town.id, 0]


def test_more_people_than_there_are_is_a_fault_unless_it_is_accepted(app, tmp_path):
    text = "lat,lon,people\n50,80,1001\n"

    refused = load(app, tmp_path, text)
    is_empty = db.session.scalar(select(PeoplePoint.id)) is None
    accepted = load(app, tmp_path, text, "--accept")

    assert refused.exit_code == 1
    assert "KZ-10" in refused.output
    assert is_empty
    assert accepted.exit_code == 0


def test_faults_are_told_by_row_and_column(app, tmp_path):
    result = load(app, tmp_path, "lat,lon,people\n50,80,nan\n10,10,5\n50,80,\n")

    assert result.exit_code == 1
    assert "row 2, column people" in result.output
    assert "row 3, column lat" in result.output
    assert "row 4, column people" in result.output
