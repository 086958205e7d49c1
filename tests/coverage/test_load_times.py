from registry.coverage.queries import travel
from tests.factories import facility, settlement


def load(app, tmp_path, text):
    path = tmp_path / "times.csv"
    path.write_text(text, encoding="utf-8")
    told = ["--name", "Cars", "--engine", "Valhalla 3.5.1", "--extract-date", "2026-01-31"]
    return app.test_cli_runner().invoke(
        args=["coverage", "load-times", str(path), *told, "--longest-min", "60"]
    )


def test_travel_times_are_loaded_up_to_the_longest(app, tmp_path):
    town, near, far = settlement(), facility(), facility()
    text = (
        "settlement,facility,candidate,minutes\n"
        f"{town.id},{near.public_id},,12.5\n{town.id},{far.public_id},,61\n{town.id},,{town.id},0\n"
    )

    result = load(app, tmp_path, text)

    assert result.exit_code == 0, result.output
    (table,) = travel.tables()
    times = travel.times(table.id)
    assert times.settlements.tolist() == [town.id]
    assert times.facilities.tolist() == [near.id]
    assert times.minutes.tolist() == [12.5]


def test_nothing_of_a_faulty_table_is_loaded(app, tmp_path):
    town, near = settlement(), facility()
    text = f"settlement,facility,minutes\n{town.id},{near.public_id},5\n{town.id},nobody,nan\n"

    result = load(app, tmp_path, text)

    assert result.exit_code == 1
    assert "row 3, column facility" in result.output
    assert travel.tables() == []


def test_a_name_is_given_to_one_table_only(app, tmp_path):
    town, near = settlement(), facility()
    text = f"settlement,facility,minutes\n{town.id},{near.public_id},5\n"
    load(app, tmp_path, text)

    result = load(app, tmp_path, text)

    assert result.exit_code == 1
    assert len(travel.tables()) == 1
