"""Decisions by DMN: tables, requirement graphs, boxed expressions on FEEL, with the reason of every result.

Knows FEEL and nothing else of the house: no processes, no database, no HTTP.
"""

from app.dmn.coverage import Finding, examine
from app.dmn.loader import load, read
from app.dmn.model import Model
from app.dmn.problems import Problem
from app.dmn.trace import Decision, MatchedRule

__all__ = ["Decision", "Finding", "MatchedRule", "Model", "Problem", "examine", "load", "read"]
