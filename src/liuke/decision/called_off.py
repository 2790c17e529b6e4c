"""What goes with an activity or a campaign that is called off."""

from __future__ import annotations

from liuke.decision.cancelling import Cancellable
from liuke.decision.domain import CompiledProgram
from liuke.kernel.errors import NotFound


def list_cancelled(program: CompiledProgram, path: str) -> list[Cancellable]:
    """What is called off with ``path``: itself, what lives inside it, and what is in the program by its patch alone.

    Raises:
        NotFound: nothing in the program, nor in what its patches bring, can be called off under that name.
    """
    own, known = dict[str, Cancellable](), dict[str, Cancellable]()
    for variant in program.list_variants():
        brought = {one.path: one for domain in program.domains for one in domain.cancellable(variant)}
        if not own:
            own = brought
        known = {**brought, **known}
    if path not in known:
        raise NotFound(f"the program has no {path[:200]!r}", fix="name it as activities.<id> or campaigns.<id>")
    by_patch = [overlay for overlay in program.overlays if overlay.path == path and overlay.changes]
    brought = {
        one.path: one
        for overlay in by_patch
        for domain in program.domains
        for one in domain.cancellable(program.patched([overlay]))
    }
    inside = {name for domain in program.domains for name, of in domain.charged(program).items() if of == path}
    return [
        known[path],
        *(one for name, one in known.items() if name in inside and name not in brought),
        *(one for name, one in brought.items() if (name not in own or name in inside) and name != path),
    ]
