"""Whether posters can be read, and whether their QR code leads anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from liuke.decision.domain import CompiledProgram
from liuke.decision.evidence import Evidence
from liuke.kernel.ids import find_doubled
from liuke.kernel.text import text
from liuke.posters.colours import READABLE, SURFACE, contrast, mix
from liuke.posters.contracts import MAX_SCENE
from liuke.posters.spec import SECTION, PostersSpec
from liuke.program.findings import Finding
from liuke.referral.service import CODE_LENGTH
from liuke.referral.spec import ReferralSpec

SCENE = "i="
"""What a scene begins with."""
_LARGE = 3.0
"""Least contrast of large type."""
_PATH = SECTION.key
_DARKER = text("把底色调深，或把文字颜色调亮", "make the ground darker, or the ink brighter")


def lint(program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    """Every finding of this domain."""
    del evidence
    terms = program.section(_PATH, PostersSpec)
    yield from _lint_contrast(terms)
    doubled = find_doubled([look.badge for look in terms.badges])
    for number, look in enumerate(terms.badges):
        if look.badge in doubled:
            reason = text(f"徽章 {look.badge} 设置了多次", f"the looks of badge {look.badge} are given more than once")
            fix = text("每个徽章只保留一处", "give them once")
            yield Finding(f"{_PATH}.badges.{number}.badge", "badge-twice", "error", reason, fix, {"badge": look.badge})
    if program.section("referral", ReferralSpec).enabled and not terms.link and terms != PostersSpec():
        yield Finding(
            f"{_PATH}.link", "poster-without-link", "warning",
            text("没有邀请链接：海报上的二维码只能用小程序内的扫一扫识别",
                 "there is no link: the QR code of posters is read by the mini program's own scanner alone"),
            text("填写 link，如 https://m.example.com/i/{code}", "set link, as https://m.example.com/i/{code}"),
        )  # fmt: skip
    assert len(SCENE) + CODE_LENGTH <= MAX_SCENE, "a code fits into a scene"


def _lint_contrast(terms: PostersSpec) -> Iterator[Finding]:
    pairs = [
        (f"{_PATH}.invite.ink", terms.invite.ink, terms.invite.ground, READABLE),
        (f"{_PATH}.invite.ink", terms.invite.ink, mix(terms.invite.ground, "#000000", 0.42), READABLE),
        (f"{_PATH}.invite.accent", terms.invite.accent, SURFACE, _LARGE),
        (f"{_PATH}.upgrade.ink", terms.upgrade.ink, "#000000", READABLE),
    ]
    for path, ink, ground in (
        ("badge", terms.badge.ink, terms.badge.ground),
        ("certificate", terms.certificate.ink, terms.certificate.ground),
        *((f"badges.{number}", terms.badge.ink, look.ground) for number, look in enumerate(terms.badges)),
    ):  # fmt: skip
        pairs.append((f"{_PATH}.{path}.ground", ink, ground, READABLE))
    said = set[str]()
    for path, ink, ground, least in pairs:
        found = contrast(ink, ground)
        if found >= least or path in said:
            continue
        said.add(path)
        reason = text(
            f"文字 {ink} 在 {ground} 上的对比度只有 {found:.1f}，至少要 {least:g}",
            f"{ink} on {ground} has a contrast of {found:.1f}; it takes {least:g} to be read",
        )
        figures = {"contrast": f"{found:.1f}", "least": f"{least:g}"}
        yield Finding(path, "low-contrast", "error", reason, _DARKER, figures)
