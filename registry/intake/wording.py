"""Words in names of facilities: which tell the facility, which only its sort. Pure.

`Технопарк «Алтай» ЖШС` and `Altai Technopark` have one telling word, and both say that it is a
park; `СЭЗ «Алтай»` says that it is a zone.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from registry.places.folding import WORD, fold, tokens
from registry.search.acronyms import acronyms, initials

SORTS: dict[str, tuple[str, ...]] = {
    "zone": (
        *("СЭЗ", "АЭА", "SEZ", "special economic zone", "арнайы экономикалық аймағы"),
        *("арнайы экономикалық аймақ", "специальная экономическая зона"),
        *("zone économique spéciale",),
    ),
    "industrial zone": (
        *("индустриальная зона", "industrial zone", "индустриялық аймағы", "ИЗ"),
        *("индустриалды аймағы", "индустриялық аймақ", "zone industrielle"),
    ),
    "park": (
        *("технопарк", "технопаркі", "technopark", "technology park", "технологический парк"),
        *("technoparc", "научный технопарк", "ғылыми технопаркі", "scientific technopark"),
        *("научно-технологический парк", "science & technology park", "science park"),
        *("технологиялық паркі", "ғылыми-технологиялық паркі", "parc technologique"),
    ),
    "cluster": (
        *("автономный кластерный фонд", "autonomous cluster fund", "АКФ", "innovation cluster"),
        *("дербес кластерлік қоры", "инновационный кластер", "инновациялық кластері"),
        *("технокластер", "технокластері"),
    ),
    "incubator": (
        *("бизнес-инкубатор", "бизнес-инкубаторы", "business incubator", "инкубатор", "incubator"),
        *("стартап-инкубатор", "стартап-инкубаторы", "startup incubator", "инкубаторы"),
        *("incubateur",),
    ),
    "accelerator": ("акселератор", "акселераторы", "accelerator", "accélérateur"),
    "coworking": ("коворкинг", "коворкингі", "коворкинг-центр", "coworking"),
    "creative": (
        *("креативный хаб", "creative hub", "шығармашылық хабы", "креативті хабы"),
        *("креативный центр", "creative center", "креатив центр", "креативті орталығы"),
    ),
    "hub": ("хаб", "хабы", "hub", "it hub", "it-хаб", "ақпараттық хабы"),
    "fab lab": ("фаблаб", "фаблабы", "fab lab", "fablab"),
    "makerspace": ("makerspace", "мейкерспейс"),
    "fund": (
        *("ventures", "venture fund", "venture", "венчурный фонд", "венчурлық қоры", "венчурс"),
        *("венчур фанд", "capital"),
    ),
    "data centre": (
        *("дата-центр", "data center", "data centre", "деректер орталығы", "ЦОД", "datacenter"),
        *("centre de données",),
    ),
    "design bureau": (
        *("конструкторское бюро", "design bureau", "конструкторлық бюросы", "КБ"),
        *("bureau d’études",),
    ),
    "transfer": (
        *("центр трансферта технологий", "technology transfer centre"),
        *("технологиялар трансферті орталығы", "technology transfer center"),
    ),
    "commercialisation": (
        *("офис коммерциализации", "commercialization office", "коммерцияландыру офисі"),
        *("центр коммерциализации", "commercialization centre", "коммерцияландыру орталығы"),
    ),
    "competence": ("центр компетенций", "competence centre", "құзыреттер орталығы"),
    "workshop": ("мастерская", "workshop", "шеберханасы"),
    "academy": ("стартап-академия", "startup academy", "стартап-академиясы"),
    "city": ("наукоград", "science city", "ғылыми қалашығы"),
    "research": (
        *("research and innovation system", "зерттеулер мен инновациялар жүйесі"),
        *("система исследований и инноваций",),
    ),
    "institute": ("институт", "institute", "институты"),
}
"""What a name says that a facility is, in every language."""

NEAR = (
    {"park", "cluster"},
    {"hub", "cluster", "creative", "coworking"},
    {"incubator", "accelerator", "academy", "coworking"},
)
"""Sorts that people take for one another."""

LEGAL = ("АО", "АҚ", "JSC", "ТОО", "ЖШС", "LLP", "LLC", "ШФ", "ЧУ", "РГП", "ОЮЛ", "ГУ", "Ltd")

SMALL = (
    *("of", "and", "the", "for", "at", "и", "по", "для", "в", "на", "имени", "им", "атындағы"),
    *("мен", "және", "named", "after", "de", "la", "le", "des", "du", "жанындағы"),
)

COMMON = (
    *("центр", "центра", "орталығы", "centre", "center", "университет", "университета"),
    *("университетінің", "university", "региональный", "аймақтық", "regional", "международный"),
    *("халықаралық", "international", "национальный", "ұлттық", "national", "technology"),
    *("технологий", "технологиялар", "technologies", "технологии", "инноваций", "innovation"),
    *("инновационный", "инновациялық", "innovative", "инновационных", "startup", "стартап"),
    *("business", "бизнес", "фонд", "fund", "қоры", "digital", "smart", "tech", "парк", "паркі"),
    *("park", "research", "исследований", "agency", "агентство", "область", "области", "IT"),
    *("оборудования", "equipment", "жабдықтары", "казахстанский", "kazakh", "казахстан"),
    *("kazakhstan", "казахстанско", "қазақстан"),
)
"""Words that many names have: they tell little."""

COMMON_WEIGHT = 0.35

ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8"}

DIGITS = re.compile(r"\d+")


class Wording(NamedTuple):
    """What a name says."""

    words: tuple[tuple[str, float], ...]  # the telling ones, folded, with what they weigh
    sorts: frozenset[str]  # keys of SORTS
    numbers: frozenset[str]
    folded: str = ""
    name: str = ""  # as it is written


def _phrases() -> list[tuple[str, str]]:
    found = {fold(phrase): sort for sort, phrases in SORTS.items() for phrase in phrases}
    # The longest first: a technology park is no park of something.
    return sorted(found.items(), key=lambda one: (-one[0].count(" "), -len(one[0]), one[0]))


PHRASES = _phrases()
UNSAID = frozenset(word for one in (*LEGAL, *SMALL) for word in tokens(one))
WEAK = frozenset(word for one in COMMON for word in tokens(one))


@lru_cache(maxsize=20_000)
def wording(name: str) -> Wording:
    """Return what a name says.

    >>> wording("Технопарк «Алтай-2»")[:3]
    ((('altai', 1.0),), frozenset({'park'}), frozenset({'2'}))
    """
    text_of = fold(name)
    text = f" {text_of} "
    sorts = set()
    for phrase, sort in PHRASES:
        if f" {phrase} " in text:
            sorts.add(sort)
            text = text.replace(f" {phrase} ", " ")
    said = [word for word in text.split() if word not in UNSAID and len(word) > 1]
    words = {word: _weight(word) for word in said}
    telling = {word: weight for word, weight in words.items() if word not in ROMAN}
    # Nothing is left of `Data Centre`: then that is its name.
    if not telling:
        telling = dict.fromkeys((one for one in tokens(name) if one not in UNSAID), COMMON_WEIGHT)
    plain = {word: weight for word, weight in telling.items() if not word.isdigit()}
    return Wording(tuple(plain.items()), frozenset(sorts), numbers(name), text_of, name)


@lru_cache(maxsize=5000)
def letters(name: str) -> frozenset[str]:
    """Return the first letters by which a long name may go, folded."""
    return frozenset({*acronyms(name), initials(name)} - {""})


def _weight(word: str) -> float:
    return COMMON_WEIGHT if word in WEAK else 1.0


def numbers(name: str) -> frozenset[str]:
    """Return the numbers in a name, Roman ones too; years are none.

    >>> sorted(numbers("Park II, MA7 (2018)"))
    ['2', '7']
    """
    arabic = {found.lstrip("0") or "0" for found in DIGITS.findall(name) if len(found) < 4}
    roman = {ROMAN[low] for word in WORD.findall(name) if (low := word.lower()) in ROMAN}
    return frozenset(arabic | roman)


def are_near(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two names can say of one facility what it is."""
    if not one or not other or one & other:
        return True
    return any(one & near and other & near for near in NEAR)
