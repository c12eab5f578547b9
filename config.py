"""Settings of one installation, read from LUOSHU_* variables. docs/reference/settings.md lists them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parent
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off", ""})


@dataclass(frozen=True)
class Settings:
    """Hold every setting with its default; each field is the variable LUOSHU_<NAME>."""

    database_url: str = f"sqlite:///{ROOT / 'var' / 'luoshu.sqlite3'}"
    """Where the data lives: sqlite:///FILE or postgresql://USER@HOST/NAME."""
    data_dir: Path = ROOT / "var"
    """Folder for attachments, keys and the outbox of the SMS file adapter."""
    key_file: Path = ROOT / "var" / "keys.json"
    """Encryption keys, outside the database; back it up separately."""
    processes_dir: Path = ROOT / "processes"
    """Folder of the process packages."""
    forms_dir: Path = ROOT / "forms"
    """Folder of the form files."""
    demo: bool = False
    """Demo city: seeded people, shown passwords, time machine."""
    site_url: str = "http://127.0.0.1:8000"
    """Public address, used in e-mails, QR codes and receipts."""
    site_name: str = "洛书 · 网上行政（演示）"
    """Name shown in the header."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses of reverse proxies whose X-Forwarded-For is believed (comma-separated)."""
    smtp_host: str = ""
    """Mail server; empty: mails stay in the outbox as 未配置."""
    smtp_port: int = 25
    """Port of the mail server."""
    smtp_user: str = ""
    """User name at the mail server; empty: no sign-in."""
    smtp_password: str = ""
    """Password at the mail server."""
    smtp_starttls: bool = False
    """Ask the mail server for TLS."""
    mail_from: str = "luoshu@localhost"
    """Sender of e-mails."""
    session_idle_minutes: int = 30
    """Minutes without a request after which a staff session ends (GB/T 22239 8.1.4.1 b)."""
    session_hours: int = 12
    """Longest life of a session in hours."""
    second_factor_roles: tuple[str, ...] | None = None
    """Roles that must sign in with a one-time code too (comma-separated); not set: head, leader and the three
    administrators, and nobody in the demo city."""
    secure_cookies: bool = False
    """Send cookies over HTTPS only; set it wherever TLS ends in front of the site."""
    upload_max_megabytes: int = 20
    """Largest upload of one file."""
    upload_max_files: int = 10
    """Most files of one upload."""
    api_requests_per_second: int = 100
    """Requests a second that one client of the interface may make in the long run, ten times that at once; 0: any."""
    connector_hosts: tuple[str, ...] = ()
    """Hosts that department systems may be asked at (patterns such as *.example.gov.cn, host:port; comma-separated)."""
    fonts_dir: Path | None = None
    """Folder with the site's own fonts (方正小标宋, 仿宋_GB2312) for documents."""

    @staticmethod
    def from_environment(environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read LUOSHU_* variables over the defaults; raise ValueError naming every bad one at once."""
        values: dict[str, object] = {}
        problems: list[str] = []
        known = {f"LUOSHU_{f.name.upper()}": f for f in fields(Settings)}
        for name, raw in environ.items():
            field = known.get(name)
            if field is None:
                continue
            try:
                values[field.name] = _convert(str(field.type), raw)
            except ValueError:
                problems.append(f"{name}={raw!r}: {field.type}")
        if problems:
            raise ValueError("settings: " + "; ".join(problems))
        return Settings(**values)  # type: ignore[arg-type]


def _convert(kind: str, raw: str) -> object:
    if "bool" in kind:
        if raw.lower() not in _TRUE | _FALSE:
            raise ValueError(raw)
        return raw.lower() in _TRUE
    if "int" in kind:
        return int(raw)
    if "Path" in kind:
        return Path(raw).resolve() if raw else None
    if "tuple" in kind:
        return tuple(part.strip() for part in raw.split(",") if part.strip())
    return raw
