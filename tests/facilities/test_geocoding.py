"""Putting pins where addresses are found, and trying again where they are not."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from registry.db import db, today
from registry.errors import Unavailable
from registry.facilities import commands, queries
from registry.facilities.commands import Outcome, geocode, geocode_missing
from registry.facilities.models import GeocodingTask, Location
from registry.facilities.vocabulary import Precision
from registry.geo import Point
from registry.places.geocoder import Found
from registry.places.models import Boundary
from tests import factories
from tests.places.nominatim_server import HOUSE as HOUSE_RAW
from tests.places.nominatim_server import Reply, serving

HOUSE = Point(50.4118, 80.2497)
NOW = datetime(2030, 1, 2, 12, tzinfo=UTC)
FOUND = Found(HOUSE, "building", "nominatim", 0.9, "KZ-10", None)
TOWN = Found(factories.SEMEY, "settlement", "gazetteer", 0.95, "KZ-10", None)


class Door:
    """Stands where the geocoders are: answers as told, notes what it was asked."""

    def __init__(self):
        self.answer, self.asked = FOUND, []

    def find(self, address, region_iso, settlement, *, lang):
        self.asked.append((address, region_iso, settlement, lang))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def door(app, monkeypatch):
    door = Door()
    monkeypatch.setattr(commands.geocoder, "find", door.find)
    return door


@pytest.fixture
def clock(monkeypatch):
    """Returns a function that sets the present moment for commands and queries."""

    def set_to(moment):
        monkeypatch.setattr(commands, "utcnow", lambda: moment)
        monkeypatch.setattr(queries, "utcnow", lambda: moment)

    set_to(NOW)
    return set_to


def lost(**fields):
    """Return the saved location of a new facility, without a pin."""
    defaults = {"address": {"ru": "ул. Глинки, 20А"}, "settlement_text": "Семей"}
    return factories.facility(place=defaults | fields, at=None).location


def run(**options):
    """Geocode what waits as the terminal does, with a commit after each step."""
    counts = Counter()
    for step in geocode_missing(**options):
        counts[step.outcome] += 1
        db.session.commit()
    return counts


def task_of(location):
    return db.session.get(GeocodingTask, location.id)


def test_a_found_address_gets_its_pin_with_all_that_is_known_of_it(door):
    location = lost()

    step = geocode(location)

    assert (step.facility, step.outcome) == (location.facility, Outcome.FOUND)
    assert (step.has_changed, step.problem) == (True, "")
    assert (location.point, location.precision) == (HOUSE, Precision.BUILDING)
    assert (location.provider, location.confidence) == ("nominatim", 0.9)
    assert location.located_on == today()
    assert not location.is_pin_confirmed


def test_the_geocoder_is_asked_for_the_russian_address_in_its_region_and_settlement(door):
    semey = factories.settlement(names={"en": "Semey", "ru": "Семей"})
    address = {"en": "Glinka St 20A", "ru": "ул. Глинки, 20А"}

    geocode(lost(address=address, settlement_id=semey.id, settlement_text="Semey"))

    assert door.asked == [("ул. Глинки, 20А", "KZ-10", "Семей", "ru")]


def test_an_address_known_in_one_language_is_asked_for_in_that(door):
    geocode(lost(address={"kk": "Глинка көшесі, 20А"}))

    assert door.asked == [("Глинка көшесі, 20А", "KZ-10", "Семей", "kk")]


def test_a_command_does_not_commit(door):
    location = lost()

    geocode(location)
    db.session.rollback()

    assert location.point is None


def test_region_and_settlement_are_filled_in_when_they_were_not_known(door):
    semey = factories.settlement()
    location = lost(region_iso=None, settlement_text="")
    door.answer = FOUND._replace(settlement_id=semey.id)

    geocode(location)
    db.session.commit()

    assert (location.region_iso, location.settlement_id) == ("KZ-10", semey.id)


def test_a_region_that_was_parted_gives_way_to_the_one_where_the_pin_is(door):
    factories.region("KZ-63")
    location = lost(region_iso="KZ-63")
    factories.region("KZ-10")

    geocode(location)
    db.session.commit()

    assert location.region_iso == "KZ-10"


def test_a_settlement_that_somebody_stated_stays(door):
    stated, other = factories.settlement(), factories.settlement()
    location = lost(settlement_id=stated.id)
    door.answer = FOUND._replace(settlement_id=other.id)

    geocode(location)
    db.session.commit()

    assert location.settlement_id == stated.id


def test_a_region_that_the_registry_lacks_is_left_empty(door):
    location = lost(region_iso=None)
    door.answer = FOUND._replace(region_iso="KZ-99", settlement_id=404)

    geocode(location)
    db.session.commit()

    assert (location.region_iso, location.settlement_id) == (None, None)


def test_a_pin_that_a_person_confirmed_is_never_moved(door):
    facility = factories.facility(place={"is_pin_confirmed": True})
    location = facility.location
    factories.saved(GeocodingTask(location_id=location.id))

    step = geocode(location)
    db.session.commit()

    assert (step.outcome, step.has_changed) == (Outcome.CONFIRMED, False)
    assert location.point == factories.SEMEY
    assert door.asked == []
    assert task_of(location) is None


def test_a_less_precise_answer_does_not_replace_a_pin(door):
    location = factories.facility(place={"address": {"ru": "ул. Глинки"}}).location
    door.answer = TOWN._replace(point=HOUSE)

    step = geocode(location)

    assert (step.has_changed, step.outcome) == (False, Outcome.FOUND)
    assert (location.point, location.precision) == (factories.SEMEY, Precision.BUILDING)


def test_an_answer_that_is_already_there_changes_nothing(door):
    location = lost()
    geocode(location)
    db.session.commit()
    changed_at = location.facility.updated_at

    assert not geocode(location).has_changed
    assert location.facility.updated_at == changed_at


def test_a_moved_pin_is_a_change_of_the_record(door, clock):
    location = lost()

    geocode(location)

    assert location.facility.updated_at == NOW


def test_a_found_location_leaves_the_queue(door):
    location = lost()
    factories.saved(GeocodingTask(location_id=location.id, attempts=2))

    geocode(location)
    db.session.commit()

    assert task_of(location) is None


def test_what_nobody_knows_waits_in_the_queue_in_the_centre_of_its_region(door, clock):
    location = lost()
    door.answer = None

    step = geocode(location)
    db.session.commit()

    assert (step.outcome, step.has_changed) == (Outcome.APPROXIMATE, True)
    assert (location.point, location.precision) == (factories.SEMEY, Precision.REGION)
    assert task_of(location).last_error == step.problem == "Nobody knows this address."


def test_what_nobody_knows_in_no_region_has_no_pin(door):
    location = lost(region_iso=None)
    door.answer = None

    step = geocode(location)

    assert (step.outcome, step.has_changed) == (Outcome.MISSING, False)
    assert location.point is None


def test_a_location_of_which_only_the_region_is_known_is_put_in_its_centre_for_good(door):
    location = lost(address={}, settlement_text="")

    step = geocode(location)
    db.session.commit()

    assert (location.point, location.precision) == (factories.SEMEY, Precision.REGION)
    assert (location.provider, location.confidence) == ("gazetteer", 0.2)
    assert (step.outcome, step.problem) == (Outcome.APPROXIMATE, "")
    assert task_of(location) is None
    assert door.asked == []


def test_a_pin_that_the_source_gave_is_not_put_in_the_centre_of_its_region(door):
    location = factories.facility(place={"precision": Precision.REGION}, at=HOUSE).location

    step = geocode(location)

    assert (step.has_changed, location.point) == (False, HOUSE)


def test_a_location_of_which_nothing_is_known_waits_and_nobody_is_asked(door):
    location = lost(address={}, settlement_text="", region_iso=None)

    step = geocode(location)

    assert step.outcome is Outcome.MISSING
    assert "Neither" in task_of(location).last_error
    assert door.asked == []


def test_a_silent_geocoder_leaves_the_location_in_the_queue_with_the_reason(door, clock):
    location = lost()
    door.answer = Unavailable("nominatim did not answer: it took too long.")

    step = geocode(location)
    db.session.commit()

    task = task_of(location)
    assert step.problem == task.last_error == "nominatim did not answer: it took too long."
    assert (task.attempts, task.next_try_at) == (1, NOW + timedelta(minutes=5))


def test_a_settlement_found_while_the_better_geocoder_was_silent_is_tried_again(door, clock):
    location = lost()
    door.answer = TOWN._replace(unanswered="nominatim rests after failures.")

    step = geocode(location)
    db.session.commit()

    assert (location.precision, step.outcome) == (Precision.SETTLEMENT, Outcome.APPROXIMATE)
    assert task_of(location).last_error == "nominatim rests after failures."


def test_each_failure_doubles_the_wait_up_to_a_week(door, clock):
    location = lost()
    door.answer = Unavailable("No.")
    waits = []
    for _attempt in range(40):
        geocode(location)
        waits.append(task_of(location).next_try_at - NOW)

    assert waits[:3] == [timedelta(minutes=5 * 2**n) for n in range(3)]
    assert max(waits) == waits[-1] == timedelta(days=7)


def test_a_long_reason_fits_the_queue(door):
    location = lost()
    door.answer = Unavailable("no " * 500)

    geocode(location)
    db.session.commit()

    assert len(task_of(location).last_error) == 300


def test_all_that_waits_is_tried_and_counted(door):
    lost(), lost()
    factories.facility()

    assert run() == {Outcome.FOUND: 2}
    assert queries.waiting() == []


def test_no_more_are_tried_than_asked_for(door):
    lost(), lost(), lost()

    run(limit=2)

    assert len(door.asked) == 2


def test_what_failed_is_tried_again_when_its_time_has_come(door, clock):
    location = lost(region_iso=None)
    door.answer = Unavailable("No.")
    run()
    door.answer = FOUND

    clock(NOW + timedelta(minutes=4))
    assert run() == {}
    clock(NOW + timedelta(minutes=5))
    assert run() == {Outcome.FOUND: 1}
    assert task_of(location) is None


def test_a_rough_pin_is_refined_when_asked(door):
    rough = {"precision": Precision.REGION, "address": {"ru": "ул. Глинки, 20А"}}
    location = factories.facility(place=rough).location

    assert run() == {}
    assert run(refine=True) == {Outcome.FOUND: 1}
    assert location.point == HOUSE


def test_an_interruption_loses_nothing_that_was_found(door):
    first, second = lost(), lost()
    steps = geocode_missing()

    next(steps)
    db.session.commit()
    steps.close()

    assert (first.point, second.point) == (HOUSE, None)


def test_a_location_deleted_on_the_way_is_passed_over(door):
    _first, second = lost(), lost()
    steps = geocode_missing()
    next(steps)
    db.session.delete(db.session.get(Location, second.id))
    db.session.commit()

    assert list(steps) == []


def test_who_forgets_to_commit_is_told(door):
    lost(), lost()

    with pytest.raises(RuntimeError, match="commit"):
        list(geocode_missing())


def test_a_step_that_is_rolled_back_does_not_stop_the_next(door):
    first, second = lost(), lost()

    for step in geocode_missing():
        if step.facility is first.facility:
            db.session.rollback()
        else:
            db.session.commit()

    assert (first.point, second.point) == (None, HOUSE)


ABAI = {
    "type": "Polygon",
    "coordinates": [[[78, 49], [82, 49], [82, 52], [78, 52], [78, 49]]],
}


@pytest.fixture
def server(app, monkeypatch):
    """A real server as the outside geocoder behind our gazetteer, with Semey and its region."""
    semey = {"kk": "Семей", "ru": "Семей", "en": "Semey"}
    factories.settlement(names=semey, population=300_000)
    factories.saved(Boundary(region_iso="KZ-10", geometry=json.dumps(ABAI)))
    with serving() as nominatim:
        monkeypatch.setitem(app.config, "GEOCODERS", [{"name": "gazetteer"}, nominatim.source])
        monkeypatch.setitem(app.config, "GEOCODER_INTERVAL_S", 0.0)
        monkeypatch.setitem(app.config, "GEOCODER_RETRIES", 0)
        yield nominatim


def test_an_address_is_found_through_gazetteer_outlines_and_an_outside_geocoder(server):
    location = lost()

    assert run() == {Outcome.FOUND: 1}
    assert server.texts == ["ул. Глинки, 20А, Семей"]
    assert (location.point, location.provider) == (HOUSE, "nominatim")
    assert location.settlement.names["en"] == "Semey"


def test_an_answer_outside_the_region_leaves_the_settlement_for_good(server):
    server.will_say(Reply([{**HOUSE_RAW, "lat": "55.75", "lon": "37.62"}]))
    location = lost()

    assert run() == {Outcome.APPROXIMATE: 1}
    assert (location.point, location.provider) == (factories.SEMEY, "gazetteer")
    assert task_of(location) is None


def test_a_server_that_fails_leaves_the_settlement_for_now(server):
    server.will_say(Reply(status=500))
    location = lost()

    assert run() == {Outcome.APPROXIMATE: 1}
    assert location.precision is Precision.SETTLEMENT
    assert "nominatim did not answer" in task_of(location).last_error
