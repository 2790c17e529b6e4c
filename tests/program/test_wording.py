"""The waterfall in words, and the rules page."""

from liuke.decision.domain import CompiledProgram
from liuke.decision.reasons import Reason
from liuke.features import parse_program
from liuke.publishing.wording import render_reasons, render_rules_html, render_rules_text
from tests.program.shop import TEST_DOMAINS, document, prize


def program(**sections: object) -> CompiledProgram:
    return CompiledProgram(parse_program(document(**sections), TEST_DOMAINS), version=1, domains=TEST_DOMAINS)


def test_reasons_in_words() -> None:
    reasons = [
        Reason("assets.points", "earned", True, {"amount": 8, "asset": "points"}),
        Reason("prizes.cup", "capped", False, {"asset": "points"}),
        Reason("prizes.none", "expired", True, {"amount": 8}),
        Reason("elsewhere", "no-such-code", False, {"why": "x"}),
    ]
    made = program(prizes=[prize()])
    assert [(line.name, line.applied, line.words) for line in render_reasons(made, reasons, "zh")] == [
        ("积分", True, "获得 8 积分"),
        ("cup奖", False, "已达上限，未获得 积分"),
        ("奖品", True, "8 到期清零（{lots} 批）"),
        ("elsewhere", False, "no-such-code (why x)"),
    ]
    assert render_reasons(made, reasons, "en")[0].words == "8 Points earned"


def test_rules_page_escapes_what_merchants_write() -> None:
    made = program(prizes=[prize(name={"zh": "<b>&奖</b>", "en": "<script>"})])
    assert render_rules_text(made, "zh") == "# 小店\n\n## 奖品\n\n- <b>&奖</b>\n"
    html = render_rules_html(made, "en")
    assert "<li>&lt;script&gt;</li>" in html
    assert "<script>" not in html
