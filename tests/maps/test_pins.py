from registry.geo import Point
from registry.maps.pins import Cell, feature_collection
from tests.maps.samples import pin


def test_a_pin_becomes_a_feature_longitude_first():
    vague = pin(point=Point(51, 61), precision="region", unverified=True, status="closed")

    (feature,) = feature_collection([vague])["features"]

    assert feature["geometry"] == {"type": "Point", "coordinates": [61, 51]}
    assert feature["properties"] == {
        "id": "abcdefgh",
        "name": "Hub",
        "url": "/en/facilities/abcdefgh",
        "kind": "it_hub",
        "sign": "IT",
        "status": "closed",
        "approximate": True,
        "unverified": True,
        "precision_text": "",
    }


def test_a_pin_on_a_street_is_not_approximate():
    assert not pin(precision="street").approximate


def test_a_cell_tells_how_many_of_which_kind():
    cell = Cell(3, Point(51, 61), {"it_hub": 2, "fab_lab": 1})

    (feature,) = feature_collection([], [cell])["features"]

    assert feature["properties"] == {"count": 3, "kinds": {"it_hub": 2, "fab_lab": 1}}
