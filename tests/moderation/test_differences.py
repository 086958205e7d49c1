"""Differences of records, for any values: applied, taken back, brought up to date."""

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.facilities.record import (
    FIELDS,
    NOTHING,
    difference,
    overtaken,
    reversed_changes,
)

VALUES = st.fixed_dictionaries(
    {},
    optional={
        field.name: st.sampled_from([field.empty, "a", "b", ["a"], {"kk": "ә"}, 0, None])
        for field in FIELDS
    },
)


def applied(record, changes):
    return record | {name: one["new"] for name, one in changes.items()}


@settings(max_examples=60)
@given(VALUES, VALUES)
def test_a_difference_leads_from_one_record_to_the_other_and_back(old, new):
    old, new = NOTHING | old, NOTHING | old | new
    changes = difference(old, new)

    assert applied(old, changes) == new
    assert applied(new, reversed_changes(changes)) == old
    assert overtaken(changes, old) == overtaken(changes, new) == []


@settings(max_examples=60)
@given(VALUES, VALUES, VALUES)
def test_two_changes_are_in_each_others_way_only_where_they_want_different_things(
    old, mine, theirs
):
    old = NOTHING | old
    my_changes, their_changes = difference(old, mine), difference(old, theirs)
    now = applied(old, their_changes)

    late = overtaken(my_changes, now)

    both = my_changes.keys() & their_changes.keys()
    assert set(late) == {n for n in both if my_changes[n]["new"] != their_changes[n]["new"]}
    kept = {name: one for name, one in my_changes.items() if name not in late}
    merged = applied(now, kept)
    assert all(merged[name] == now[name] for name in their_changes)
    assert all(merged[name] == mine[name] for name in kept)
