"""The sign of each kind: a shape, one or two letters, a colour; the same wherever a kind shows.

Colours and shapes on pages are in static/css/map.css, under the same names. Pure.
"""

from markupsafe import Markup

CORE_SHAPES = {
    "business_incubator": "circle",
    "commercialization_center": "hexagon",
    "technology_park": "square",
    "design_bureau": "diamond",
}
"""The four kinds that the registry exists for have a shape of their own."""

OTHER_SHAPE = "pill"
"""All other kinds share one; letters and colour tell them apart."""

INACTIVE = ("closed", "suspended", "moved")
"""Status codes of facilities that take nobody in: their signs are grey and struck through."""

PATHS = {
    "circle": "M0-8a8 8 0 1 0 .01 0z",
    "hexagon": "M-4.5-8h9l4.5 8-4.5 8h-9l-4.5-8z",
    "square": "M-7.5-7.5h15v15h-15z",
    "diamond": "M0-10.5 10.5 0 0 10.5-10.5 0z",
    "pill": "M-5-6.5h10a6.5 6.5 0 0 1 0 13h-10a6.5 6.5 0 0 1 0-13z",
}
"""SVG path of each shape around 0,0, in units of the sketch map."""


def shape(kind: str) -> str:
    """Return the name of the shape that stands for a kind.

    >>> shape("design_bureau"), shape("data_center")
    ('diamond', 'pill')
    """
    return CORE_SHAPES.get(kind, OTHER_SHAPE)


def classes(
    kind: str, status: str = "active", *, approximate: bool = False, unverified: bool = False
) -> str:
    """Return the class attribute of a sign.

    >>> classes("fab_lab", "closed", approximate=True)
    'sign sign--fab_lab sign--inactive sign--approximate'
    """
    states = {
        "inactive": status in INACTIVE,
        "approximate": approximate,
        "unverified": unverified,
    }
    marks = [f"sign--{name}" for name, holds in states.items() if holds]
    return " ".join(["sign", f"sign--{kind}", *marks])


def sign(
    kind: str,
    letters: str,
    status: str = "active",
    *,
    approximate: bool = False,
    unverified: bool = False,
) -> Markup:
    """Return the sign as HTML for lists, legends and charts; the text beside it names the kind."""
    look = classes(kind, status, approximate=approximate, unverified=unverified)
    return Markup(
        '<span class="{}" aria-hidden="true"><span class="sign__text">{}</span></span>'
    ).format(look, letters)
