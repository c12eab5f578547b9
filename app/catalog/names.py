"""What a process and its elements are called: the one place that knows where the English names stand (`name.en`)."""

from collections.abc import Iterable

from sqlalchemy import Connection

from app.catalog.package import Package
from app.catalog.resolve import newest_package
from app.errors import NotFoundError
from app.runtime import Runtime
from app.text import Name

ENGLISH = "name.en"


def process_name(package: Package) -> Name:
    """Return the name of a process."""
    definition = package.definition
    return Name(definition.name or package.process_id, definition.properties.get(ENGLISH))


def element_name(package: Package, element_id: str, fallback: str = "") -> Name:
    """Return the name of an element, without the line breaks of the drawing.

    `fallback` is the name that a row kept, for an element without one; after it comes the id.
    """
    element = package.definition.elements.get(element_id)
    if element is None or not element.name:
        return Name(fallback or element_id)
    return Name(" ".join(element.name.split()), element.properties.get(ENGLISH))


class ListedNames:
    """Name processes and steps in lists of many cases, where rows hold the Chinese names.

    The English ones are those of the newest version, so that no list has to compile old versions; a step that is
    called otherwise today keeps its Chinese name.
    """

    def __init__(self, runtime: Runtime, tx: Connection, process_ids: Iterable[str]) -> None:
        """Find the newest version of each process; one that is gone has no English names."""
        self._packages: dict[str, Package] = {}
        for process_id in sorted(set(process_ids)):
            try:
                self._packages[process_id] = newest_package(runtime, tx, process_id)
            except NotFoundError:
                continue

    def step(self, process_id: str, element_id: str, chinese: str) -> Name:
        """Return the name of a step."""
        package = self._packages.get(process_id)
        if package is not None:
            found = element_name(package, element_id)
            if found == " ".join(chinese.split()):
                return found
        return Name(chinese)

    def process(self, process_id: str, chinese: str) -> Name:
        """Return the name of a process."""
        package = self._packages.get(process_id)
        found = process_name(package) if package is not None else None
        return found if found is not None and found == chinese else Name(chinese)
