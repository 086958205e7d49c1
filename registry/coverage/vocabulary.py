"""The words of the audit. Pure."""

from enum import StrEnum

from registry.facilities.vocabulary import Word
from registry.i18n import _l


class Cost(Word):
    """How far it is from where people live to a facility: what a standard is measured in."""

    LINE = "line", _l("As the crow flies, km")
    ROAD = "road", _l("By road, estimated, km")
    TABLE = "table", _l("Travel time, minutes")


class Rhythm(StrEnum):
    """How often a report is sent."""

    QUARTERLY = "quarterly"
    YEARLY = "yearly"
