"""The address of a search, written: chips, one address for one question, any address answered."""

from urllib.parse import urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.errors import Invalid
from tests.search.asked import PARAMETERS, asked, asked_with, labels


def test_each_chip_goes_on_without_itself(places):
    form = asked(q="incubator near Semey", kind=["fab_lab"], confirmed="1", box="40,46,55,87")

    found = {(chip.type, chip.code): chip.args for chip in form.chips()}

    everything = form.args()
    assert found[("kind", "business_incubator")] == everything | {"q": "near Semey"}
    assert found[("kind", "fab_lab")] == _less(everything, "kind")
    assert found[("confirmed", "")] == _less(everything, "confirmed")
    assert found[("box", "")] == _less(everything, "box")
    assert [type for type, _code in found if type == "settlement"] == ["settlement"]


def test_what_is_typed_and_chosen_alike_is_one_chip_and_one_address(places):
    form = asked(q="incubator open now", kind=["business_incubator"], open="1")

    assert labels(form) == ["Business incubator", "Open programmes now"]
    assert form.args() == {"q": "incubator open now"}


def test_one_question_has_one_address(places):
    one = asked(
        kind=["fab_lab", "accelerator", "fab_lab"], near=" 50.40 ,80.2000", radius_km="25.0"
    )
    other = asked(kind=["accelerator", "fab_lab"], near="50.4,80.2", radius_km="25", sort="")

    assert one.args() == other.args()
    assert urlencode(one.args(), doseq=True) == urlencode(other.args(), doseq=True)


def test_the_page_is_no_part_of_the_address_unless_asked_for(places):
    form = asked(q="incubator", after="abc")

    assert form.question().after == "abc"
    assert (form.args(), form.args(after="def")) == (
        {"q": "incubator"},
        {"q": "incubator", "after": "def"},
    )


def test_regions_are_offered_by_name(places):
    assert asked().region.labels == {"KZ-10": "Abai", "KZ-71": "Astana"}


def test_check_boxes_and_flags_are_drawn_as_they_were_sent(places):
    form = asked(kind=["fab_lab"], open="1")

    assert str(form.kind()).count("checked") == 1
    assert ('value="1"' in str(form.open()), "checked" in str(form.open())) == (True, True)


nonsense = st.text(max_size=250) | st.sampled_from(
    [
        *("Semey", "50.4,80.2", "80.2,50.4", "nan", "inf", "1", "fab_lab", "KZ-10", "near me"),
        *(
            "0,0,1,1",
            "1,1,0,0",
            "distance",
            '"',
            "%00",
            "10 km",
            "в радиусе 5 км от Семей",
            "9" * 150,
        ),
    ]
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300
)
@given(st.lists(st.tuples(st.sampled_from(PARAMETERS), nonsense), max_size=8))
def test_any_address_is_understood_or_refused_in_a_sentence(places, pairs):
    try:
        form = asked_with(pairs)
    except Invalid as error:
        assert set(error.fields) <= set(PARAMETERS)
        assert all(str(sentence).strip() for found in error.fields.values() for sentence in found)
        return

    again = asked_with([(k, v) for k, vs in form.args().items() for v in listed(vs)])
    assert again.args() == form.args()
    assert again.question() == form.question().having()
    assert form.has_filters() in (True, False)
    for chip in form.chips():
        asked_with([(k, v) for k, vs in chip.args.items() for v in listed(vs)])


def listed(value):
    return [value] if isinstance(value, str) else value


def _less(args, name):
    return {key: value for key, value in args.items() if key != name}
