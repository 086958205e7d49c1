"""The organisations that files name as operators."""

from sqlalchemy import select

from registry.db import Texts, db
from registry.facilities.models import Organisation
from registry.facilities.operators import key


class Numbers:
    """The numbers by which the database knows operators."""

    def __init__(self) -> None:
        """Know those that there are."""
        self._named: dict[str, int] = {}
        self._numbered: dict[str, int] = {}
        columns = (Organisation.id, Organisation.key, Organisation.names, Organisation.bin)
        for id, folded, names, number in db.session.execute(select(*columns)):
            for one in (folded, *map(key, names.values())):
                self._named.setdefault(one, id)
            if number:
                self._numbered[number] = id

    def find(self, names: Texts, number: str = "") -> int | None:
        """Return an organisation by its business number, else by one of its names."""
        known = (self._named.get(key(name)) for name in names.values())
        return self._numbered.get(number) or next(filter(None, known), None)


class Operators:
    """Finds organisations by name or business number, and makes those that there are not.

    Two spellings of a name are one organisation; a language that it lacks is filled in.
    """

    def __init__(self) -> None:
        """Know those that there are."""
        self._named: dict[str, Organisation] = {}
        self._numbered: dict[str, Organisation] = {}
        for organisation in db.session.scalars(select(Organisation)):
            self._remember(organisation)

    def find(self, names: Texts, number: str = "") -> Organisation | None:
        """Return an organisation by its number, else by one of its names."""
        known = (self._named.get(key(name)) for name in names.values())
        return self._numbered.get(number) or next(filter(None, known), None)

    def named(self, names: Texts, number: str = "") -> Organisation | None:
        """Return an organisation, made where there is none yet; None without any name.

        Args:
            names: By language.
            number: Its business number, where it is told.
        """
        found = self.find(names, number)
        if found is None and names:
            main = names.get("ru") or names.get("kk") or next(iter(names.values()))
            found = Organisation(names=names, key=key(main))
            db.session.add(found)
        if found is None:
            return None
        if names.keys() - found.names.keys():
            found.names = names | found.names
        if number and not found.bin:
            found.bin = number
        self._remember(found)
        return found

    def keep(self) -> None:
        """Take the organisations back into a session that has let all go."""
        for organisation in {*self._named.values(), *self._numbered.values()}:
            db.session.add(organisation)

    def _remember(self, organisation: Organisation) -> None:
        self._named.setdefault(organisation.key, organisation)
        for name in organisation.names.values():
            self._named.setdefault(key(name), organisation)
        if organisation.bin:
            self._numbered.setdefault(organisation.bin, organisation)
