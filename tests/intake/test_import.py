"""A file on its way: checked, applied as a whole, taken back as a whole."""

from registry.db import db
from registry.facilities.models import Facility
from registry.facilities.record import snapshot
from registry.intake import jobs
from registry.intake.commands import deciding
from registry.intake.commands.searching import search_batch
from registry.intake.stages import Outcome, Stage
from registry.moderation.commands import change_at_once
from registry.moderation.models import Proposal
from registry.moderation.states import Origin
from registry.search.commands import index
from registry.search.queries import matching
from registry.search.question import Question
from tests import factories
from tests.intake import world
from tests.intake.world import ALTAI, JETISU

IN_SEMEY = {"settlement_id": 1519422}


def facilities():
    return {next(iter(one.names.values())): one for one in db.session.query(Facility)}


def found(text=""):
    return len(matching(Question(text=text)))


def test_new_rows_become_facilities_that_are_found(app):
    imported = world.applied(world.csv_of(ALTAI, JETISU))

    made = facilities()
    assert imported.stage is Stage.APPLIED
    assert set(made) == {"Технопарк «Алтай»", "Хаб «Жетісу»"}
    assert made["Хаб «Жетісу»"].kind == "it_hub"
    assert made["Хаб «Жетісу»"].location.settlement_id == 1519422
    assert {c.type: c.value for c in made["Хаб «Жетісу»"].contacts} == {
        "website": "https://a.kz",
        "phone": "87273557040",
    }
    assert found("алтай") == 1


def test_what_was_imported_is_on_record_with_its_author(app):
    by = world.reviewer()
    imported = world.applied(world.csv_of(ALTAI), by)

    (proposal,) = db.session.query(Proposal)
    assert (proposal.batch_id, proposal.author_id) == (imported.id, by.id)
    assert proposal.origin is Origin.IMPORT
    assert proposal.changes["kind"] == {"old": None, "new": "technology_park"}


def test_the_same_file_again_changes_nothing(app):
    content = world.csv_of(ALTAI, JETISU)
    by = world.reviewer()
    world.applied(content, by)

    again = world.checked(content, by)

    assert set(world.outcomes(again).values()) == {Outcome.SAME}


def test_a_row_with_a_number_changes_that_facility_and_leaves_the_rest(app):
    facility = factories.facility(
        "Hub", public_id="hubhubha", place={"address": {"en": "Old Street"}}
    )
    header = ("id", "Website", "Description")
    row = (facility.public_id, "https://hub.kz", "")

    world.applied(world.csv_of(row, header=header, separator=","))

    db.session.refresh(facility)
    assert [one.value for one in facility.contacts] == ["https://hub.kz"]
    assert facility.names == {"en": "Hub"}
    assert facility.location.address == {"en": "Old Street"}


def test_rows_with_faults_are_left_out_and_say_what_is_wrong_by_column(app):
    wrong = ("", "spaceport", "KZ-10", "Semey", "", "not a number", "")

    imported = world.checked(world.csv_of(ALTAI, wrong))

    assert imported.stage is Stage.CHECKED
    assert world.counts(imported)[Outcome.NEW] == 1
    faults = world.rows_of(imported)[3].faults
    assert set(faults) == {"Название", "Тип", "Телефон"}
    assert "not a telephone number" in faults["Телефон"]


def test_an_unknown_region_and_a_point_outside_it_are_faults(app):
    header = ("name", "kind", "region", "lat", "lon")
    rows = [
        ("A", "it_hub", "Atlantis", "", ""),
        ("B", "it_hub", "KZ-10", "80,25", "50,42"),
        ("C", "it_hub", "KZ-10", "50,42", "80,25"),
    ]

    imported = world.checked(world.csv_of(*rows, header=header))

    found = world.rows_of(imported)
    assert set(found[2].faults) == {"region"}
    assert "swapped" in found[3].faults["lat"]
    assert found[4].values["place"]["lat"] == 50.42


def test_a_facility_that_stands_twice_in_a_file_is_a_fault(app):
    imported = world.checked(world.csv_of(ALTAI, JETISU, ALTAI))

    assert world.rows_of(imported)[4].faults == {"": "This is the same facility as in row 2."}


def test_what_looks_like_a_facility_waits_for_a_decision(app):
    by = world.reviewer()
    world.applied(world.csv_of(ALTAI), by)
    alike = ("Altay Technopark", *ALTAI[1:])

    imported = world.checked(world.csv_of(alike), by)
    row = world.rows_of(imported)[2]
    assert row.outcome is Outcome.DUPLICATE
    assert row.facility_id == facilities()["Технопарк «Алтай»"].id

    deciding.judge(imported, row, by, is_new=True)
    assert world.outcomes(imported) == {2: Outcome.NEW}

    deciding.start(imported, by, is_all_or_nothing=False)
    db.session.commit()
    world.work(jobs.apply, imported)
    assert search_batch(0)[1] == 0  # what somebody judged is not asked again


def test_taking_an_import_back_leaves_nothing_of_it(app):
    facility = factories.facility("Hub", public_id="hubhubha")
    before = snapshot(facility)
    header = ("id", "name", "kind", "region", "site")
    rows = [
        (facility.public_id, "Hub 2", "", "", "a.kz"),
        ("", "Park", "technology_park", "KZ-10", ""),
    ]
    by = world.reviewer()
    imported = world.applied(world.csv_of(*rows, header=header), by)
    assert set(facilities()) == {"Hub 2", "Park"}

    deciding.ask_to_undo(imported, by)
    db.session.commit()
    world.work(jobs.undo, imported)

    assert imported.stage is Stage.UNDONE
    assert snapshot(facility) == before
    assert list(facilities()) == ["Hub"]
    assert found("park") == 0


def test_what_others_changed_since_stays_when_an_import_is_taken_back(app):
    by = world.reviewer()
    imported = world.applied(world.csv_of(ALTAI, JETISU), by)
    change_at_once(facilities()["Хаб «Жетісу»"], {"short_name": "J"}, by, Origin.CHANGE, "")
    db.session.commit()

    deciding.ask_to_undo(imported, by)
    db.session.commit()
    world.work(jobs.undo, imported)

    assert list(facilities()) == ["Хаб «Жетісу»"]
    assert imported.counts["kept"] == 1


def test_a_job_that_runs_twice_does_its_work_once(app):
    by = world.reviewer()
    imported = world.checked(world.csv_of(ALTAI), by)
    world.work(jobs.check, imported)
    deciding.start(imported, by, is_all_or_nothing=False)
    db.session.commit()

    world.work(jobs.apply, imported)
    world.work(jobs.apply, imported)

    assert len(facilities()) == 1
    assert len(world.rows_of(imported)) == 1


def test_a_file_that_breaks_off_or_is_too_long_fails_with_a_sentence(app):
    app.config["IMPORT_MAX_ROWS"] = 1

    imported = world.checked(world.csv_of(ALTAI, JETISU))

    assert imported.stage is Stage.FAILED
    assert "more than 1 rows" in imported.error
    assert world.rows_of(imported) == {}


def test_a_row_known_by_its_name_writes_no_name_over(app):
    world.ensure_ground()
    names = {"en": "Altai Technopark", "ru": "Технопарк «Алтай»"}
    facility = factories.facility(names=names, kind="technology_park", place=IN_SEMEY)
    index([facility])
    db.session.commit()

    imported = world.applied(world.csv_of(("Altai Technopark", *ALTAI[1:]), header=world.HEADER))

    db.session.refresh(facility)
    assert world.outcomes(imported) == {2: Outcome.CHANGED}
    assert facility.names == names
    assert facility.location.address == {"ru": "ул. Абая, 1"}


def test_a_fault_names_the_choices_in_the_language_of_the_reader(app):
    row = ("Парк", "spaceport", "KZ-10", "", "", "", "")

    imported = world.checked(world.csv_of(row), lang="ru")

    assert "Специальная экономическая зона" in world.rows_of(imported)[2].faults["Тип"]
