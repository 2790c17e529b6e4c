"""The examples of the documents, as a test adds them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"


def load_example(name: str) -> ModuleType:
    """The one source file."""
    spec = importlib.util.spec_from_file_location(f"{name}_example", EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def read_golden(name: str) -> Any:
    """The one golden file."""
    return yaml.safe_load((EXAMPLES / f"{name}.golden.yaml").read_text(encoding="utf-8"))
