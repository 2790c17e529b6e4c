"""Whether the pictures that a program names are there to be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from liuke.decision.domain import CompiledProgram
from liuke.decision.evidence import Evidence
from liuke.kernel.text import text
from liuke.media.contracts import MEDIUM_ID
from liuke.program.findings import Finding
from liuke.program.spec import ProgramBase
from liuke.program.walk import walk_program

_NAMES = re.compile(MEDIUM_ID.pattern)
_UPLOAD = text("先上传：POST /v1/media", "send it first: POST /v1/media")
_REPLACE = text("换一张图片", "choose another picture")
_LOOK = text("先审核：POST /v1/media/{id}/show", "look at it: POST /v1/media/{id}/show")


def list_named(spec: ProgramBase) -> list[str]:
    """Pictures that the program or one of its patches names."""
    return sorted({found[0] for found in _NAMES.finditer(spec.model_dump_json(by_alias=True))})


def lint(program: CompiledProgram, evidence: Evidence) -> Iterator[Finding]:
    """Pictures that do not exist cannot be published; those that nobody would see are pointed out."""
    if evidence.media is None:
        return
    for place in walk_program(program.spec):
        if place.ui.get("widget") != "media" or not place.value:
            continue
        state, figures = evidence.media.get(place.value), {"medium": place.value}
        if state is None:
            reason = text(f"没有图片 {place.value}", f"there is no picture {place.value}")
            yield Finding(place.path, "unknown-medium", "error", reason, _UPLOAD, figures)
        elif state in {"erased", "refused"}:
            zh, en = ("已删除", "was erased") if state == "erased" else ("未通过审核", "was refused")
            yield Finding(
                place.path, "medium-gone", "warning", text(f"图片{zh}", f"the picture {en}"), _REPLACE, figures
            )
        elif state == "pending":
            waits = text("图片待审核，暂不展示", "the picture waits for somebody to look at it")
            yield Finding(place.path, "medium-pending", "warning", waits, _LOOK, figures)
