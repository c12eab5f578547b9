"""The functions of the standard (DMN 1.5, 10.3.4), by family; knows no function of the domain."""

from app.feel.builtins import contexts, conversion, dates, lists, numbers, ranges, statistics, strings
from app.feel.reader import NameTable, name_table
from app.feel.registry import NativeFunction, build_functions

BUILTINS: dict[str, NativeFunction] = {
    **build_functions(
        [
            *conversion.DEFINITIONS,
            *strings.DEFINITIONS,
            *numbers.DEFINITIONS,
            *lists.DEFINITIONS,
            *statistics.DEFINITIONS,
            *dates.DEFINITIONS,
            *contexts.DEFINITIONS,
            *ranges.DEFINITIONS,
        ],
        foreign=False,
        takes_far=conversion.TAKES_FAR_DATES,
    ),
    **build_functions(
        [*lists.RUNTIME_DEFINITIONS, *dates.RUNTIME_DEFINITIONS], foreign=False, needs_runtime=True
    ),
}
"""Every function of the standard by name."""

BUILTIN_NAMES: NameTable = name_table(BUILTINS)
