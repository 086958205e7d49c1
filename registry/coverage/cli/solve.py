"""`flask coverage solve`: the best sites, from tables in files."""

from pathlib import Path
from typing import Any

import click
import numpy as np
import orjson

from registry.coverage.matrix_file import Matrix, Unreadable, demand, matrix
from registry.coverage.siting.problem import INFINITE, Infeasible, Model, Problem, Siting
from registry.coverage.siting.solve import solve as solved
from registry.errors import Command, Invalid

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

COVERING = (Model.MCLP, Model.LSCP)


@click.command("solve", cls=Command)
@click.option("--matrix", "matrix_path", required=True, type=FILE, help="Costs, CSV.")
@click.option("--demand", "demand_path", type=FILE, help="People of each row, CSV; 1 without.")
@click.option("--model", required=True, type=click.Choice([str(model) for model in Model]))
@click.option("--sites", type=click.IntRange(0), default=0, help="Sites in all, fixed ones too.")
@click.option("--standard", type=click.FloatRange(0), help="Cost that is near enough, itself too.")
@click.option("--fixed", default="", help="Columns to be chosen anyway: names or numbers from 0.")
@click.option("--barred", default="", help="Columns that must not be.")
@click.option("--farthest", type=click.FloatRange(0), help="MCLP: nobody farther than this.")
@click.option("--share", type=click.FloatRange(0, 1), default=1.0, help="LSCP: of the people.")
@click.option(
    "--time-limit", type=click.FloatRange(0, min_open=True), default=600.0, help="Seconds."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def solve(matrix_path: Path, demand_path: Path | None, as_json: bool, **asked: Any) -> None:
    """Choose the best columns of a table of costs.

    The table has a row for each place where people live and a column for each candidate. Printed
    are the objective (mclp: people within the standard; lscp: number of sites; pmedian: sum of
    people times cost; pcenter: greatest cost), the sites, what no answer can beat (bound), the gap
    between the two, whether it is proven, and the seconds taken.
    """
    table, problem = _problem(matrix_path, demand_path, asked)
    try:
        found = solved(problem, time_limit_s=asked["time_limit"])
    except Infeasible as error:
        raise Invalid("No choice of sites does what is asked.") from error
    except ValueError as error:
        raise Invalid(f"{str(error).capitalize()}.") from error
    click.echo(_json(table, found) if as_json else _told(table, found))


def _problem(
    matrix_path: Path, demand_path: Path | None, asked: dict[str, Any]
) -> tuple[Matrix, Problem]:
    model = Model(asked["model"])
    if model in COVERING and asked["standard"] is None:
        raise Invalid(f"The model {model} needs --standard: the cost that is near enough.")
    if model is not Model.LSCP and not asked["sites"]:
        raise Invalid(f"The model {model} needs --sites: how many to choose.")
    try:
        table = matrix(matrix_path.read_text(encoding="utf-8"))
        people = np.ones(len(table.rows))
        if demand_path:
            people = demand(demand_path.read_text(encoding="utf-8"), table.rows)
    except (Unreadable, UnicodeDecodeError) as error:
        raise Invalid(str(error)) from error
    if asked["sites"] > len(table.columns):
        raise Invalid(f"There are {len(table.columns)} candidates for {asked['sites']} sites.")
    problem = Problem(
        model,
        table.cost,
        people,
        sites=asked["sites"],
        standard=INFINITE if asked["standard"] is None else asked["standard"],
        fixed=_columns(table, asked["fixed"]),
        barred=_columns(table, asked["barred"]),
        farthest=INFINITE if asked["farthest"] is None else asked["farthest"],
        share=asked["share"],
    )
    return table, problem


def _columns(table: Matrix, text: str) -> tuple[int, ...]:
    """Return columns by name or, where no name is meant, by number from 0."""
    found = []
    for word in filter(None, map(str.strip, text.split(","))):
        if word in table.columns:
            found.append(table.columns.index(word))
        elif word.isdecimal() and int(word) < len(table.columns):
            found.append(int(word))
        else:
            raise Invalid(f"The table has no column {word}.")
    return tuple(dict.fromkeys(found))


def _json(table: Matrix, found: Siting) -> str:
    return orjson.dumps(
        {
            "objective": found.value,
            "sites": list(found.sites),
            "names": [table.columns[site] for site in found.sites],
            "bound": found.bound,
            "gap": found.gap,
            "proved": found.is_proved,
            "gains": list(found.gains),
            "seconds": round(found.seconds, 3),
        }
    ).decode()


def _told(table: Matrix, found: Siting) -> str:
    proof = "proven" if found.is_proved else "not proven: time ran out"
    return "\n".join(
        (
            f"objective  {found.value:g}",
            f"sites      {', '.join(table.columns[site] for site in found.sites)}",
            f"bound      {found.bound:g}",
            f"gap        {found.gap:.4%} ({proof})",
            f"seconds    {found.seconds:.2f}",
        )
    )
