"""Keys in addresses: whole numbers that fit a database's column; anything larger is no address."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**63 - 1


class KeyConverter(IntegerConverter):
    """Read `<key:name>`."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST)


def install(app: Flask) -> None:
    """Let routes name keys."""
    app.url_map.converters["key"] = KeyConverter
