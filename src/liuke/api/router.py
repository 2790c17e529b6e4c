"""From a path to its endpoint: a tree of segments, so that the number of endpoints does not matter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar
from urllib.parse import unquote

T = TypeVar("T")


class _Node(Generic[T]):
    __slots__ = ("below", "here", "methods", "name", "param")

    def __init__(self) -> None:
        self.below: dict[str, _Node[T]] = {}
        self.param: _Node[T] | None = None
        self.name = ""
        self.here: dict[str, T] = {}
        self.methods: list[str] = []


class Router(Generic[T]):
    """Finds what was added under a method and a path.

    A segment in braces stands for any one segment; a literal one beside it wins.
    """

    def __init__(self, routes: Iterable[tuple[str, str, T]]) -> None:
        self._root: _Node[T] = _Node()
        self._exact: dict[tuple[str, bytes], T] = {}
        for method, path, item in routes:
            self._add(method, path, item)

    def _add(self, method: str, path: str, item: T) -> None:
        node = self._root
        for segment in path.strip("/").split("/"):
            if segment.startswith("{"):
                if node.param is None:
                    node.param = _Node()
                    node.param.name = segment[1:-1]
                elif node.param.name != segment[1:-1]:
                    raise ValueError(f"{path} and another route name the same segment differently")
                node = node.param
            else:
                node = node.below.setdefault(segment, _Node())
        if method in node.here:
            raise ValueError(f"{method} {path} is there twice")
        node.here[method] = item
        node.methods = sorted({*node.here, "HEAD"}) if "GET" in node.here else sorted(node.here)
        if "{" not in path:
            self._exact[method, path.encode()] = item

    def find(self, method: str, raw_path: bytes) -> tuple[T | None, dict[str, str], list[str]]:
        """The item, the segments in braces, and the methods that the path has (none: no such path).

        Whoever asks with HEAD is to ask for GET: it is among the methods where that is.
        """
        exact = self._exact.get((method, raw_path))
        if exact is not None:
            return exact, {}, []
        params: dict[str, str] = {}
        node = self._root
        for segment in raw_path.decode("latin-1")[1:].split("/"):
            below = node.below.get(segment)
            if below is not None:
                node = below
            elif node.param is not None and segment:
                node = node.param
                params[node.name] = unquote(segment, errors="replace") if "%" in segment else segment
            else:
                return None, {}, []
        return node.here.get(method), params, node.methods
