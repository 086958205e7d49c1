"""What every address is for: the one table from endpoints to acts. Pure.

An address that is not here is open to nobody. Whether an act is allowed to who asks, policy.py
tells; whether it is allowed on this very thing, the command that does it.
"""

from registry.accounts.policy import Act

PUBLIC = (
    "static",
    "downloads.counts",
    "downloads.geojson",
    "downloads.jsonl",
    "downloads.table",
    "facilities.boundaries",
    "facilities.change_shortlist",
    "facilities.compare",
    "facilities.detail",
    "facilities.region",
    "facilities.regions",
    "facilities.show_shortlist",
    "operations.about_data",
    "operations.healthz",
    "operations.robots",
    "operations.sitemap",
    "operations.sitemap_facilities",
    "operations.sitemap_pages",
    "search.front",
    "search.points",
    "search.results",
    "search.suggest",
    "vector_tiles.about",
    "vector_tiles.tile",
)
"""What everybody reads. A shortlist is the visitor's own, in a cookie."""

ACCOUNTS: dict[str, Act] = {}

ORGANISATIONS: dict[str, Act] = {}

MODERATION: dict[str, Act] = {}

INTAKE: dict[str, Act] = {}

FIGURES: dict[str, Act] = {}

OUTREACH: dict[str, Act] = {}

OPERATIONS: dict[str, Act] = {}

ROUTES: dict[str, Act] = {
    **dict.fromkeys(PUBLIC, Act.READ),
    **ACCOUNTS,
    **ORGANISATIONS,
    **MODERATION,
    **INTAKE,
    **FIGURES,
    **OUTREACH,
    **OPERATIONS,
}
