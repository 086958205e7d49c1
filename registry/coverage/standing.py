"""Which facilities count on a day. Pure."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from registry.coverage.ground import NEVER, Sites
from registry.coverage.question import Question
from registry.facilities.vocabulary import Kind, Sector, Service, Status, Word

ENDED = (Status.CLOSED, Status.SUSPENDED, Status.MOVED)


def counted(sites: Sites, question: Question, on: date) -> np.ndarray:
    """Return a mask of the facilities that count on a day, shape (m,).

    A facility counts from the day of its opening on, and no more on the day of its closing; where
    the opening is not known, it counts on all days before. What is at work today was at work since
    it opened; what has ended was at work until then, if the day is known. What is only planned,
    and of which nobody knows whether it works, counts only where the question names that status.
    """
    day = on.toordinal()
    mask: np.ndarray = (sites.first_day <= day) & (day < sites.end_day)
    mask &= _among(sites.kind, Kind, question.kinds)
    if question.services:
        mask &= (sites.services & bits(Service, question.services)) != 0
    if question.sectors:
        mask &= (sites.sectors & bits(Sector, question.sectors)) != 0
    if question.statuses:
        return mask & _among(sites.status, Status, question.statuses)
    ended = _among(sites.status, Status, ENDED) & (sites.end_day != NEVER)
    return mask & (_among(sites.status, Status, (Status.ACTIVE,)) | ended)


def bits(vocabulary: type[Word], words: Sequence[Word]) -> np.uint64:
    """Return a number whose bits are the places of words in their vocabulary."""
    places = {word: place for place, word in enumerate(vocabulary)}
    return np.uint64(sum(1 << places[word] for word in set(words)))


def _among(codes: np.ndarray, vocabulary: type[Word], words: Sequence[Word]) -> np.ndarray:
    allowed = np.array([word in words for word in vocabulary])
    found: np.ndarray = allowed[codes]
    return found
