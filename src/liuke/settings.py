"""Settings from the environment, checked at start with every fault at once."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from liuke.db.folders import get_home
from liuke.db.url import APP_VARIABLE, OWNER_VARIABLE, find_faults
from liuke.kernel.errors import Fault, LiukeError
from liuke.kernel.text import Locale
from liuke.media.objects import VARIABLE as MEDIA_VARIABLE
from liuke.media.objects import find_media_faults
from liuke.options import ApiOptions, read_api_options
from liuke.vault.vault import VARIABLE as KEY_VARIABLE
from liuke.vault.vault import find_key_faults
from liuke.webhooks.reach import PUBLIC, Reach, read_reach

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


class SettingsInvalid(LiukeError):
    """The environment holds settings that cannot be used; lists all of them."""

    code = "settings-invalid"
    status = 500
    title = "The settings cannot be used"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation says of itself.

    Args:
        home: Where the embedded database lives (``LIUKE_HOME``).
        external_database: Whether ``LIUKE_DATABASE_URL`` names a server to use instead.
        tenant: Slug of the tenant that commands work on (``LIUKE_TENANT``).
        locale: Language of what is printed (``LIUKE_LOCALE``, else ``LANG``).
        webhook_reach: What webhooks may call beside the public internet (``LIUKE_WEBHOOK_ALLOW_PRIVATE``).
        webhook_log_days: How long the log of deliveries is kept (``LIUKE_WEBHOOK_LOG_DAYS``).
        media_quota_bytes: Bytes of pictures that a tenant may have (``LIUKE_MEDIA_QUOTA_MB``; where they lie:
            ``LIUKE_MEDIA``).
        environ: The environment they came from; holds the addresses with their passwords.
        api: How API processes behave.
    """

    home: Path
    external_database: bool
    tenant: str
    locale: Locale
    environ: Mapping[str, str]
    webhook_reach: Reach = PUBLIC
    webhook_log_days: int = 30
    media_quota_bytes: int = 10_000_000_000
    api: ApiOptions = field(default_factory=ApiOptions)


def find_slug_faults(slug: str, path: str) -> list[Fault]:
    """What is wrong with the name of a tenant."""
    if _SLUG.fullmatch(slug):
        return []
    fix = "use lower case letters, digits, _ and -, at most 63"
    return [Fault(path, "not-a-slug", f"{slug!r} is no name of a tenant", fix)]


def find_locale(environ: Mapping[str, str]) -> Locale:
    """The language of what is printed; what is not offered is as nothing asked."""
    asked = environ.get("LIUKE_LOCALE", "")
    if asked in {"zh", "en"}:
        return cast("Locale", asked)
    return "zh" if environ.get("LANG", "").lower().startswith("zh") else "en"


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check the settings.

    Raises:
        SettingsInvalid: with every fault.
    """
    faults = list[Fault]()
    home = get_home(environ)
    if home.exists() and not home.is_dir():
        faults.append(
            Fault("LIUKE_HOME", "not-a-folder", f"{home} is no folder", "name a folder; it is made if needed")
        )
    app, owner = environ.get(APP_VARIABLE, "").strip(), environ.get(OWNER_VARIABLE, "").strip()
    for variable, address in ((APP_VARIABLE, app), (OWNER_VARIABLE, owner)):
        faults += [Fault(variable, "address-invalid", fault) for fault in (find_faults(address) if address else ())]
    if owner and not app:
        faults.append(Fault(OWNER_VARIABLE, "alone", f"is set, but {APP_VARIABLE} is not", f"set {APP_VARIABLE} too"))
    tenant = environ.get("LIUKE_TENANT") or "main"
    faults += find_slug_faults(tenant, "LIUKE_TENANT")
    asked = environ.get("LIUKE_LOCALE", "")
    if asked not in {"", "zh", "en"}:
        faults.append(Fault("LIUKE_LOCALE", "unknown-locale", f"{asked!r} is not offered", "use zh or en"))
    reach = PUBLIC
    try:
        reach = read_reach(environ.get("LIUKE_WEBHOOK_ALLOW_PRIVATE", ""))
    except ValueError as error:
        fix = "use yes, no, or networks: 10.0.3.0/24, 192.168.1.7"
        faults.append(Fault("LIUKE_WEBHOOK_ALLOW_PRIVATE", "not-networks", str(error), fix))
    days = environ.get("LIUKE_WEBHOOK_LOG_DAYS", "") or "30"
    if not (days.isascii() and days.isdigit() and 1 <= int(days[:6]) <= 3_650):
        faults.append(Fault("LIUKE_WEBHOOK_LOG_DAYS", "out-of-range", f"{days!r} is no number from 1 to 3650"))
    faults += find_media_faults(environ.get(MEDIA_VARIABLE, "").strip())
    quota_mb = environ.get("LIUKE_MEDIA_QUOTA_MB", "") or "10000"
    if not (quota_mb.isascii() and quota_mb.isdigit() and 1 <= int(quota_mb[:12]) <= 1_000_000_000):
        faults.append(
            Fault("LIUKE_MEDIA_QUOTA_MB", "out-of-range", f"{quota_mb[:50]!r} is no number from 1 to a billion")
        )
    api = read_api_options(environ, faults)
    faults += find_key_faults(environ[KEY_VARIABLE]) if environ.get(KEY_VARIABLE, "").strip() else []
    if faults:
        raise SettingsInvalid(f"{len(faults)} fault(s) in the environment", faults=faults)
    return Settings(
        home, bool(app), tenant, find_locale(environ), environ, reach, int(days), int(quota_mb) * 1_000_000, api
    )
