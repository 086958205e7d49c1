"""The address of a search, made into a question.

    q                   what was typed; understood by `search.phrases`
    near                a place by name, or "lat,lon"
    radius_km           around it
    box                 "south,west,north,east": the part of the map that is searched
    kind status service sector stage language region    codes, repeatable
    open confirmed      1
    sort after          order, and where the page before ended

Parameters add to what `q` says. Where both give a place or a radius, the parameter counts and
what `q` said of it is cut out; a parameter that only repeats `q` is left out. So one question
has one address.
"""

from functools import cached_property
from typing import Any

from flask import current_app
from wtforms.validators import ValidationError

from registry.facilities.vocabulary import Kind, Language, Sector, Service, Stage, Status
from registry.forms import QueryForm
from registry.geo import Point
from registry.i18n import _, _l, best, language
from registry.places import queries as places
from registry.places.folding import tokens
from registry.search import layouts, queries
from registry.search.chips import Chip, chips
from registry.search.fields import (
    RADIUS_MIN_KM,
    Choice,
    Choices,
    Flag,
    Kilometres,
    MapBox,
    Words,
    of_words,
    offered,
    shown,
)
from registry.search.near import (
    Near,
    coordinates,
    exchanged,
    is_on_earth,
    near,
    written,
    written_box,
)
from registry.search.phrases import Understood, understand
from registry.search.queries import cursors, meaning
from registry.search.question import FACETS, FLAGS, Question

WIDER_KM = (100.0, 200.0, 300.0, 500.0)
"""How a circle grows that nobody gave a radius, in kilometres."""

Args = dict[str, Any]  # text, or a list of texts, by parameter


class SearchForm(QueryForm):
    """What a visitor may ask; call `require` before anything else."""

    q = Words(_l("What are you looking for?"), default="")
    near = Words(_l("Near"), default="")
    radius_km = Kilometres(_l("Within, km"))
    box = MapBox(_l("Map area"))
    kind = Choices(_l("Kind"), choices=of_words(Kind))
    status = Choices(_l("Status"), choices=of_words(Status))
    service = Choices(_l("Services"), choices=of_words(Service))
    sector = Choices(_l("Sectors"), choices=of_words(Sector))
    stage = Choices(_l("Startup stages"), choices=of_words(Stage))
    language = Choices(_l("Working languages"), choices=of_words(Language))
    region = Choices(_l("Region"), choices=[])
    open = Flag(_l("Open programmes now"))
    confirmed = Flag(_l("Confirmed within a year"))
    sort = Choice(
        _l("Sort by"),
        choices=offered(
            {
                "": _l("Best match"),
                "distance": _l("Distance"),
                "relevance": _l("Relevance"),
                "name": _l("Name"),
                "newest": _l("Newest"),
            }
        ),
        default="",
    )
    after = Words(default="", longest=cursors.LONGEST)

    _gazetteer = cached_property(lambda _self: places.gazetteer())
    _names = cached_property(lambda _self: queries.names())

    def process(self, formdata: Any = None, *args: Any, **kwargs: Any) -> None:
        """Offer the regions of the country before their parameter is read."""
        self.regions = {region.iso: region for region in places.regions()}
        names = {iso: best(region.short_names).value for iso, region in self.regions.items()}
        self.region.choices = offered(names)
        super().process(formdata, *args, **kwargs)

    def validate_near(self, field: Any) -> None:
        """Refuse a place that nobody knows and numbers that are nowhere on Earth."""
        point = coordinates(field.data)
        if point and not is_on_earth(point):
            if swapped := exchanged(point, self._centres()):
                raise ValidationError(
                    _("Latitude comes first. Did you mean %(swapped)s?", swapped=written(swapped))
                )
            raise ValidationError(
                _("Latitude is between -90 and 90 degrees, longitude between -180 and 180.")
            )
        if field.data and self.place is None:
            raise ValidationError(_("We know no place called “%(name)s”.", name=shown(field.data)))

    def require(self) -> None:
        """Raise Invalid unless the address makes sense; leave in `q` what counts of it."""
        super().require()
        self.q.data = self.typed

    @cached_property
    def place(self) -> Near | None:
        """The place that `near` names."""
        return near(self.near.data, self._gazetteer)

    @cached_property
    def typed(self) -> str:
        """What was typed, less what a parameter says otherwise, on the right keyboard layout."""
        text = self._less_said
        heard = self._read(text)
        if heard.chips or meaning.is_found(heard.rest):
            return text
        return next(filter(self._is_called, layouts.exchanged(text)), text)

    @property
    def exchanged(self) -> dict[str, str]:
        """What was typed on the wrong keyboard layout, and what was meant; empty on the right."""
        return {self._less_said: self.typed} if self._less_said != self.typed else {}

    @cached_property
    def _less_said(self) -> str:
        text: str = self.q.data
        said = ["settlement", "near_me"] if self.place else []
        said += ["radius"] if self.radius_km.data else []
        while said:
            left = self._read(text).less(said)
            if left == text:
                break
            text = left
        return text

    def _is_called(self, text: str) -> bool:
        """Tell whether all of a text is known here, without typing errors."""
        heard = self._read(text)
        return meaning.is_found(heard.rest, as_typed=True) if heard.rest else bool(heard.chips)

    @cached_property
    def understood(self) -> Understood:
        """What was typed, understood; only words where these are a name rather than a question."""
        heard = self._read(self.typed)
        if len(tokens(heard.words)) < 2 or not heard.chips:
            return heard
        words = Understood(self.typed, (), heard.words)
        asked, named = (self._asking(way, self._radius_km(way)) for way in (heard, words))
        is_guess = heard.is_guess or self._is_wider(heard, asked.radius_km)
        return words if meaning.is_rather_named(asked, named, is_guess) else heard

    @property
    def centre(self) -> Point | None:
        """Where distances are measured from."""
        return self._centre(self.understood)

    def _centre(self, heard: Understood) -> Point | None:
        if self.place:
            return self.place.point
        return heard.place.point if heard.place else None

    @property
    def centre_names(self) -> dict[str, str]:
        """What the centre is called, by language; empty for coordinates and without a centre."""
        if self.place:
            return self.place.names
        return dict(self.understood.place.names) if self.understood.place else {}

    @cached_property
    def effective_radius_km(self) -> float | None:
        """The radius that is searched around the centre; None without one.

        Where none is said it is SEARCH_RADIUS_DEFAULT_KM, or as much more as it takes to find
        something.
        """
        return self._radius_km(self.understood)

    def _radius_km(self, heard: Understood) -> float | None:
        if self._centre(heard) is None:
            return None
        said = self.radius_km.data or heard.radius_km
        most: float = current_app.config["SEARCH_RADIUS_MAX_KM"]
        if said:
            return min(max(said, RADIUS_MIN_KM), most)
        default: float = current_app.config["SEARCH_RADIUS_DEFAULT_KM"]
        radii = (default, *(km for km in WIDER_KM if default < km <= most))
        return queries.first_radius(self._asking(heard, None), radii) or default

    def is_widened(self) -> bool:
        """Tell whether nothing lay within the radius that counts where none is said."""
        return self._is_wider(self.understood, self.effective_radius_km)

    def _is_wider(self, heard: Understood, radius_km: float | None) -> bool:
        said = self.radius_km.data or heard.radius_km
        return not said and (radius_km or 0) > current_app.config["SEARCH_RADIUS_DEFAULT_KM"]

    @property
    def asks_position(self) -> bool:
        """Tell whether the visitor wants what is near them, and we do not know where they are."""
        return self.centre is None and self.understood.near_me

    @property
    def offer(self) -> Args | None:
        """The same question with latitude and longitude exchanged, where that looks meant."""
        if not self.place or self.place.names or not self.place.point:
            return None
        swapped = exchanged(self.place.point, self._centres())
        return self.args(near=written(swapped)) if swapped else None

    def question(self) -> Question:
        """Return what is asked, once the form is known to be valid."""
        return self._asking(self.understood, self.effective_radius_km)

    def _asking(self, heard: Understood, radius_km: float | None) -> Question:
        chosen = {field: self._codes(facet, heard) for facet, field in FACETS.items()}
        return Question(
            text=heard.rest,
            whole=self.typed,
            **chosen,
            open_now=self._is_on("open", heard),
            confirmed=self._is_on("confirmed", heard),
            centre=self._centre(heard),
            radius_km=radius_km,
            box=self.box.data,
            sort=self.sort.data or None,
            after=self.after.data or None,
            size=current_app.config["SEARCH_PAGE_SIZE"],
            lang=language(),
        )

    def args(self, **changes: Any) -> Args:
        """Return the parameters that ask the same, in one way for one question.

        The page is left out: its `after` counts only with exactly this question.

        Args:
            changes: Parameters with other values; None or empty leaves one out.
        """
        asked: dict[str, Any] = {
            "q": self.typed,
            "near": self.place.code if self.place and not self.place.names else self.near.data,
            "radius_km": self.radius_km._value() if self.radius_counts() else "",
            "box": written_box(self.box.data) if self.box.data else "",
            **{facet: self.added(facet) for facet in FACETS},
            **{flag: "1" if self.added_flag(flag) else "" for flag in FLAGS},
            "sort": self.sort.data,
        }
        return {name: value for name, value in (asked | changes).items() if value}

    def chips(self) -> list[Chip]:
        """Return what narrows the search: first what was typed, then what was chosen."""
        return chips(self)

    def has_filters(self) -> bool:
        """Tell whether something was chosen besides what was typed."""
        return bool(self.args(q=None, sort=None))

    def _read(self, text: str) -> Understood:
        country = next((region.country for region in self.regions.values()), "")
        return understand(text, self._gazetteer, self._names, country, self._names.words)

    def _centres(self) -> list[Point]:
        return [region.point for region in self.regions.values()]

    def radius_counts(self) -> bool:
        """Tell whether a distance means anything: from a place, or from the visitor."""
        return self.centre is not None or self.understood.near_me

    def _is_on(self, flag: str, heard: Understood) -> bool:
        return bool(self[flag].data) or heard.has(flag)

    def added(self, facet: str) -> list[str]:
        """Return the codes of a facet that `q` does not say already."""
        return [c for c in self[facet].data or [] if c not in self.understood.codes(facet)]

    def added_flag(self, flag: str) -> bool:
        """Tell whether a flag is on that `q` does not say already."""
        return bool(self[flag].data) and not self.understood.has(flag)

    def _codes(self, facet: str, heard: Understood) -> tuple[str, ...]:
        said = [*heard.codes(facet), *(self[facet].data or [])]
        if facet == "region" and self.place and self.place.point is None:
            said.append(self.place.code)
        return tuple(code for code in self[facet].labels if code in said)
