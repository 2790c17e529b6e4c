"""Consents as a domain."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.consents import service
from liuke.consents.request_types import REQUESTS
from liuke.decision.consents import CONSENTS, SECTION
from liuke.decision.domain import CompiledProgram, Domain, Phase, Reaction
from liuke.decision.hooks import Hooks, Merge, Nothing, Proven
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import make_event_types
from liuke.kernel.text import text

_SAID = {
    "purpose": EventField("str", text("用途", "Purpose"), required=True),
    "version": EventField("int", text("告知版本", "Version of the text")),
    "source": EventField("str", text("来源", "Source")),
}
EVENT_TYPES = (
    EventType("consent.given", text("已授权", "Consent given"), "derived", _SAID),
    EventType("consent.withdrawn", text("授权已撤回", "Consent withdrawn"), "derived", _SAID),
)
_WORDINGS = {
    "consent-given": text("已记录授权", "the consent was recorded"),
    "consent-withdrawn": text("授权已撤回", "the consent was withdrawn"),
    "consent-unchanged": text("授权没有变化", "the consent is as it was"),
    "no-marketing-consent": text("会员未同意接收营销消息", "the member has not agreed to marketing messages"),
}


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    del program
    return [Reaction("consent.set", Phase.REQUEST, service.PATH, service.run_set)]


DOMAIN = Domain(
    name="consents",
    sections=(SECTION,),
    slots=(CONSENTS,),
    event_types=(*make_event_types(REQUESTS), *EVENT_TYPES),
    compile=_compile,
    wordings=_WORDINGS,
    hooks=Hooks(
        undo_cause=Nothing("no order causes a consent"),
        cancel=Nothing("a consent belongs to a purpose, and to no activity"),
        merge=Merge(service.join, service.split),
        erase=service.erase,
        export=service.export,
        law=Proven(("consents",)),
    ),
)
