"""The rules page says what the program does, in both languages."""

from __future__ import annotations

from liuke.features import compile_program

PROGRAM = {
    "id": "t", "name": "t",
    "assets": [{"id": "points", "name": {"zh": "积分", "en": "points"}, "caps": [{"period": "day", "limit": 100}]}],
    "special_days": [{"id": "d8", "name": {"zh": "会员日", "en": "member day"}, "on": {"days_of_month": [8]}}],
    "earning": [
        {"id": "spend", "name": {"zh": "消费", "en": "spending"}, "on": "order.paid",
         "amount": {"per": {"every": 150, "points": 2}}, "settle_after_days": 7},
        {"id": "open", "name": {"zh": "打开小程序", "en": "App opened"}, "on": "app.opened", "amount": {"fixed": 5},
         "once": "day", "caps": [{"period": "month", "limit": 50}],
         "when": {"all": [{"field": "member.tier", "op": "in", "value": ["gold"]},
                          {"not": {"field": "special_day.d8"}}]}},
    ],
    "multipliers": [{"id": "m", "name": {"zh": "金卡", "en": "gold card"}, "by_tier": {"gold": 12000},
                     "when": {"field": "special_day.d8"}}],
    "tiers": {
        "ladder": [
            {"id": "basic", "name": {"zh": "普通", "en": "Basic"}},
            {"id": "gold", "name": {"zh": "黄金", "en": "Gold"}, "perks": [{"zh": "9 折", "en": "10 % off"}],
             "entry": {"dimension": "balance:points", "at_least": 80}, "pack": [{"kind": "asset", "amount": 9}]},
        ],
        "validity": {"kind": "months", "months": 6}, "grace_days": 3,
    },
}  # fmt: skip


def pages(locale: str) -> dict[str, tuple[str, ...]]:
    program = compile_program(PROGRAM)
    return {p.heading: p.lines for domain in program.domains for p in domain.render_rules(program, locale)}


def test_chinese() -> None:
    found = pages("zh")
    assert found["如何获得"] == (
        "消费（支付订单）：每 1.5 元得 2 积分（7 天后到账）",
        "打开小程序：+5 积分（等级属于 黄金且非（会员日）；每日一次；每月上限 50 分）",
    )
    assert found["加倍"] == ("金卡：积分 黄金 1.2 倍（会员日）",)
    assert found["会员日"] == ("会员日：每月 8 日",)
    assert found["上限与有效期"] == ("积分：获得后 12 个月内有效（每日上限 100 分）",)
    assert found["等级"] == ("普通：注册即享", "黄金：累计积分满 80 点；9 折；礼包：9 积分")
    assert found["等级有效期"][:3] == (
        "等级自达成之日起有效 6 个月",
        "黄金保级：有效期内积分满 80 点",
        "未保级时有 3 天保护期",
    )


def test_english() -> None:
    found = pages("en")
    assert found["How to earn"] == (
        "spending (Order paid): 2 points for every ¥1.50 (available after 7 days)",
        "App opened: +5 points (tier is one of Gold and not (member day); once a day; at most 50 points a month)",
    )
    assert found["Earn more"] == ("gold card: points Gold × 1.2 (member day)",)
    assert found["Caps and validity"] == ("points: valid for 12 months after it is earned (at most 100 points a day)",)
    assert found["Tiers"] == (
        "Basic: for every member",
        "Gold: 80 points in total; 10 % off; gift pack: 9 points",
    )


def test_what_is_given_once_for_each_thing() -> None:
    scan = {
        "name": "receipt.scanned", "label": {"zh": "扫小票", "en": "Receipt scanned"},
        "fields": {"receipt": {"label": {"zh": "小票号", "en": "receipt"}, "required": True}},
    }  # fmt: skip
    program = compile_program(
        {
            "id": "t", "name": "t", "custom_events": [scan],
            "assets": [{"id": "points", "name": {"zh": "积分", "en": "points"}}],
            "earning": [
                {"id": "r", "name": {"zh": "评价", "en": "Review"}, "on": "review.posted", "amount": {"fixed": 5},
                 "once": {"per": ["order_id"]}},
                {"id": "s", "name": {"zh": "扫小票", "en": "Receipt scanned"}, "on": "receipt.scanned",
                 "amount": {"fixed": 5}, "once": {"per": ["receipt"], "scope": "merchant", "period": "year"}},
            ],
        }
    )  # fmt: skip
    lines = [next(p.lines for d in program.domains for p in d.render_rules(program, tag)) for tag in ("zh", "en")]
    assert lines == [
        (
            "评价（发表评价）：+5 积分（每人同一订单号一次）",
            "扫小票：+5 积分（同一小票号每年仅一次，不论由哪位会员提交）",
        ),
        (
            "Review (Review posted): +5 points (once for each Order id of a member)",
            "Receipt scanned: +5 points (once a year for each receipt, whoever brings it)",
        ),
    ]
