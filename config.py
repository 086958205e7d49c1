"""Every setting, with its unit and its default. The environment is read here and nowhere else."""

import json
import secrets
from contextlib import suppress
from os import environ
from pathlib import Path
from tempfile import NamedTemporaryFile

HERE = Path(__file__).parent

REGISTRY_DATA = Path(environ.get("REGISTRY_DATA", HERE / "var")).resolve()
"""Folder of the database, the uploads and the secrets that were made for it."""


def kept(path: Path) -> str:
    """Return the secret kept in a file; whoever comes first makes it, and all read the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # The file is ours alone; the link appears whole, and only where none is yet.
        with NamedTemporaryFile("w", encoding="ascii", dir=path.parent) as fresh:
            fresh.write(secrets.token_urlsafe(48))
            fresh.flush()
            with suppress(FileExistsError):
                path.hardlink_to(fresh.name)
    secret = path.read_text(encoding="ascii").strip()
    if not secret:
        raise SystemExit(f"{path} is empty: delete it, and a new secret is made at the next start.")
    return secret


SECRET_KEY = environ.get("SECRET_KEY") or kept(REGISTRY_DATA / "secret_key")
"""Signs sessions and form tokens. Without it in the environment, one is made and kept."""

SECURITY_PASSWORD_SALT = environ.get("SECURITY_PASSWORD_SALT") or kept(
    REGISTRY_DATA / "password_salt"
)
"""Mixed into password hashes by Flask-Security. Made and kept like the key."""

SECRETS_ARE_MADE = not (environ.get("SECRET_KEY") and environ.get("SECURITY_PASSWORD_SALT"))
"""Whether one of the two was made for this machine alone. A start with a database or a Redis that
other machines may share warns of it: they would refuse each other's sessions and passwords."""

SQLALCHEMY_DATABASE_URI = environ.get("DATABASE_URL") or f"sqlite:///{REGISTRY_DATA}/registry.db"
"""Where the records are: SQLite (`sqlite:////folder/registry.db`) or PostgreSQL, as libpq writes it
(`postgresql://user:password@host:5432/name`), with several hosts where there is a standby."""

DATABASE_REPLICA_URL = environ.get("DATABASE_REPLICA_URL", "")
"""A standby of that PostgreSQL from which pages are read; empty reads everything from one."""

DATABASE_REPLICA_LAG_S = int(environ.get("DATABASE_REPLICA_LAG_S", "10"))
"""Seconds for which somebody who changed something reads from the primary; more than the replica
ever lags behind."""

DATABASE_POOL_SIZE = int(environ.get("DATABASE_POOL_SIZE", "8"))
"""Connections of one process at most; they are made as they are needed."""

DATABASE_POOL_WAIT_S = int(environ.get("DATABASE_POOL_WAIT_S", "5"))
"""Whole seconds that a request waits for one of them to become free."""

DATABASE_CONNECT_TIMEOUT_S = int(environ.get("DATABASE_CONNECT_TIMEOUT_S", "3"))
"""Whole seconds, two or more, to wait for one server to answer a new connection."""

DATABASE_RETRY_S = float(environ.get("DATABASE_RETRY_S", "5"))
"""Seconds, from the first connection that was refused, in which another is tried: about as long as
a standby takes to become the primary."""

DATABASE_STATEMENT_TIMEOUT_S = float(environ.get("DATABASE_STATEMENT_TIMEOUT_S", "10"))
"""Seconds that one statement of a request may take; commands of the terminal may take longer."""

DATABASE_LOCK_TIMEOUT_S = float(environ.get("DATABASE_LOCK_TIMEOUT_S", "10"))
"""Seconds that a change waits for others to finish theirs."""

REDIS_URL = environ.get("REDIS_URL", "")
"""Where processes and machines keep what they share for a moment, `redis://:password@host:6379/0`:
the turns and answers of geocoders, the counts of rate limits. Empty keeps it in the database."""

COUNTRY = environ.get("COUNTRY", "kz")
"""Data pack in use: the name of a folder in registry/packs."""

PUBLIC_URL = environ.get("PUBLIC_URL", "").rstrip("/")
"""Address under which the world sees the registry, for links in codes, feeds and metadata; empty
takes it from each request."""

TRUSTED_PROXIES = int(environ.get("TRUSTED_PROXIES", "0"))
"""Number of reverse proxies in front whose X-Forwarded headers are believed."""

TILES_URL = environ.get("TILES_URL", "")
"""Address of map tiles, for example `https://tiles.example.org/{z}/{x}/{y}.png`; empty draws the
boundaries of the regions alone."""

TILES_ATTRIBUTION = environ.get("TILES_ATTRIBUTION", "")
"""Credit that the makers of the tiles ask for, as text."""

SEARCH_RADIUS_DEFAULT_KM = 50.0
"""Radius around a place that a visitor named without saying how near, in kilometres."""

SEARCH_RADIUS_MAX_KM = 500.0
"""Largest search radius a visitor may ask for, in kilometres."""

SEARCH_PAGE_SIZE = 20
"""Facilities on one page of results."""

ANSWERS_KEPT_MIB = float(environ.get("ANSWERS_KEPT_MIB", "4"))
"""Space for finished answers in each process, in mebibytes; they count until what they show may
have changed. 0 makes every answer anew."""

CONFIRMED_WITHIN_DAYS = 365
"""A record counts as confirmed for this many days after its operator last confirmed it."""

GEOCODERS = json.loads(environ.get("GEOCODERS", '[{"name": "gazetteer"}]'))
"""Geocoders in the order they are asked: a JSON list of {"name": …, "settings": {…}}. A name is
`gazetteer` or one that geopy knows (`nominatim`, `photon`, `pelias`, `yandex` …); settings are
the keyword arguments of its class."""

GEOCODER_USER_AGENT = environ.get("GEOCODER_USER_AGENT", "innovation-registry")
"""Name under which outside geocoders see us; the usage policy of Nominatim asks for one."""

GEOCODER_TIMEOUT_S = float(environ.get("GEOCODER_TIMEOUT_S", "5"))
"""Seconds to wait for one answer of an outside geocoder."""

GEOCODER_INTERVAL_S = float(environ.get("GEOCODER_INTERVAL_S", "1"))
"""Seconds between two questions to the same outside geocoder, over all workers together."""

GEOCODER_RETRIES = int(environ.get("GEOCODER_RETRIES", "2"))
"""How often a question is put again when an outside geocoder fails to answer."""

GEOCODER_CACHE_DAYS = float(environ.get("GEOCODER_CACHE_DAYS", "90"))
"""Days for which an answer is kept; `nothing found` is kept a tenth as long."""

GEOCODER_BREAKER_FAILURES = int(environ.get("GEOCODER_BREAKER_FAILURES", "5"))
"""Failures in a row after which an outside geocoder is left alone."""

GEOCODER_BREAKER_REST_S = float(environ.get("GEOCODER_BREAKER_REST_S", "300"))
"""Seconds for which it is then left alone."""

RATE_LIMIT_CHANGES = environ.get("RATE_LIMIT_CHANGES", "60 per minute")
"""How often one address may change something, over all processes: `60 per minute; 1000 per day`.
Empty sets no limit; reading has none."""

RATE_LIMIT_SIGN_IN = environ.get("RATE_LIMIT_SIGN_IN", "30 per 5 minutes; 300 per day")
"""How often one address may sign in, sign up or ask for letters about an account, right or wrong.
Empty sets no limit but that of all changes."""

RATE_LIMIT_ACCOUNT = environ.get("RATE_LIMIT_ACCOUNT", "10 per 15 minutes")
"""How often that may be tried for one account, from all addresses together, whether or not there is
such an account. Empty sets no limit."""

RATE_LIMIT_REPORTS = environ.get("RATE_LIMIT_REPORTS", "10 per hour")
"""How often one address may report faults of records. Empty sets no limit but that of all
changes."""

CONFIRM_LINK_DAYS = int(environ.get("CONFIRM_LINK_DAYS", "60"))
"""Days for which the link “all still correct” of a letter works."""

CONFIRM_REMIND_DAYS = int(environ.get("CONFIRM_REMIND_DAYS", "14"))
"""Days after which an operator who did not answer is reminded."""

CONFIRM_REMINDERS = int(environ.get("CONFIRM_REMINDERS", "3"))
"""Reminders after which an operator is left alone until the next year."""

DIGEST_DAYS = int(environ.get("DIGEST_DAYS", "1"))
"""Days between two letters that tell reviewers what waits for them; 0 writes none."""

OIDC_ISSUER = environ.get("OIDC_ISSUER", "")
"""Address of an OpenID Connect provider through which people may sign in; empty has none."""

OIDC_CLIENT_ID = environ.get("OIDC_CLIENT_ID", "")
"""Name under which the provider knows the registry."""

OIDC_CLIENT_SECRET = environ.get("OIDC_CLIENT_SECRET", "")
"""Secret that the provider gave the registry."""

OIDC_LABEL = environ.get("OIDC_LABEL", "OpenID Connect")
"""What the provider is called on the button that leads to it."""

MAIL_URL = environ.get("MAIL_URL", "")
"""Server that sends letters: `smtp://user:password@host:587`, which has to offer STARTTLS unless it
is on this machine, or `smtps://user:password@host:465`. Empty sends nothing: letters are printed by
the worker and kept in the folder outbox of REGISTRY_DATA."""

MAIL_SENDER = environ.get("MAIL_SENDER", "registry@localhost")
"""Address that letters come from."""

MAIL_TIMEOUT_S = float(environ.get("MAIL_TIMEOUT_S", "20"))
"""Seconds to wait for an answer of that server."""

LETTERS_KEPT_DAYS = int(environ.get("LETTERS_KEPT_DAYS", "90"))
"""Days after which letters that were sent, and sessions that ended, are forgotten."""

REVIEW_DAYS = int(environ.get("REVIEW_DAYS", "5"))
"""Days in which reviewers mean to decide on a proposal; what waits longer rises in the queue."""

PROPOSALS_LIVE_FIELDS = environ.get(
    "PROPOSALS_LIVE_FIELDS", "descriptions opening_hours programmes"
).split()
"""Fields whose change by the operator is public at once and reviewed after, separated by spaces;
empty has every change reviewed first. Names as in the exports."""

EVIDENCE_MAX_MIB = float(environ.get("EVIDENCE_MAX_MIB", "10"))
"""Largest file taken as evidence, in mebibytes."""

EVIDENCE_FILES_MAX = int(environ.get("EVIDENCE_FILES_MAX", "10"))
"""Files that one proposal may come with."""

IMPORT_MAX_MIB = float(environ.get("IMPORT_MAX_MIB", "30"))
"""Largest file taken to be imported, in mebibytes."""

IMPORT_MAX_ROWS = int(environ.get("IMPORT_MAX_ROWS", "50000"))
"""Rows that one file to be imported may have."""

MAX_CONTENT_LENGTH = 1_000_000
"""Largest request body taken, in bytes."""

WTF_CSRF_TIME_LIMIT = 12 * 3600
"""Seconds for which a form that was opened can be sent."""

SESSION_COOKIE_SAMESITE = "Lax"
"""Other sites cannot send our cookie along."""

SESSION_COOKIE_SECURE = PUBLIC_URL.startswith("https:")
"""Send the session cookie over HTTPS only."""
