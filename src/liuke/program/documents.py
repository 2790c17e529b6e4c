"""Reading program documents: YAML as people mean it.

PyYAML follows YAML 1.1, where the key ``on`` is the value true and ``10:30`` the number 630. Programs are read by the
core schema of YAML 1.2: only ``true`` and ``false`` are truth values, whole numbers are decimal, dates stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml


class _CoreLoader(yaml.SafeLoader):
    """Safe loader with the scalars of YAML 1.2."""


_SCALARS = (
    ("null", r"^(?:~|null|)$", "~n"),
    ("merge", r"^(?:<<)$", "<"),
    ("bool", r"^(?:true|false)$", "tf"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?[0-9]+\.[0-9]+$", "-+0123456789"),
)
_CoreLoader.yaml_implicit_resolvers = {
    first: [(f"tag:yaml.org,2002:{tag}", re.compile(pattern)) for tag, pattern, firsts in _SCALARS if first in firsts]
    for first in {character for _, _, firsts in _SCALARS for character in firsts}
}
_CoreLoader.yaml_implicit_resolvers[""] = [("tag:yaml.org,2002:null", re.compile("^$"))]


def _construct_int(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    return int(str(loader.construct_scalar(node)))


_CoreLoader.add_constructor("tag:yaml.org,2002:int", _construct_int)


def load_documents(source: str) -> Iterator[Any]:
    """Every YAML document in ``source`` as plain data; empty ones are left out.

    Raises:
        yaml.YAMLError: it is not YAML.
    """
    for document in yaml.load_all(source, Loader=_CoreLoader):
        if document is not None:
            yield document
