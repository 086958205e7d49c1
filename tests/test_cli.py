import json

from sqlalchemy import delete

from registry.db import db
from registry.facilities.models import Facility
from registry.places.models import Region, Revision
from registry.search.commands import TABLES
from tests.conftest import PACK
from tests.search.world import found, listed


def lines(result):
    return [json.loads(line) for line in result.output.splitlines()]


def test_a_place_is_one_line_of_json(country):
    result = country.test_cli_runner().invoke(args=["geocode", "г. Кокчетав"])

    (place,) = lines(result)
    assert result.exit_code == 0
    assert place["name"] == "Kokshetau"
    assert place["region"] == "KZ-11"
    assert place["precision"] == "settlement"
    assert 0 < place["confidence"] <= 1


def test_a_place_abroad_is_nothing_with_status_1(country):
    result = country.test_cli_runner().invoke(args=["geocode", "г. Бишкек, ул. Киевская 77"])

    assert (result.exit_code, result.output) == (1, "")


def test_a_search_prints_the_nearest_first(country):
    runner = country.test_cli_runner()

    found = lines(
        runner.invoke(args=["search", "айти хаб", "--near", "Semey", "--radius-km", "500"])
    )

    km = [one["distance_km"] for one in found]
    assert km == sorted(km)
    assert {one["kind"] for one in found} == {"it_hub"}
    assert found[0]["region"] == "KZ-10"


def test_a_search_without_results_ends_with_status_1(country):
    assert country.test_cli_runner().invoke(args=["search", "xyzzyplugh"]).exit_code == 1


def test_a_question_that_makes_no_sense_is_told_in_a_sentence(country):
    result = country.test_cli_runner().invoke(args=["search", "hub", "--near", "Atlantis"])

    assert result.exit_code == 1
    assert "We know no place called “Atlantis”." in result.output


def test_loading_twice_changes_nothing(country):
    with country.app_context():
        before = Facility.query.count(), Region.query.count()

    result = country.test_cli_runner().invoke(args=["load", str(PACK)])

    assert "Places: 0 changed. Facilities: 0 loaded, 107 already there." in result.output
    with country.app_context():
        assert (Facility.query.count(), Region.query.count()) == before


def test_loading_makes_an_index_that_a_release_has_emptied(app, tmp_path):
    runner = app.test_cli_runner()
    facility = listed("Alatau Park")
    db.session.execute(delete(Revision))
    for model in TABLES:
        db.session.execute(delete(model))
    db.session.commit()
    assert found(text="alatau") == []

    result = runner.invoke(args=["load"])

    assert result.exit_code == 0
    assert facility.names["en"] in found(text="alatau")


def test_a_pack_with_faults_is_refused_whole(app, tmp_path):
    for file in PACK.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    table = tmp_path / "facilities.csv"
    table.write_text(table.read_text().replace(",technology_park,", ",technology_parq,", 1))

    result = app.test_cli_runner().invoke(args=["load", str(tmp_path)])

    assert result.exit_code == 1
    assert "facilities.csv, row" in result.output
    assert "technology_parq" in result.output
    assert Facility.query.count() == Region.query.count() == 0


def test_every_facility_with_a_known_town_gets_a_pin(country):
    with country.app_context():
        lost = [
            facility.public_id
            for facility in Facility.query
            if facility.location and facility.location.settlement_id and not facility.location.point
        ]

    assert lost == []


def test_help_names_every_command(app):
    told = app.test_cli_runner().invoke(args=["--help"]).output

    for command in ("load", "geocode", "geocode-missing", "search", "reindex"):
        assert command in told
