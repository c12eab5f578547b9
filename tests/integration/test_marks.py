"""What is written only once says so on both databases."""

from app.runtime import Runtime
from app.store import numbering, settings


def test_a_mark_is_set_once(runtime: Runtime) -> None:
    with runtime.transaction() as tx:
        assert settings.claim(tx, "seeded")
    with runtime.transaction() as tx:
        assert not settings.claim(tx, "seeded")


def test_a_series_is_taken_over_once(runtime: Runtime) -> None:
    now = runtime.clock.now()
    with runtime.transaction() as tx:
        assert numbering.begin_at(tx, "洛政办", 2026, 11, now)
        assert not numbering.begin_at(tx, "洛政办", 2026, 5, now)
        assert numbering.draw(tx, "洛政办", 2026, now) == "洛政办〔2026〕12号"
