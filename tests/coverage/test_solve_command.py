"""`flask coverage solve` reads tables as people write them, and says what is wrong with others."""

import orjson
import pytest


@pytest.fixture
def solve(app, tmp_path):
    def run(matrix, demand="", **options):
        (tmp_path / "costs.csv").write_text(matrix)
        arguments = ["coverage", "solve", "--matrix", str(tmp_path / "costs.csv"), "--json"]
        if demand:
            (tmp_path / "people.csv").write_text(demand)
            arguments += ["--demand", str(tmp_path / "people.csv")]
        for name, value in options.items():
            arguments += [f"--{name.replace('_', '-')}", str(value)]
        return app.test_cli_runner().invoke(args=arguments)

    return run


@pytest.mark.parametrize(
    ("matrix", "demand"),
    [
        ("0,5\n5,0\n9,1\n", "1\n2\n3\n"),
        (",a,b\nx,0,5\ny,5,0\nz,9,1\n", "place,people\nz,3\nx,1\ny,2\n"),
        ("id,0,1\n0,0,5\n1,5,0\n2,9,1\n", "1,2,3\n"),
        ("0;5\n5;0\n9;1\n", "people\n1\n2\n3\n"),
    ],
)
def test_tables_are_read_with_and_without_names(solve, matrix, demand):
    found = solve(matrix, demand, model="pmedian", sites=1)

    assert found.exit_code == 0, found.output
    answer = orjson.loads(found.output)
    assert answer["objective"] == 1 * 5 + 2 * 0 + 3 * 1
    assert answer["sites"] == [1]
    assert answer["proved"]
    assert answer["bound"] == answer["objective"]
    assert answer["gap"] == 0


@pytest.mark.parametrize(
    ("matrix", "demand", "options", "sentence"),
    [
        ("0,5\n5,\n", "", {"model": "pmedian", "sites": 1}, "Row 2, column 2 has a hole"),
        ("0,5\n5\n", "", {"model": "pmedian", "sites": 1}, "Row 2 has 1 values"),
        ("0,5\n5,-1\n", "", {"model": "pmedian", "sites": 1}, "0 and above"),
        ("0,5\n5,nan\n", "", {"model": "pmedian", "sites": 1}, "0 and above"),
        ("0,5\n5,0\n", "1\n", {"model": "pmedian", "sites": 1}, "has 2 rows, that of demand 1"),
        ("0,5\n5,0\n", "", {"model": "pmedian"}, "needs --sites"),
        ("0,5\n5,0\n", "", {"model": "mclp", "sites": 1}, "needs --standard"),
        ("0,5\n5,0\n", "", {"model": "pmedian", "sites": 3}, "2 candidates for 3 sites"),
        ("9,9\n0,0\n", "", {"model": "lscp", "standard": 1}, "No choice of sites"),
        ("0,5\n5,0\n", "", {"model": "pmedian", "sites": 1, "fixed": "c"}, "no column c"),
    ],
)
def test_what_makes_no_sense_is_told_in_a_sentence(solve, matrix, demand, options, sentence):
    found = solve(matrix, demand, **options)

    assert found.exit_code == 1
    assert sentence in found.output
    assert "Traceback" not in found.output


def test_fixed_sites_are_named_by_header_or_number(solve):
    named = solve(",a,b\nx,0,5\ny,0,1\n", model="pmedian", sites=1, fixed="b")
    numbered = solve(",a,b\nx,0,5\ny,0,1\n", model="pmedian", sites=1, fixed="1")

    assert orjson.loads(named.output)["names"] == ["b"]
    assert orjson.loads(numbered.output)["names"] == ["b"]
