"""What tells a facility from others: its names, where it is, how it is reached. Pure."""

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from registry.geo import Point
from registry.intake.wording import Wording, wording
from registry.places.folding import fold

NUMBER_DIGITS = 10
"""Digits at the end of a telephone number that tell it, without the code of the country."""

IN_BRACKETS = re.compile(r"\([^)]*\)")

SOCIAL = ("instagram.com", "facebook.com", "t.me", "vk.com", "youtube.com", "linkedin.com")
"""Sites on which the path tells who it is."""


@dataclass(frozen=True)
class Profile:
    """What is known of a facility that tells it from others."""

    names: tuple[str, ...]
    point: Point | None = None
    is_exact: bool = False  # whether the point is a building or a street
    settlement_id: int | None = None
    region_iso: str | None = None
    place_names: tuple[str, ...] = ()  # of the town and region: they tell little within it
    addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    operator_id: int | None = None
    bin: str = ""

    @cached_property
    def wordings(self) -> list[Wording]:
        """What each name says, also without what stands in brackets."""
        bare = (IN_BRACKETS.sub(" ", name).strip() for name in self.names if "(" in name)
        every = dict.fromkeys([*self.names, *bare])
        return [wording(name) for name in every if name]

    @cached_property
    def sorts(self) -> frozenset[str]:
        """All that its names say that it is."""
        return frozenset().union(*(said.sorts for said in self.wordings))

    @cached_property
    def places(self) -> frozenset[str]:
        """Words of the names of its town and region, folded."""
        return frozenset(word for name in self.place_names for word in fold(name).split())

    @cached_property
    def streets(self) -> frozenset[str]:
        """Its addresses, folded."""
        return frozenset(map(fold, self.addresses)) - {""}

    @cached_property
    def accounts(self) -> frozenset[str]:
        """Addresses that are one facility's alone: accounts, mail boxes, telephones."""
        mail = (one.strip().casefold() for one in self.emails)
        social = (key for one in self.sites if (key := site_key(one)) and "/" in key)
        return frozenset({*filter(None, mail), *map(phone_key, self.phones), *social} - {""})

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Hosts of its sites; one may be a university's that has many facilities."""
        keys = (site_key(one) for one in self.sites)
        return frozenset(key for key in keys if key and "/" not in key)


def phone_key(number: str) -> str:
    """Return what tells a telephone number, however it is written.

    >>> phone_key("+7 (727) 355-70-40") == phone_key("8 727 3557040")
    True
    """
    digits = "".join(c for c in number if c.isdigit())[:11]
    return digits[-NUMBER_DIGITS:] if len(digits) >= NUMBER_DIGITS else ""


def site_key(address: str) -> str:
    """Return what tells a site: its host, on social networks with the account.

    >>> site_key("https://www.instagram.com/Pavlodar.Hub/"), site_key("techgarden.kz/")
    ('instagram.com/pavlodar.hub', 'techgarden.kz')
    """
    parts = urlsplit(address if "//" in address else f"//{address}")
    host = (parts.hostname or "").removeprefix("www.")
    if host in SOCIAL:
        account = parts.path.strip("/").partition("/")[0].casefold()
        return f"{host}/{account}" if account else ""
    return host
