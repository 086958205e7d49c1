"""The words by which the sites and accounts of a facility are known: `terricon.kz`. Pure."""

import re

from registry.places.folding import tokens

CARRIER = re.compile(r"^(https?://)?(www\.)?((instagram|t)\.(com|me)/)?", re.IGNORECASE)
"""What a link has in common with others: the scheme and the network."""

AFTER = re.compile(r"[?#].*")


def link_words(link: str) -> list[str]:
    """Return the words of a link, folded.

    >>> link_words("https://www.instagram.com/sko_hub/"), link_words("info@astanahub.com")
    (['sko', 'hub'], ['info', 'astanahub', 'com'])
    """
    return tokens(AFTER.sub("", CARRIER.sub("", link)))
