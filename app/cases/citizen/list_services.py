"""Which services the public may use: the processes that a citizen can start with a form."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app.cases.moving.environment import feel_environment
from app.cases.moving.expressions import evaluate_text
from app.catalog.names import process_name
from app.catalog.package import Package
from app.catalog.resolve import resolve_package
from app.runtime import Runtime
from app.store.public_cases import newest_definitions, unit_contacts


@dataclass(frozen=True, slots=True)
class Service:
    """Hold one service: the process it starts, its name and a plain sentence about it."""

    process_id: str
    name: str
    summary: str
    office: str = ""
    phone: str = ""


def list_services(runtime: Runtime, locale: str = "zh") -> tuple[Service, ...]:
    """Return every service that can be asked for online, in the order of their process ids."""
    with runtime.read() as tx:
        found = [package for package in _packages(runtime, tx) if can_be_filed_online(package)]
        env = feel_environment(runtime, tx)
        codes = {
            p.key: evaluate_text(p.definition.properties.get("case.intake_unit"), {}, env) for p in found
        }
        offices = unit_contacts(
            tx, {code for code in codes.values() if code}, english=locale.startswith("en")
        )
    return tuple(describe_service(p, locale, offices.get(codes[p.key] or "", ("", ""))) for p in found)


def can_be_filed_online(package: Package) -> bool:
    """Say whether a citizen can start the process: it begins by hand, with a form, for an applicant."""
    start = next((one for one in package.definition.starts if one.kind == "none"), None)
    form_id = package.definition.elements[start.element_id].form_id if start else None
    return form_id in package.forms and "case.applicant.name" in package.definition.properties


def describe_service(package: Package, locale: str, office: tuple[str, str] = ("", "")) -> Service:
    """Return a package's service in the reader's language, with name and telephone of who takes it in."""
    properties = package.definition.properties
    english = locale.startswith("en")
    name = process_name(package).in_language(locale)
    summary = (properties.get("public.text.en") if english else None) or properties.get("public.text", "")
    return Service(package.process_id, name, summary, *office)


def _packages(runtime: Runtime, tx: Connection) -> list[Package]:
    return [resolve_package(runtime, tx, row.key) for row in newest_definitions(tx)]
