"""Giving by hand as a domain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from liuke.decision.domain import CompiledProgram, Domain, Phase, Reaction
from liuke.decision.hooks import ExportCase, Hooks, Nothing
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import make_event_types
from liuke.giving.request_types import REQUESTS
from liuke.giving.rules import RECORD, run_give, run_take_back
from liuke.giving.spec import SECTION
from liuke.kernel.text import text

_GIVING = EventField("str", text("发放单号", "Giving"), required=True)
_ACTOR = EventField("str", text("操作人", "By"), required=True)
EVENT_TYPES = (
    EventType("giving.given", text("已人工发放", "Given by hand"), "derived", {
        "giving": _GIVING, "kind": EventField("str", text("类型", "Kind"), required=True), "actor": _ACTOR,
    }),
    EventType("giving.taken_back", text("人工发放已收回", "What was given by hand was taken back"), "derived", {
        "giving": _GIVING, "actor": _ACTOR,
    }),
)  # fmt: skip


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    del program
    return [
        Reaction("giving.give", Phase.REQUEST, "giving", run_give),
        Reaction("giving.take_back", Phase.REQUEST, "giving", run_take_back),
    ]


def _export(case: ExportCase) -> Mapping[str, Any]:
    found = case.state.list_records(RECORD)
    return {
        "given": [
            {"what": one["what"], "given": case.render_time(one["t_us"])}
            for _, one in sorted(found.items(), key=lambda item: (item[1]["t_us"], item[0]))
        ]
    } if found else {}  # fmt: skip


DOMAIN = Domain(
    name="giving",
    sections=(SECTION,),
    event_types=(*make_event_types(REQUESTS), *EVENT_TYPES),
    compile=_compile,
    wordings={
        "label-given": text("加上标签 {name}", "label {name} given"),
        "not-given": text("尚未发放，不再发放", "was not given yet, and is given no more"),
        "label-taken": text("去掉标签 {name}", "label {name} taken away"),
    },
    hooks=Hooks(
        undo_cause=Nothing("no order causes what staff give"),
        cancel=Nothing("what staff give belongs to no activity"),
        merge=Nothing("records are found at who stays; what was given goes over with the domain it belongs to"),
        erase=Nothing("a giving names amounts, coupons and labels, and nothing of who somebody is"),
        export=_export,
        law=Nothing("the list of a giving is proven by `giving-items`"),
    ),
)
