"""The words of the record: codes that stay for ever, labels that are translated.

Source of the lists: Law of Kazakhstan on Industrial Policy, 27.12.2021 No. 86-VII, Articles 17
to 24, and what the facilities themselves offer. Order is the order in which they are shown.
"""

from enum import StrEnum
from typing import Any, Self

from registry.i18n import _l, _lp


class Word(StrEnum):
    """A choice with a translated label: `CODE = "code", label`."""

    label: Any

    def __new__(cls, code: str, label: Any = None) -> Self:
        """Keep the label beside the code."""
        word = str.__new__(cls, code)
        word._value_ = code
        word.label = label
        return word


class Kind(Word):
    """What a facility is. The first four are those that the registry exists for."""

    BUSINESS_INCUBATOR = "business_incubator", _l("Business incubator")
    COMMERCIALIZATION_CENTER = "commercialization_center", _l("Technology commercialisation centre")
    TECHNOLOGY_PARK = "technology_park", _l("Technology park")
    DESIGN_BUREAU = "design_bureau", _l("Design bureau")
    ACCELERATOR = "accelerator", _l("Accelerator")
    IT_HUB = "it_hub", _l("Regional IT hub")
    SPECIAL_ECONOMIC_ZONE = "special_economic_zone", _l("Special economic zone")
    INDUSTRIAL_ZONE = "industrial_zone", _l("Industrial zone")
    CREATIVE_HUB = "creative_hub", _l("Creative hub")
    FAB_LAB = "fab_lab", _l("Fab lab")
    TECHNOLOGY_TRANSFER_CENTER = (
        "technology_transfer_center",
        _l("International technology transfer centre"),
    )
    COMPETENCE_CENTER = "competence_center", _l("Competence centre")
    VENTURE_FUND = "venture_fund", _l("Venture fund")
    DATA_CENTER = "data_center", _l("Data centre")
    SCIENCE_CITY = "science_city", _l("Science city")
    DEVELOPMENT_INSTITUTION = "development_institution", _l("Development institution")

    @property
    def is_core(self) -> bool:
        """Tell whether this is one of the four kinds that the registry exists for."""
        return self in tuple(Kind)[:4]

    @property
    def sign(self) -> Any:
        """One or two letters that stand for the kind on a map, by language."""
        return SIGNS[self]


SIGNS: dict[Kind, Any] = {
    Kind.BUSINESS_INCUBATOR: _lp("sign of business incubators", "BI"),
    Kind.COMMERCIALIZATION_CENTER: _lp("sign of commercialisation centres", "CC"),
    Kind.TECHNOLOGY_PARK: _lp("sign of technology parks", "TP"),
    Kind.DESIGN_BUREAU: _lp("sign of design bureaus", "DB"),
    Kind.ACCELERATOR: _lp("sign of accelerators", "A"),
    Kind.IT_HUB: _lp("sign of IT hubs", "IT"),
    Kind.SPECIAL_ECONOMIC_ZONE: _lp("sign of special economic zones", "EZ"),
    Kind.INDUSTRIAL_ZONE: _lp("sign of industrial zones", "IZ"),
    Kind.CREATIVE_HUB: _lp("sign of creative hubs", "CH"),
    Kind.FAB_LAB: _lp("sign of fab labs", "FL"),
    Kind.TECHNOLOGY_TRANSFER_CENTER: _lp("sign of technology transfer centres", "TT"),
    Kind.COMPETENCE_CENTER: _lp("sign of competence centres", "CO"),
    Kind.VENTURE_FUND: _lp("sign of venture funds", "VF"),
    Kind.DATA_CENTER: _lp("sign of data centres", "DC"),
    Kind.SCIENCE_CITY: _lp("sign of science cities", "SC"),
    Kind.DEVELOPMENT_INSTITUTION: _lp("sign of development institutions", "DI"),
}


class LegalElement(Word):
    """What the law calls it: Law 86-VII, Article 17; most kinds of the field are not in it."""

    SPECIAL_ECONOMIC_ZONE = "special_economic_zone", _l("Special economic zone")
    INDUSTRIAL_ZONE = "industrial_zone", _l("Industrial zone")
    TECHNOLOGY_PARK = "technology_park", _l("Technology park")
    RISK_INVESTMENT_FUND = "risk_investment_fund", _l("Joint-stock risk investment fund")
    VENTURE_FUND = "venture_fund", _l("Venture fund")
    COMMERCIALIZATION_CENTER = "commercialization_center", _l("Technology commercialisation centre")
    DESIGN_BUREAU = "design_bureau", _l("Design bureau")
    TECHNOLOGY_TRANSFER_CENTER = (
        "technology_transfer_center",
        _l("International technology transfer centre"),
    )
    INNOVATION_CLUSTER = "innovation_cluster", _l("Innovation cluster")
    TERRITORIAL_CLUSTER = "territorial_cluster", _l("Territorial cluster")
    COMPETENCE_CENTER = "competence_center", _l("Sectoral technology competence centre")
    OTHER_ELEMENT = "other_element", _l("Other element set by the Government")


class Status(Word):
    """Where a facility is in its life; one that is inactive stays visible as such."""

    PLANNED = "planned", _l("Planned")
    UNDER_CONSTRUCTION = "under_construction", _l("Under construction")
    ACTIVE = "active", _l("Active")
    SUSPENDED = "suspended", _l("Suspended")
    CLOSED = "closed", _l("Closed")
    MOVED = "moved", _l("Moved")
    UNKNOWN = "unknown", _l("Status unknown")


class Service(Word):
    """What a facility does for those who come."""

    PREMISES = "premises", _l("Premises")
    EQUIPMENT = "equipment", _l("Equipment")
    ACCOUNTING = "accounting", _l("Accounting")
    LEGAL_SUPPORT = "legal_support", _l("Legal support")
    CONSULTING = "consulting", _l("Consulting")
    INFORMATION_SUPPORT = "information_support", _l("Information support")
    INVESTMENT_ATTRACTION = "investment_attraction", _l("Attracting investment")
    PROJECT_MANAGEMENT = "project_management", _l("Project management")
    TECHNOLOGY_ASSESSMENT = "technology_assessment", _l("Technology search and assessment")
    MARKET_RESEARCH = "market_research", _l("Market research")
    IP_PROTECTION = "ip_protection", _l("IP protection advice")
    COMMERCIALIZATION_STRATEGY = "commercialization_strategy", _l("Commercialisation strategy")
    TECHNOLOGY_TRANSFER = "technology_transfer", _l("Technology transfer")
    DESIGN_DOCUMENTATION = "design_documentation", _l("Design and technological documentation")
    INCUBATION = "incubation", _l("Incubation")
    ACCELERATION = "acceleration", _l("Acceleration")
    COWORKING = "coworking", _l("Coworking")
    LABORATORY = "laboratory", _l("Laboratory")
    PROTOTYPING = "prototyping", _l("Prototyping")
    TESTING_CERTIFICATION = "testing_certification", _l("Testing and certification")
    TRAINING = "training", _l("Training")
    MENTORING = "mentoring", _l("Mentoring")
    EVENTS_HACKATHONS = "events_hackathons", _l("Events and hackathons")
    GRANT_SUPPORT = "grant_support", _l("Help with grants")
    EXPORT_SUPPORT = "export_support", _l("Export support")
    TAX_CUSTOMS_REGIME = "tax_customs_regime", _l("Tax and customs regime")


class Sector(Word):
    """Which part of the economy a facility serves."""

    ICT = "ict", _l("ICT")
    AI = "ai", _l("Artificial intelligence")
    MINING_METALLURGY = "mining_metallurgy", _l("Mining and metallurgy")
    OIL_GAS = "oil_gas", _l("Oil and gas")
    CHEMISTRY = "chemistry", _l("Chemistry and petrochemistry")
    MECHANICAL_ENGINEERING = "mechanical_engineering", _l("Mechanical engineering")
    TRANSPORT_LOGISTICS = "transport_logistics", _l("Transport and logistics")
    AGRITECH = "agritech", _l("Agritech")
    BIOTECH = "biotech", _l("Biotechnology")
    MEDTECH = "medtech", _l("Medical technology")
    ENERGY = "energy", _l("Energy")
    NUCLEAR = "nuclear", _l("Nuclear technology")
    NEW_MATERIALS = "new_materials", _l("New materials")
    CONSTRUCTION = "construction", _l("Construction")
    TEXTILE = "textile", _l("Textile and light industry")
    FOOD = "food", _l("Food")
    CREATIVE_INDUSTRIES = "creative_industries", _l("Creative industries")
    TOURISM = "tourism", _l("Tourism")
    EDUCATION = "education", _l("Education")
    FINANCE = "finance", _l("Finance")
    SPACE_DEFENCE = "space_defence", _l("Space and defence")


class Stage(Word):
    """How far a startup is that a facility takes in."""

    IDEA = "idea", _l("Idea")
    MVP = "mvp", _l("MVP")
    FIRST_SALES = "first_sales", _l("First sales")
    GROWTH = "growth", _l("Growth")
    SCALE = "scale", _l("Scaling up")
    GRADUATED = "graduated", _l("Graduate")


class Language(Word):
    """In which language a facility works."""

    KK = "kk", _l("Kazakh")
    RU = "ru", _l("Russian")
    EN = "en", _l("English")
    FR = "fr", _l("French")
    ZH = "zh", _l("Chinese")
    TR = "tr", _l("Turkish")


class Confidence(Word):
    """How far the sources of a record carry it; low shows as unverified wherever it stands."""

    HIGH = "high", _l("High")
    MEDIUM = "medium", _l("Medium")
    LOW = "low", _l("Low")


class Precision(Word):
    """What a pin stands on, most precise first."""

    BUILDING = "building", _l("Building")
    STREET = "street", _l("Street")
    SETTLEMENT = "settlement", _l("Settlement")
    REGION = "region", _l("Region")


class DatePrecision(Word):
    """How much of a date is known."""

    YEAR = "year", _l("Year")
    MONTH = "month", _l("Month")
    DAY = "day", _l("Day")


class ContactType(Word):
    """Ways to reach a facility; none of them names a person."""

    WEBSITE = "website", _l("Website")
    PHONE = "phone", _l("Phone")
    EMAIL = "email", _l("E-mail")
    INSTAGRAM = "instagram", _l("Instagram")
    TELEGRAM = "telegram", _l("Telegram")


class Ownership(Word):
    """Whose an operator is."""

    STATE = "state", _l("State")
    QUASI_STATE = "quasi_state", _l("Quasi-state")
    PRIVATE = "private", _l("Private")
    UNIVERSITY = "university", _l("University-owned")
    MIXED = "mixed", _l("Mixed")


class ProgrammeType(Word):
    """What a programme gives."""

    ACCELERATION = "acceleration", _l("Acceleration programme")
    INCUBATION = "incubation", _l("Incubation programme")
    HACKATHON = "hackathon", _l("Hackathon")
    GRANT = "grant", _l("Grant")
    TRAINING = "training", _l("Training course")
    COMPETITION = "competition", _l("Competition")
