"""The places of the pack as entries of a gazetteer, read once, without a database."""

from functools import cache

from registry.geo import Point
from registry.places.gazetteer import Entry, Gazetteer
from registry.places.pack import read_pack
from tests.conftest import PACK


@cache
def entries():
    pack = read_pack(PACK)
    aliases = {}
    for alias in pack.aliases:
        aliases.setdefault(alias["target"], []).append(alias["name"])
    names = {region["iso"]: region["names"] for region in pack.regions}
    regions = [
        Entry(
            region["iso"],
            region["names"],
            (*region["short_names"].values(), *aliases.get(region["iso"], ())),
            "region",
            region["iso"],
            region["names"],
            region["population"],
            Point(region["lat"], region["lon"]),
        )
        for region in pack.regions
    ]
    towns = [
        Entry(
            str(town["id"]),
            town["names"],
            (*town["other_names"], *aliases.get(str(town["id"]), ())),
            "settlement",
            town["region_iso"],
            names[town["region_iso"]],
            town["population"],
            Point(town["lat"], town["lon"]),
        )
        for town in pack.settlements
    ]
    return (*towns, *regions)


@cache
def gazetteer():
    return Gazetteer(entries())
