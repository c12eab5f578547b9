"""Ask for a fresh proof of identity before a signing act: the drawing says which tasks are one (property `sign`)."""

from app.access.actor import Actor
from app.access.policy import require_signature
from app.catalog.package import Package

SIGN = "sign"


def require_proof(actor: Actor, package: Package, element_id: str) -> None:
    """Raise StepUpRequiredError when completing this element signs something and the one-time code is too old.

    SecondFactorRequiredError when the person has none set up. The form is kept meanwhile, as when a session
    is over.
    """
    if signs(package, element_id):
        require_signature(actor)


def signs(package: Package, element_id: str) -> bool:
    """Say whether completing this element is a signing act."""
    element = package.definition.elements.get(element_id)
    return element is not None and element.properties.get(SIGN) == "true"
