"""Run migrations on the connection that `app.store.migrate` hands over."""

from alembic import context

import app.store.tables  # noqa: F401 - fills the metadata
from app.store.base import metadata


def _ours(_thing: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    # the full-text indexes are written by hand for each database, outside the metadata
    return not (reflected and kind in {"table", "index"} and name is not None and "_fts" in name)


def _render(kind: str, thing: object, _autogen: object) -> str | bool:
    """Name our own column types as the template imports them."""
    return (
        f"{type(thing).__name__}()"
        if kind == "type" and type(thing).__module__ == "app.store.base"
        else False
    )


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    include_object=_ours,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
