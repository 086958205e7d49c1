"""Who changes too much has to wait; who reads never has."""

from time import monotonic

import pytest

from registry import create_app
from registry.db import db
from registry.limits.models import RateLimit
from registry.redis import TIMEOUT_S
from tests.counting import counted_queries

ADD = {"add": "aaaa2222", "back": "/en/"}


def change(app, address="203.0.113.7", *, lang="en", headers=None):
    return app.test_client().post(
        f"/{lang}/shortlist", data=ADD, headers=headers, environ_base={"REMOTE_ADDR": address}
    )


def statuses(app, times, address="203.0.113.7", **kwargs):
    return [change(app, address, **kwargs).status_code for _time in range(times)]


def test_who_changes_too_much_has_to_wait(limited):
    assert statuses(limited, 3) == [303] * 3

    refused = change(limited)

    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "Too many changes came from your address. Please try again in " in refused.text
    assert "Set-Cookie" not in refused.headers or "shortlist=" not in refused.headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("kk", ("Сіздің мекенжайыңыздан", "кейін")),
        ("ru", ("С вашего адреса", "через ")),
        ("fr", ("votre adresse", "dans ")),
    ],
)
def test_it_says_so_in_the_language_of_the_page(limited, lang, words):
    statuses(limited, 3)

    refused = change(limited, lang=lang)

    assert refused.status_code == 429
    assert all(word in refused.text for word in words)


def test_programs_get_a_problem(limited):
    statuses(limited, 3)

    refused = change(limited, headers={"Accept": "application/json"})

    assert refused.mimetype == "application/problem+json"
    assert refused.json["status"] == 429


def test_everybody_has_a_count_of_their_own(limited):
    statuses(limited, 4)

    assert statuses(limited, 1, "203.0.113.8") == [303]


def test_one_network_is_one_visitor_where_addresses_are_plenty(limited):
    found = [change(limited, f"2001:db8::{number}").status_code for number in range(4)]

    assert found == [303, 303, 303, 429]
    assert statuses(limited, 1, "2001:db8:0:1::1") == [303]


def test_all_processes_count_together(another):
    one, other = another(), another()

    assert statuses(one, 2) == [303] * 2
    assert statuses(other, 2) == [303, 429]


def test_behind_a_proxy_visitors_are_told_apart(another):
    app = another(TRUSTED_PROXIES=1)

    found = [
        change(app, "127.0.0.1", headers={"X-Forwarded-For": address}).status_code
        for address in ["203.0.113.7"] * 4 + ["203.0.113.8"]
    ]

    assert found == [303, 303, 303, 429, 303]


def test_nobody_passes_for_another_where_no_proxy_is_trusted(limited):
    found = [
        change(limited, headers={"X-Forwarded-For": f"198.51.100.{number}"}).status_code
        for number in range(4)
    ]

    assert found == [303, 303, 303, 429]


def test_what_is_refused_for_another_reason_counts_too(another):
    app = another(WTF_CSRF_ENABLED=True)

    assert statuses(app, 4) == [400, 400, 400, 429]


def test_reading_is_never_limited(limited):
    statuses(limited, 4)
    client = limited.test_client()

    for method in ("get", "head", "options"):
        answers = [
            getattr(client, method)("/en/regions", environ_base={"REMOTE_ADDR": "203.0.113.7"})
            for _time in range(4)
        ]
        assert [answer.status_code for answer in answers] == [200] * 4


def test_reading_asks_nobody_who_counts(limited, keeper):
    client = limited.test_client()
    with limited.app_context(), counted_queries() as made:
        client.get("/en/regions")

    assert made
    assert [one for one in made if "rate_limit" in one] == []
    assert [one for one in made if one.startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_without_a_limit_nothing_is_counted(another):
    app = another(RATE_LIMIT_CHANGES="")

    assert statuses(app, 5) == [303] * 5
    assert db.session.query(RateLimit).count() == 0


def test_several_limits_hold_at_once(another):
    app = another(RATE_LIMIT_CHANGES="2 per minute; 3 per hour")

    assert statuses(app, 3) == [303, 303, 429]


def test_the_database_does_not_tell_who_it_was(another, keeper):
    statuses(another(REDIS_URL=""), 1)

    (row,) = db.session.query(RateLimit)
    assert "203.0.113.7" not in row.key


def test_without_redis_nothing_is_changed_until_it_is_back(app, another, redis_server):
    other = another(REDIS_URL=redis_server.url)
    redis_server.stop()

    refused = change(other)
    read = other.test_client().get("/en/regions")
    redis_server.start()
    taken = change(other)

    assert [refused.status_code, read.status_code, taken.status_code] == [503, 200, 303]
    assert "cannot reach what they share" in refused.text


LOCKS = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "LOCK TABLE rate_limit"}


def test_while_the_database_cannot_count_nothing_is_changed(another, engine):
    app = another(REDIS_URL="", DATABASE_LOCK_TIMEOUT_S=0.1, SQLALCHEMY_ENGINE_OPTIONS={})
    with db.engine.connect() as other:
        other.exec_driver_sql(LOCKS[engine])
        refused = change(app)
        read = app.test_client().get("/healthz")
        other.rollback()

    assert (refused.status_code, read.status_code) == (503, 200)
    assert int(refused.headers["Retry-After"]) > 0
    assert change(app).status_code == 303


def test_a_redis_that_does_not_answer_is_waited_for_a_moment_only(another, redis_server):
    app = another(REDIS_URL=redis_server.url, RATE_LIMIT_CHANGES="2 per minute")
    redis_server.empty()
    start = monotonic()
    with redis_server.paused():
        refused = change(app)

    assert refused.status_code == 503
    assert monotonic() - start < 2 * TIMEOUT_S
    assert change(app).status_code == 303  # Redis did, at last, count the first one, and once


def test_a_limit_that_makes_no_sense_is_refused_in_a_sentence(app):
    with pytest.raises(SystemExit, match=r'RATE_LIMIT_CHANGES is "often"; it has to be like'):
        create_app(**{**app.config, "RATE_LIMIT_CHANGES": "often"})
