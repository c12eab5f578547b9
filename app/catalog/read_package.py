"""Read a process package from its two folders. Convention instead of a manifest: the drawing says it all."""

from dataclasses import dataclass
from pathlib import Path

from app.errors import NotFoundError
from app.text import text

_MAX_FILE_BYTES = 5 * 1024 * 1024
KINDS = frozenset({".bpmn", ".dmn", ".html", ".txt", ".yaml", ".md", ".form", ".css"})


@dataclass(frozen=True)
class PackageFiles:
    """Hold the bytes of one package: paths are relative, forms stand under `forms/`."""

    process_id: str
    files: dict[str, bytes]


def package_names(processes_dir: Path) -> list[str]:
    """Return the ids of all packages: folders that hold a drawing of their own name."""
    return sorted(p.parent.name for p in processes_dir.glob("*/*.bpmn") if p.stem == p.parent.name)


def read_package(processes_dir: Path, forms_dir: Path, process_id: str) -> PackageFiles:
    """Read every file of a package.

    Raises NotFoundError when the folder has no drawing of its name.
    """
    folder = processes_dir / process_id
    if not (folder / f"{process_id}.bpmn").is_file():
        raise NotFoundError(
            text(
                "没有名为 %(name)s 的流程包：缺少 %(file)s",
                name=process_id,
                file=f"{process_id}/{process_id}.bpmn",
            )
        )
    files: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in KINDS and path.stat().st_size <= _MAX_FILE_BYTES:
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
    for part in (process_id, "shared"):
        for path in sorted((forms_dir / part).glob("*.form")):
            files[f"forms/{part}/{path.name}"] = path.read_bytes()
    return PackageFiles(process_id, files)
