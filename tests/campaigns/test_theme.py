"""The look of a campaign in pages and lists, and early access as members meet it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from liuke.activities.pages import find_page
from liuke.campaigns.domain import DOMAIN
from liuke.campaigns.spec import CampaignSpec
from liuke.campaigns.views import render_early, view_campaigns
from liuke.decision.choosing import choose_program
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program, lint_program, load_program
from liuke.kernel.clock import MINUTE_US, to_us
from liuke.program.theme import SKINS, ThemeSpec, measure_contrast

PICTURE = "med_1_0123456789abcdef0123456789abcdef"
THEME: dict[str, Any] = {
    "skin": "spring_festival", "colours": {"primary": "#a00000"}, "picture": PICTURE,
    "headline": {"zh": "新春快乐", "en": "Happy New Year"},
}  # fmt: skip
SPRING: dict[str, Any] = {
    "id": "spring", "name": {"zh": "春节", "en": "Spring"}, "description": {"zh": "说明", "en": "About"},
    "holdout_bps": 0,
    "window": {"from": "2027-02-06 10:00", "to": "2027-02-12"}, "early": {"gold": 60, "silver": 0}, "theme": THEME,
}  # fmt: skip
LADDER = {"ladder": [
    {"id": "basic", "name": "Basic"},
    {"id": "silver", "name": "Silver", "entry": {"dimension": "growth", "at_least": 100}},
    {"id": "gold", "name": "Gold", "entry": {"dimension": "growth", "at_least": 1000}},
]}  # fmt: skip
DAILY = {"kind": "check_in", "id": "daily", "name": "签到", "daily": [{"kind": "asset", "amount": 1}]}


def us(moment: str) -> int:
    return to_us(datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Asia/Shanghai")))


def document(**campaign: Any) -> dict[str, Any]:
    return {
        "schema_version": 2, "id": "shop", "name": "shop", "tiers": LADDER, "campaigns": [{**SPRING, **campaign}],
        "activities": [{**DAILY, "campaign": "spring"}, {**DAILY, "id": "plain"}],
    }  # fmt: skip


@pytest.fixture
def shop() -> MemoryEngine:
    engine = MemoryEngine(compile_program(document()))
    for member in (1, 2):
        engine.register(member, us("2027-01-01 08:00"))
    engine.send("points.earn", 1, "gold", us("2027-01-02 08:00"), asset="growth", amount=1000)
    return engine


def test_the_page_of_an_activity_has_the_look_of_its_campaign(shop: MemoryEngine) -> None:
    page = find_page(shop.program, shop.state(2), us("2027-02-07 10:00"), "daily")
    assert page is not None
    assert page.look is not None
    look = page.look
    assert (look.campaign, look.skin, look.picture, look.note) == ("spring", "spring_festival", PICTURE, None)
    assert look.headline is not None
    assert look.headline.en == "Happy New Year"
    assert (look.light.primary, look.light.paper) == ("#a00000", SKINS["spring_festival"]["light"].paper)
    assert (look.light.on_primary, look.dark) == ("#ffffff", SKINS["spring_festival"]["dark"])
    plain = find_page(shop.program, shop.state(2), us("2027-02-07 10:00"), "plain")
    assert plain is not None
    assert plain.look is None


def test_who_is_early_meets_everything_at_their_instant_and_nobody_else_anything(shop: MemoryEngine) -> None:
    opens_us, gold_us = us("2027-02-06 10:00"), us("2027-02-06 09:00")
    for member, first_us in ((1, gold_us), (2, opens_us)):
        state = shop.state(member)
        for at_us, on in ((first_us - 1, False), (first_us, True)):
            assert [one.id for one in view_campaigns(shop.program, state, at_us, "zh")] == (["spring"] if on else [])
            assert choose_program(shop.program, state, at_us).program.patches == (("campaigns.spring",) if on else ())
            page = find_page(shop.program, state, at_us, "daily")
            assert page is not None
            assert (page.status, page.opens_us) == ("open" if on else "soon", first_us)
            assert [action.enabled for action in page.actions[:1]] == [on]
    (seen,) = view_campaigns(shop.program, shop.state(1), gold_us, "en")
    assert (seen.name, seen.description, seen.early_until_us) == ("Spring", "About", opens_us)
    assert seen.look is not None
    assert (seen.look.skin, seen.look.headline, seen.look.note) == ("spring_festival", "Happy New Year", "")
    (seen,) = view_campaigns(shop.program, shop.state(1), opens_us, "en")
    assert seen.early_until_us is None
    overlay = shop.program.find_overlay("campaigns.spring")
    assert overlay is not None
    assert (overlay.first_us, overlay.opens_us, overlay.early_us) == (gold_us, opens_us, {"gold": 60 * MINUTE_US})


def test_the_rules_page_says_who_comes_first(shop: MemoryEngine) -> None:
    (spec,) = shop.program.items("campaigns", CampaignSpec)
    assert render_early(shop.program, spec, "zh") == ["Gold提前 1 小时"]
    more = compile_program(document(early={"gold": 120, "silver": 45}))
    (page,) = [one for one in DOMAIN.render_rules(more, "en") if one.heading == "Spring: early access"]
    assert page.lines == ("Gold: 2 hours earlier", "Silver: 45 minutes earlier")
    said = dict(DOMAIN.describe(more))["campaigns.spring"]
    assert said.zh == "2027-02-06 10:00 至 2027-02-12；Gold提前 2 小时；Silver提前 45 分钟"
    assert said.en == "2027-02-06 10:00 to 2027-02-12; Gold: 2 hours earlier; Silver: 45 minutes earlier"


def find(**campaign: Any) -> list[tuple[str, str]]:
    spec = load_program(document(**campaign))
    return [(one.path, one.code) for one in lint_program(spec) if one.path.startswith("campaigns.")]


def test_lint_finds_what_cannot_be_read() -> None:
    assert find() == []
    assert find(theme={"colours": {"on_primary": "#2f6b57"}}) == [
        ("campaigns.0.theme.colours.on_primary", "contrast-too-low"),
    ]  # fmt: skip
    assert find(theme={"night": {"primary": "#101010"}}) == [("campaigns.0.theme.night.primary", "contrast-too-low")]
    assert (
        find(theme={"colours": {"primary": "#ffd23f", "paper": "#5a1010", "ink": "#ffffff", "accent": "#ffd23f"}}) == []
    )
    assert find(theme={"colours": {"paper": "#1d2320"}}) == [
        ("campaigns.0.theme.colours.accent", "contrast-too-low"),
        ("campaigns.0.theme.colours.ink", "contrast-too-low"),
        ("campaigns.0.theme.colours.primary", "contrast-too-low"),
    ]
    assert find(theme=None) == []


def test_lint_finds_early_access_that_is_none() -> None:
    assert find(early={"jade": 5}) == [("campaigns.0.early", "unknown-tier")]
    with pytest.raises(Exception, match="early access is counted from the beginning"):
        load_program(document(window={"to": "2027-02-12"}))
    late = document()
    late["activities"][0]["window"] = {"from": "2027-02-06 09:30"}
    (found,) = [one for one in lint_program(load_program(late)) if one.path == "campaigns.0.early"]
    assert (found.code, found.figures) == ("early-access-without-effect", {"activity": "daily"})
    late["campaigns"][0]["early"] = {"gold": 30}
    assert [one for one in lint_program(load_program(late)) if one.path == "campaigns.0.early"] == []


@pytest.mark.parametrize("skin", SKINS)
def test_every_skin_can_be_read_by_day_and_by_night(skin: str) -> None:
    theme = ThemeSpec.model_validate({"skin": skin})
    assert list(theme.find_unreadable()) == []
    for mode, surface in (("light", "#ffffff"), ("dark", "#1c211e")):
        palette = theme.find_palette("light" if mode == "light" else "dark")
        assert measure_contrast(palette.accent, surface) >= 4.5
        assert measure_contrast(palette.ink, surface) >= 4.5
        assert measure_contrast(palette.primary, surface) >= 4.5
