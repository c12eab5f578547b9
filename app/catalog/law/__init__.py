"""What the law asks of a procedure, held against its drawing: rules as data, findings with article and element.

A process that says `law.kind` is examined: the rules of its kind, national before provincial before municipal.
"""

from app.catalog.law.lint import lint_law
from app.catalog.law.rules import LAYERS, LawRule, load_rules

__all__ = ["LAYERS", "LawRule", "lint_law", "load_rules"]
