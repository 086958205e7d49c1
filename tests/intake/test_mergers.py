"""Two records that are one facility: found, made one, led on to, and taken apart again."""

import pytest

from registry.db import db
from registry.errors import Conflict, NotAllowed
from registry.facilities import queries as facilities
from registry.facilities.mergers.models import Merger
from registry.facilities.record import snapshot
from registry.intake import queries
from registry.intake.commands import mergers
from registry.intake.commands.searching import search_batch
from registry.intake.stages import Verdict
from registry.moderation.commands import change_at_once
from registry.moderation.states import Origin
from registry.operations.queries import count_facilities
from registry.search.commands import index, reindex
from registry.search.queries import matching
from registry.search.question import Question
from tests import factories
from tests.accounts.world import send, signed_in
from tests.intake import world


def found(text=""):
    return sorted(matching(Question(text=text)))


@pytest.fixture
def pair(app):
    one = factories.facility("Altai Park", short_name="")
    other = factories.facility(
        "Технопарк «Алтай»", names={"ru": "Технопарк «Алтай»"}, short_name="TA"
    )
    index([one, other])
    db.session.commit()
    return one, other


def merged(pair, choices=(), by=None):
    mergers.merge(*pair, dict(choices), by or world.reviewer(), "one house")
    db.session.commit()
    return pair


def test_likely_pairs_are_found_once_and_put_before_people(pair):
    one, other = pair

    _last, new = search_batch(0)
    db.session.commit()

    assert new == 1
    assert search_batch(0)[1] == 0
    (noted,) = queries.open_pairs()
    assert {noted.low_id, noted.high_id} == {one.id, other.id}


def test_a_command_looks_among_all_facilities_and_again_finds_nothing_new(pair, app):
    told = [app.test_cli_runner().invoke(args=["find-duplicates"]).output for _time in range(2)]

    assert told == ["New pairs that may be one: 1.\n", "New pairs that may be one: 0.\n"]
    assert len(queries.open_pairs()) == 1


def test_what_was_kept_apart_is_not_shown_again(pair):
    search_batch(0)

    mergers.keep_apart(*pair, world.reviewer())
    search_batch(0)

    assert queries.open_pairs() == []
    assert queries.pair(*pair).verdict is Verdict.DIFFERENT


def test_a_merged_record_is_in_no_list_no_count_and_not_in_the_index(pair):
    one, other = merged(pair)

    assert found() == [one.id]
    assert count_facilities() == 1
    assert [f.id for f in facilities.of_region("KZ-10")] == [one.id]
    assert facilities.total_of_region("KZ-10") == 1
    assert sum(row.total for row in facilities.counts_by_region()) == 1
    assert facilities.neighbours(one, 3) == []
    index([other])
    assert found() == [one.id]
    reindex()
    assert found() == [one.id]


def test_the_names_of_both_go_on_finding_the_one(pair):
    one, other = merged(pair)

    assert found("технопарк алтай") == [one.id]
    assert found("altai park") == [one.id]
    assert [former.name for former in one.former_names] == ["Технопарк «Алтай»"]
    assert other.names == {"ru": "Технопарк «Алтай»"}


def test_old_addresses_lead_on_for_ever_however_often_records_are_merged(pair, client):
    one, other = merged(pair)
    third = factories.facility("Third")
    merged((third, one))

    for gone in (one, other):
        answer = client.get(f"/en/facilities/{gone.public_id}/{gone.slug}")
        assert answer.status_code == 301
        assert answer.location == f"/en/facilities/{third.public_id}/{third.slug}"
    assert facilities.several([other.public_id, third.public_id]) == [third]


def test_each_field_is_chosen(pair):
    one, _other = merged(pair, {"names": "other", "short_name": "other", "kind": ""})

    assert one.names == {"ru": "Технопарк «Алтай»"}
    assert one.short_name == "TA"
    assert [former.name for former in one.former_names] == ["Altai Park"]


def test_lists_of_both_are_joined_without_doubles():
    services = [{"service": "coworking", "price": 1}], [{"service": "coworking"}, {"service": "a"}]

    assert mergers.joined(*services) == [{"service": "coworking", "price": 1}, {"service": "a"}]
    assert mergers.joined(["a", "b"], ["b", "c"]) == ["a", "b", "c"]


def test_taking_a_merger_back_restores_both(pair):
    one, other = pair
    before = snapshot(one), snapshot(other)
    by = world.reviewer()
    merged(pair, {"short_name": "other"}, by)

    mergers.unmerge(other, by, "")
    db.session.commit()

    assert (snapshot(one), snapshot(other)) == before
    assert found() == sorted([one.id, other.id])
    assert queries.pair(one, other).verdict is Verdict.OPEN
    assert db.session.query(Merger).count() == 0


def test_what_was_part_of_a_merged_record_is_part_of_the_one_it_became_until_taken_back(pair):
    one, other = pair
    inside = factories.facility("Inside", parent=other)
    by = world.reviewer()

    merged(pair, by=by)

    assert inside.parent_id == one.id
    mergers.unmerge(other, by, "")
    db.session.commit()
    assert inside.parent_id == other.id


def test_a_record_that_was_part_of_the_one_merged_into_it_is_not_part_of_itself(pair):
    one, other = pair
    one.parent = other
    db.session.commit()

    merged(pair)

    assert one.parent_id != one.id


def test_what_others_changed_after_a_merger_stays_when_it_is_taken_back(pair):
    one, other = pair
    by = world.reviewer()
    merged(pair, {"short_name": "other"}, by)
    change_at_once(one, {"short_name": "Later"}, by, Origin.CHANGE, "")

    mergers.unmerge(other, by, "")

    assert one.short_name == "Later"
    assert one.former_names == []


def test_only_who_decides_on_both_regions_merges_and_nothing_twice(pair):
    one, other = pair
    factories.region("KZ-75")
    with pytest.raises(NotAllowed):
        mergers.merge(one, other, {}, world.reviewer("KZ-75"), "")

    merged(pair)

    with pytest.raises(Conflict):
        mergers.merge(one, other, {}, world.reviewer(), "")
    with pytest.raises(Conflict):
        mergers.unmerge(one, world.reviewer(), "")


def test_a_reviewer_compares_merges_and_takes_back_on_pages(pair, client):
    one, other = pair
    search_batch(0)
    db.session.commit()
    signed_in(client, world.reviewer())
    assert "Altai Park" in client.get("/en/review/duplicates").text

    address = f"/en/review/duplicates/{one.public_id}/{other.public_id}"
    answer = send(client, address, {"step": "merge", "short_name": "other"})
    assert one.short_name == "TA"

    send(client, answer.location, {"reason": "a mistake"})
    assert one.short_name == ""
    assert found() == sorted([one.id, other.id])


def test_pages_of_pairs_are_closed_to_others(pair, client):
    one, other = pair
    signed_in(client, factories.person())

    for path in ("duplicates", f"duplicates/{one.public_id}/{other.public_id}"):
        assert client.get(f"/en/review/{path}").status_code == 403
