"""Real orders for Liuke's demo: the folder ``data`` beside this file holds one folder for each history."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "data"
