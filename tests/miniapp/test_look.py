"""Themes as the app wears them: every pair of colours can be read, by day and by night, whatever a campaign chose."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import hatch_build
import pytest
from msgspec.structs import asdict

from liuke.program.theme import SKINS, ThemeSpec, measure_contrast

OWN: dict[str, dict[str, Any]] = {
    "yellow, black on it": {
        "colours": {"primary": "#e0a800", "paper": "#221c08", "ink": "#fff6da", "accent": "#ffc94a"}
    },
    "white paper": {"colours": {"primary": "#0b6e4f", "paper": "#ffffff", "ink": "#000000"}},
    "close to the limits": {
        "colours": {"primary": "#767676", "paper": "#fefefe", "ink": "#5f5f5f", "accent": "#6b6b6b"}
    },
}
THEMES = {**{skin: {"skin": skin} for skin in SKINS}, **OWN}
GROUNDS = ("paper", "surface", "sunken", "act-tint")
PAIRS = [
    *((over, under) for over in ("ink", "ink-2", "ink-3", "act-ink", "accent") for under in GROUNDS),
    ("accent", "accent-tint"), ("warn", "warn-tint"), ("on-act", "act"), ("on-head", "head-a"), ("on-head", "head-b"),
    ("on-head-2", "head-a"), ("on-head-2", "head-b"),
]  # fmt: skip
ART_BYTES = 12_000


@cache
def wear_all() -> dict[str, Any]:
    """What the app makes of every theme, by its own code."""
    palettes = {
        name: {"skin": spec.skin, **{mode: asdict(spec.find_palette(mode)) for mode in ("light", "dark")}}
        for name, spec in ((name, ThemeSpec.model_validate(theme)) for name, theme in THEMES.items())
    }
    return run_look(f"""
    const themes = {json.dumps(palettes)}
    const wear = (theme) => [false, true].map((dark) => look.wear(theme, dark))
    const worn = Object.entries(themes).map(([name, theme]) => [name, wear(theme)])
    process.stdout.write(JSON.stringify(Object.fromEntries(worn)))
    """)


def run_look(script: str) -> dict[str, Any]:
    """Run a script in which ``look`` is the app's own module; what it writes."""
    whole = f"""
    const made = require('esbuild').buildSync({{
      entryPoints: ['src/app/look.ts'], bundle: true, format: 'cjs', write: false, logLevel: 'silent',
    }})
    const kept = {{ exports: {{}} }}
    new Function('module', 'exports', made.outputFiles[0].text)(kept, kept.exports)
    const look = kept.exports
    {script}
    """
    hatch_build.install_packages(hatch_build.MINIAPP)
    ran = subprocess.run(
        [hatch_build.npm_command()[0][0], "-e", whole],
        cwd=hatch_build.MINIAPP,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize("name", THEMES)
def test_every_pair_of_a_theme_can_be_read(name: str) -> None:
    for worn in wear_all()[name]:
        tokens = dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", worn["tokens"]))
        assert len(tokens) == worn["tokens"].count("--")
        for over, under in PAIRS:
            assert measure_contrast(tokens[over], tokens[under]) >= 4.5, (over, under, tokens)


@pytest.mark.parametrize("skin", SKINS)
def test_the_art_of_each_skin_is_a_small_picture_of_its_own(skin: str) -> None:
    day, night = (one["art"] for one in wear_all()[skin])
    others = {one["art"] for name, worn in wear_all().items() if name in SKINS and name != skin for one in worn}
    for art in (day, night):
        assert art not in others
        assert len(art) < ART_BYTES
        kind, _, drawing = art.partition(",")
        assert kind == "data:image/svg+xml"
        assert '"' not in drawing, "it stands in a style"
        root = ElementTree.fromstring(unquote(drawing))
        assert root.get("viewBox") == "0 0 390 260"
        assert not re.search(r"INK|GLOW|SEAL|NaN|undefined", drawing)


def test_without_a_theme_nothing_is_worn() -> None:
    assert run_look("process.stdout.write(JSON.stringify(look.wear(null, false)))") == {"tokens": "", "art": ""}
