"""Pictures of processes: draw a BPMN file as SVG, say it in words, and check that the drawing is clean."""

from app.diagrams.describe import Step, describe
from app.diagrams.layout_lint import LayoutProblem, lint_layout
from app.diagrams.read import read_diagram
from app.diagrams.svg import render_svg

__all__ = ["LayoutProblem", "Step", "describe", "lint_layout", "read_diagram", "render_svg"]
