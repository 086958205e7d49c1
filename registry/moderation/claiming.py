"""The life of a claim, and which addresses prove that somebody works for a facility. Pure.

    MADE ──grant──▶ GRANTED ──dispute──▶ DISPUTED ──uphold──▶ GRANTED
      ├──refuse───▶ REFUSED     └──revoke─────┴────revoke───▶ REVOKED
      └──withdraw─▶ WITHDRAWN

Refused, revoked and withdrawn are final. A claim is granted by a reviewer, never by itself.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from registry.facilities.vocabulary import ContactType
from registry.moderation.states import ClaimState


class ClaimStep(StrEnum):
    """What is done to a claim."""

    GRANT = "grant"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    DISPUTE = "dispute"
    UPHOLD = "uphold"
    REVOKE = "revoke"


CLAIM_STEPS: dict[tuple[ClaimState, ClaimStep], ClaimState] = {
    (ClaimState.MADE, ClaimStep.GRANT): ClaimState.GRANTED,
    (ClaimState.MADE, ClaimStep.REFUSE): ClaimState.REFUSED,
    (ClaimState.MADE, ClaimStep.WITHDRAW): ClaimState.WITHDRAWN,
    (ClaimState.GRANTED, ClaimStep.DISPUTE): ClaimState.DISPUTED,
    (ClaimState.GRANTED, ClaimStep.REVOKE): ClaimState.REVOKED,
    (ClaimState.DISPUTED, ClaimStep.UPHOLD): ClaimState.GRANTED,
    (ClaimState.DISPUTED, ClaimStep.REVOKE): ClaimState.REVOKED,
}
"""Everything that is possible."""

SHARED = frozenset(
    [
        "bk.ru",
        "facebook.com",
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "icloud.com",
        "inbox.ru",
        "instagram.com",
        "internet.ru",
        "list.ru",
        "live.com",
        "mail.kz",
        "mail.ru",
        "msn.com",
        "ok.ru",
        "outlook.com",
        "proton.me",
        "rambler.ru",
        "t.me",
        "taplink.cc",
        "tilda.ws",
        "vk.com",
        "wixsite.com",
        "ya.ru",
        "yahoo.com",
        "yandex.com",
        "yandex.kz",
        "yandex.ru",
        "2gis.kz",
        "gov.kz",
        "edu.kz",
        "com.kz",
        "org.kz",
        "mil.kz",
        "net.kz",
        "sites.google.com",
        "linktr.ee",
    ]
)
"""Domains at which anybody, or a whole state, has addresses: they prove nothing."""


def domains(contacts: Iterable[Any]) -> list[str]:
    """Return the domains that are a facility's own, by its published site and addresses."""
    found = []
    for contact in contacts:
        if contact.type is ContactType.WEBSITE:
            found.append(urlsplit(contact.value).hostname or "")
        elif contact.type is ContactType.EMAIL:
            found.append(contact.value.rpartition("@")[2])
    own = (name.casefold().removeprefix("www.").rstrip(".") for name in found)
    return [name for name in dict.fromkeys(own) if "." in name and name not in SHARED]


def is_at(email: str, contacts: Iterable[Any]) -> bool:
    """Tell whether an address is at a facility: at a domain of its own, or published by it."""
    known = list(contacts)
    typed = email.strip().casefold()
    published = {one.value.casefold() for one in known if one.type is ContactType.EMAIL}
    host = typed.rpartition("@")[2]
    return typed in published or any(
        host == domain or host.endswith(f".{domain}") for domain in domains(known)
    )
