"""Names that a decision takes for granted are declared; what declares them already stays as it is."""

import pytest

from app.catalog.declared_inputs import declare_inputs
from app.dmn import load
from tests.harness.supplies import read

TABLE = read("discount.dmn")


def test_a_table_that_uses_a_variable_by_name_gets_it_as_input():
    model = load(declare_inputs(TABLE))

    assert model.inputs_of("discount") == ("pieces",)
    assert model.evaluate("discount", {"pieces": 12}).native() == 0.1


def test_what_is_declared_is_not_touched():
    once = declare_inputs(TABLE)

    assert declare_inputs(once) == once


@pytest.mark.parametrize(
    "source", [b"", b"<x", b"<x/>", b"{}", TABLE.replace(b"pieces</text>", b"pieces +</text>")]
)
def test_what_cannot_be_read_is_left_to_the_loader(source):
    assert declare_inputs(source) == source


def test_names_in_cells_are_declared_too():
    source = TABLE.replace(b"&lt; 10", b"&lt; threshold")

    assert load(declare_inputs(source)).inputs_of("discount") == ("pieces", "threshold")
