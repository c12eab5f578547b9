#!/usr/bin/env bash
# Run every static check, all of them even when one fails; exit 1 when any did. One line a check, its words below.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"

failed=()
step() {
    local name=$1 output started=$SECONDS
    shift
    if output=$("$@" 2>&1); then
        printf '%-14s ok      %3d s\n' "[$name]" $((SECONDS - started))
    else
        printf '%-14s FAILED  %3d s\n%s\n' "[$name]" $((SECONDS - started)) "$output"
        failed+=("$name")
    fi
}

step lint ruff check .
step format ruff format --check .
step types mypy --strict
step layers lint-imports
step translations python -m scripts.translations check
step vendored python -m scripts.vendored
step templates djlint --lint --quiet app/templates
# the walk over every route takes minutes and runs with the tests
step house pytest -q tests/contracts --ignore=tests/contracts/test_routes.py

if [ ${#failed[@]} -gt 0 ]; then
    echo "failed: ${failed[*]}" >&2
    exit 1
fi
echo "all checks passed"
