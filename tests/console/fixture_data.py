"""Made-up members and figures in the shapes of the API; the same at every start."""

# ruff: noqa: E501 - tables of made-up figures
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

ZONE_HOURS = 8
NOW = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
DAY_US = 86_400_000_000
TIERS = ("basic", "silver", "gold")


def us(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000


def noise(n: int, span: int) -> int:
    """A number below ``span`` that looks random and is always the same for ``n``."""
    return (n * 2654435761 + 12345) % 4294967296 * span // 4294967296


def day(n: int) -> str:
    """``n`` days from today."""
    return (NOW + timedelta(days=n)).date().isoformat()


def member_rows() -> list[dict[str, Any]]:
    return [
        {
            "member_id": str(7231448803540992000 + n * 4099),
            "identities": [f"wechat:o6_b{noise(n, 10**9):09x}"] if n else ["shop:alice"],
            "tier": TIERS[2] if n % 11 == 0 else TIERS[1] if n % 4 == 0 else TIERS[0],
            "registered_us": us(NOW - timedelta(days=12 + n * 2, minutes=noise(n, 900))),
            "last_active_us": us(NOW - timedelta(minutes=3 + n * 47)) if n % 9 != 8 else None,
            "operations": 4 + noise(n + 3, 90),
            "balances": {"points": noise(n + 7, 3_000), "growth": noise(n + 9, 2_500), "make_up_card": noise(n, 4)},
        }
        for n in range(131)
    ]


MEMBERS = member_rows()


def balances(row: dict[str, Any]) -> list[dict[str, Any]]:
    points, growth, cards = row["balances"]["points"], row["balances"]["growth"], row["balances"]["make_up_card"]
    soon = [{"amount": 120, "expires_us": us(NOW + timedelta(days=9)), "day": day(9)}]
    common = {"debt": 0, "frozen": 0, "held": 0, "pending": 0}
    return [
        {"asset": "points", "name": "积分", "unit": "分", "available": points, **common, "held": 100, "pending": 88,
         "net": points, "earned": points + 1410, "spendable": True, "worth_cents": points * 10, "expiring": soon},
        {"asset": "growth", "name": "成长值", "unit": "点", "available": growth, **common, "net": growth, "earned": growth,
         "spendable": False, "worth_cents": None, "expiring": []},
        {"asset": "make_up_card", "name": "补签卡", "unit": "张", "available": cards, **common, "net": cards, "earned": cards,
         "spendable": True, "worth_cents": None, "expiring": []},
    ]  # fmt: skip


def tier(name: str) -> dict[str, Any]:
    names = {"basic": "普通会员", "silver": "白银会员", "gold": "黄金会员"}
    return {"id": name, "name": names[name], "rank": TIERS.index(name), "color": "#7d8ea3", "icon": "", "perks": []}


def member(row: dict[str, Any]) -> dict[str, Any]:
    namespace, _, external = row["identities"][0].partition(":")
    return {
        **{key: row[key] for key in ("member_id", "registered_us", "last_active_us", "operations")},
        "identities": [{"namespace": namespace, "external_id": external, "linked_us": row["registered_us"]}],
        "tier": tier(row["tier"]), "as_of_us": None, "profile": {"birthday": "05-17", "city": "杭州", "channel": "小程序"},
        "labels": {"new_taste": ""}, "balances": balances(row),
    }  # fmt: skip


def centre(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "member_id": row["member_id"], "registered_us": row["registered_us"], "balances": balances(row),
        "coupons": [], "entitlements": [], "mall": [],
        "tier": {
            "current": tier("silver"), "earned": "silver", "next": tier("gold"), "until_day": day(99), "in_grace": False,
            "progress": [{"tier": "gold", "dimension": "spend", "name": "累计消费", "unit": "cents", "value": 88000,
                          "at_least": 100000, "missing": 12000, "window": "近 12 个月"}],
            "forecast": [
                {"kind": "grace", "at_us": us(NOW + timedelta(days=99)), "day": day(99), "old": "silver", "new": "basic",
                 "tier": "silver", "text": f"{day(99)} 起进入保护期，之后降为普通会员，除非再消费 120 元"},
                {"kind": "fall", "at_us": us(NOW + timedelta(days=129)), "day": day(129), "old": "silver", "new": "basic",
                 "tier": "basic", "text": f"{day(129)} 降为普通会员，除非再消费 120 元"},
            ],
        },
        "value": {"saved": {}, "saved_cents": 12860, "unlockable": {}, "unlockable_cents": 4500,
                  "yearly_estimate_cents": 30000, "next_tier_cents": 8000},
        "near": [{"kind": "tier", "path": "tiers.ladder.gold", "missing": 12000, "unit": "cents", "progress_bps": 8800,
                  "text": "再消费 120 元升为黄金会员"},
                 {"kind": "activity", "path": "activities.check_in", "missing": 2, "unit": "days", "progress_bps": 7100,
                  "text": "再签到 2 天得 30 积分和一张券"}],
        "activities": [
            {"id": "check_in", "kind": "check_in", "name": "每日签到", "streak": 5, "total": 48, "position": 5,
             "checked_in": True, "today": day(0), "next": [], "make_up": None,
             "month": {"first": "2026-11-01", "last": "2026-11-30",
                       "checked": [f"2026-11-{d:02}" for d in (2, 3, 4, 7, 8, 9, 10, 13, 14, 18, 19, 20, 21, 22)],
                       "made_up": ["2026-11-09"]}},
            {"id": "weekly_two", "kind": "task", "name": "每周：两天下单", "status": "open", "period": day(-6), "claimable": [],
             "steps": [{"id": "1", "name": None, "value": 1, "target": 2, "unit": "days"}]},
            {"id": "daily_menu", "kind": "task", "name": "每日：看看新品", "status": "completed", "period": day(0),
             "claimable": [], "steps": [{"id": "1", "name": None, "value": 1, "target": 1, "unit": "times"}]},
            {"id": "new_profile", "kind": "task", "name": "新人：完善资料", "status": "open", "period": None,
             "claimable": [day(-2)], "steps": [{"id": "1", "name": None, "value": 1, "target": 1, "unit": "times"}]},
        ],
    }  # fmt: skip


_STORY = (
    ("check_in.do", ["获得 8 积分", "获得 5 成长值"]),
    ("order.paid", ["获得 88 积分", "获得 88 成长值", "升级为白银会员", "获得券「满 60 减 20」"]),
    ("app.opened", ["获得 10 积分"]),
    ("mall.redeem", ["获得券「5 元无门槛券」"]),
    ("order.refunded", ["收回 30 积分"]),
    ("timer.lots", ["12 积分过期"]),
    ("referral.registered", ["获得 20 积分", "获得 50 成长值"]),
)


def operations() -> list[dict[str, Any]]:
    rows = []
    for n in range(26):
        type_, texts = _STORY[n % len(_STORY)]
        at = us(NOW - timedelta(hours=n * 9, minutes=noise(n, 60)))
        rows.append({"key": f"{type_.split('.')[0]}:{31343896842 + n}", "type": type_, "n": 26 - n, "t_us": at,
                     "event_us": at, "day": day(-n // 3), "program_version": 3, "gains": [], "texts": texts})  # fmt: skip
    return rows


def explained(key: str) -> dict[str, Any]:
    row = next((one for one in operations() if one["key"] == key), operations()[1])

    def line(path: str, name: str, code: str, text: str, applied: bool = True, **params: Any) -> dict[str, Any]:
        return {"path": path, "name": name, "applied": applied, "code": code, "params": params, "text": text}

    reasons = [
        line("earning.spend", "消费得积分", "earned", "消费 88.00 元，每 1 元 1 积分", amount=88, asset="points"),
        line("multipliers.every_8th", "8 号双倍积分", "not-met", "今天不是 8 号", False),
        line(
            "earning.growth_spend",
            "消费得成长值",
            "earned",
            "消费 88.00 元，每 1 元 1 成长值",
            amount=88,
            asset="growth",
        ),
        line("tiers.ladder.silver", "白银会员", "tier-upgraded", "近 12 个月消费满 300 元，升级"),
        line("tiers.ladder.silver", "白银会员", "earned", "升级礼包", amount=50, asset="points"),
        line("activities.weekly_gold", "黄金每周：消费满 100 元", "not-for", "只对黄金会员开放", False),
        line("activities.new_first_order", "新人：完成首单", "too-late", "注册已超过 30 天", False),
    ]
    return {**row, "member_id": "1", "answer": {}, "reasons": reasons, "texts": {"gains": row["texts"], "near": []}}


def lots() -> list[dict[str, Any]]:
    return [
        {"asset": "points", "seq": n + 1, "amount": 60 + noise(n, 400), "remaining": 20 + noise(n, 200),
         "expires_us": us(NOW + timedelta(days=9 + n * 26)), "settles_us": None, "rule": "earning.spend",
         "ref": f"order {31343896842 + n}", "t_us": us(NOW - timedelta(days=350 - n * 26))}
        for n in range(12)
    ]  # fmt: skip


def holds() -> list[dict[str, Any]]:
    return [
        {"hold_id": "h1", "asset": "points", "amount": 100, "purpose": "checkout", "status": "open",
         "expires_us": us(NOW + timedelta(minutes=12)), "ref": "order 9"},
        {"hold_id": "f1", "asset": "points", "amount": 40, "purpose": "freeze", "status": "open", "expires_us": None,
         "ref": "risk"},
    ]  # fmt: skip


def postings(member_id: str = "7231448803540992000") -> list[dict[str, Any]]:
    kinds = (
        ("earn", "issuance", "available"),
        ("spend", "available", "redemption"),
        ("expire", "available", "breakage"),
    )
    rows = []
    for n in range(40):
        kind, source, target = kinds[0 if n % 5 else 1 + n % 2]
        rows.append({"member_id": member_id, "asset": "points", "seq": 40 - n, "kind": kind, "amount": 5 + noise(n, 200),
                     "source": source, "target": target, "rule": "earning.spend" if kind == "earn" else "",
                     "ref": f"order {31343896842 + n}", "key": f"order:{31343896842 + n}", "day": day(-n),
                     "t_us": us(NOW - timedelta(hours=n * 7)), "program_version": 3})  # fmt: skip
    return rows


def coupons() -> list[dict[str, Any]]:
    names = {"silver_20": "满 60 减 20", "three_off": "满 15 减 3", "mall_five": "5 元无门槛券"}
    states = ("active", "used", "expired", "active", "locked")
    return [
        {"coupon_id": str(900 + n), "batch": batch, "name": name, "status": states[(n + i) % 5], "code": f"C{n}{i}7QX",
         "valid_from_us": us(NOW - timedelta(days=20)), "valid_until_us": us(NOW + timedelta(days=10 - 9 * i)),
         "source": "tiers.ladder.silver", "ref": "", "granted_us": us(NOW - timedelta(days=20)),
         "used_us": us(NOW - timedelta(days=3)) if states[(n + i) % 5] == "used" else None,
         "saved_cents": 2000 if states[(n + i) % 5] == "used" else 0, "program_version": 3}
        for i, (batch, name) in enumerate(names.items()) for n in range(3)
    ]  # fmt: skip


def entitlements() -> list[dict[str, Any]]:
    return [{"entitlement_id": "1", "benefit": "free_snack", "name": "每月赠小食", "quota": 1, "carried": 1, "used": 1,
             "left": 1, "period_start_us": us(NOW - timedelta(days=21)), "period_end_us": us(NOW + timedelta(days=9)),
             "source": "tier"}]  # fmt: skip


def tier_history() -> list[dict[str, Any]]:
    return [
        {"t_us": us(NOW - timedelta(days=40)), "day": day(-40), "old": "basic", "new": "silver", "cause": "reached",
         "until_us": None, "program_version": 2},
        {"t_us": us(NOW - timedelta(days=190)), "day": day(-190), "old": "", "new": "basic", "cause": "reached",
         "until_us": None, "program_version": 1},
    ]  # fmt: skip


def overview() -> dict[str, Any]:
    days = []
    for n in range(30):
        orders = 380 + noise(n, 160)
        sales = orders * (3600 + noise(n + 5, 900))
        days.append({"day": day(n - 29), "earned": 14000 + noise(n, 6000), "burned": 6000 + noise(n + 2, 4000),
                     "expired": noise(n + 1, 1200), "orders": orders, "member_orders": orders * 7 // 10,
                     "sales_cents": sales, "member_sales_cents": sales * 76 // 100})  # fmt: skip
    return {
        "as_of_us": us(NOW),
        "members": {"total": 24_690, "new": 812, "active": 9_204},
        "tiers": [{"tier": "basic", "members": 18_214, "up": 0, "down": 41},
                  {"tier": "silver", "members": 5_702, "up": 318, "down": 12},
                  {"tier": "gold", "members": 774, "up": 57, "down": 0}],
        "points": {"asset": "points", "earned": 510_000, "burned": 238_000, "expiring": 61_000, "outstanding": 4_218_330,
                   "liability_cents": 42_183_300},
        "days": days,
        "expiring": [{"month": f"2027-{n:02}", "amount": 30_000 + noise(n, 60_000), "cents": 0} for n in range(1, 9)],
        "attention": [
            {"kind": "lint", "severity": "warning", "text": "方案有 2 条提醒：奖励「黄金」按中位会员的速度要 3.4 年才能达到",
             "count": 2, "path": "/program?tab=findings"},
            {"kind": "webhook", "severity": "error", "text": "1 个 Webhook 连续失败 3 小时，积压 214 条", "count": 1,
             "path": "/developers?tab=webhooks"},
            {"kind": "adjustments", "severity": "info", "text": "3 笔积分调整等待审批", "count": 3, "path": "/adjustments"},
        ],
    }  # fmt: skip


def live() -> list[dict[str, Any]]:
    return [
        {"cursor": str(n), "member_id": MEMBERS[n]["member_id"], "external_id": MEMBERS[n]["identities"][0].split(":")[1],
         "type": row["type"], "key": row["key"], "t_us": us(datetime.now(UTC)) - n * 40_000_000,
         "event_us": row["event_us"], "texts": row["texts"]}
        for n, row in enumerate(operations()[:14])
    ]  # fmt: skip


def batches() -> list[dict[str, Any]]:
    kinds = {"silver_20": "amount", "free_drink": "free_item", "three_off": "amount", "mall_five": "amount",
             "mall_ten": "amount", "delivery": "free_delivery"}  # fmt: skip
    rows = []
    for n, (batch, kind) in enumerate(kinds.items()):
        granted = 400 + noise(n, 9_000)
        used = granted * (30 + noise(n, 40)) // 100
        expired = (granted - used) // 3
        rows.append({"batch": batch, "name": batch, "kind": kind, "granted": granted, "used": used, "expired": expired,
                     "active": granted - used - expired, "saved_cents": used * 800, "codes_left": None,
                     "stock_left": 0 if n == 5 else None})  # fmt: skip
    return rows


def mall_items() -> list[dict[str, Any]]:
    rows = (("five_yuan", "coupon", 100, None, None, 1802), ("ten_yuan", "coupon", 200, None, None, 640),
            ("make_up_card", "asset", 30, None, None, 377), ("silver_week", "service", 300, None, None, 41),
            ("mug", "goods", 600, 200, 37, 163))  # fmt: skip
    return [{"item": item, "name": item, "kind": kind, "price_points": price, "stock": stock, "stock_left": left,
             "redeemed": redeemed, "tiers": ["basic", "silver"] if item == "silver_week" else []}
            for item, kind, price, stock, left, redeemed in rows]  # fmt: skip


def liability() -> list[dict[str, Any]]:
    rows = [
        {
            "asset": "points",
            "month": f"{2026 + (10 + n) // 12}-{(10 + n) % 12 + 1:02}",
            "status": "available",
            "amount": 200_000 + noise(n, 300_000),
            "cents": 2_000_000 + noise(n, 300_000) * 10,
        }
        for n in range(12)
    ]
    rows.append({"asset": "points", "month": "reserved", "status": "reserved", "amount": 4_100, "cents": 41_000})
    rows.append({"asset": "points", "month": "owed", "status": "owed", "amount": -920, "cents": -9_200})
    return rows  # fmt: skip


def flows() -> list[dict[str, Any]]:
    rest = {"written_off": 0, "exchanged_in": 0, "exchanged_out": 0}
    return [{"asset": "points", "month": f"2026-{n:02}", "earned": 320_000 + noise(n, 160_000),
             "burned": 120_000 + noise(n + 1, 90_000), "refunded": 800 + noise(n, 600), "expired": 10_000 + noise(n, 30_000),
             "reversed": 2_000 + noise(n, 900), "adjusted": noise(n, 400) - 100, "postings": 41_000 + noise(n, 9_000), **rest}
            for n in range(1, 12)]  # fmt: skip


def trial_balance() -> list[dict[str, Any]]:
    return [{"asset": "points", "account": account, "debit": debit, "credit": credit}
            for account, debit, credit in (("adjustment", 3_120, 980), ("available", 1_702_118, 5_918_240),
                                           ("breakage", 0, 212_004), ("issuance", 5_931_118, 20_118),
                                           ("redemption", 8_118, 1_493_132))]  # fmt: skip


def seals() -> list[dict[str, Any]]:
    return [{"seal": 12 - n, "from_us": us(NOW - timedelta(days=n + 1)), "until_us": us(NOW - timedelta(days=n)),
             "postings": 41_000 + noise(n, 900), "hash": f"{noise(n, 2**32):08x}" * 8, "sealed_us": us(NOW - timedelta(days=n))}
            for n in range(6)]  # fmt: skip


def adjustments(status: str) -> list[dict[str, Any]]:
    rows = [{"adjustment_id": f"adj-{n}", "member_id": MEMBERS[n]["member_id"], "asset": "points",
             "amount": (300, -120, 2_000)[n % 3], "reason": ("门店系统故障，补发双倍", "重复发放，收回", "投诉补偿")[n % 3],
             "asked_by": "support@example.com", "asked_us": us(NOW - timedelta(hours=3 * n + 1)),
             "status": ("waiting", "approved", "waiting", "rejected")[n % 4], "decided_by": "finance@example.com" if n % 2 else None,
             "decided_us": us(NOW - timedelta(hours=n)) if n % 2 else None, "mine": n == 2} for n in range(8)]  # fmt: skip
    return [row for row in rows if not status or row["status"] == status]


def keys() -> list[dict[str, Any]]:
    common = {
        "created_us": us(NOW - timedelta(days=80)),
        "created_by": "owner@example.com",
        "expires_us": None,
        "revoked_us": None,
    }
    return [
        {"key_id": "k3f9a2", "name": "小程序", "scopes": ["events:write", "members:read", "checkout"], **common,
         "last_used_us": us(NOW - timedelta(minutes=1))},
        {"key_id": "k81c0d", "name": "收银机", "scopes": ["redeem", "checkout"], **common,
         "last_used_us": us(NOW - timedelta(hours=2))},
        {"key_id": "k00be1", "name": "旧后台", "scopes": ["members:read"], **common, "last_used_us": None,
         "revoked_us": us(NOW - timedelta(days=9))},
    ]  # fmt: skip


def webhooks() -> list[dict[str, Any]]:
    return [
        {"webhook_id": "w1", "url": "https://crm.example.com/hooks/liuke", "types": ["points.earned", "tier.upgraded"],
         "active": True, "created_us": us(NOW - timedelta(days=60)), "failing_since_us": None, "pending": 0},
        {"webhook_id": "w2", "url": "https://old.example.com/in", "types": [], "active": True,
         "created_us": us(NOW - timedelta(days=200)), "failing_since_us": us(NOW - timedelta(hours=3)), "pending": 214},
    ]  # fmt: skip


def deliveries() -> list[dict[str, Any]]:
    states = ("delivered", "delivered", "failed", "dead", "pending")
    return [{"delivery_id": f"d{n}", "webhook_id": "w1", "type": "points.earned", "status": states[n % 5], "attempts": 1 + n % 5,
             "last_status": 200 if n % 5 < 2 else 503, "last_error": "", "created_us": us(NOW - timedelta(minutes=7 * n)),
             "delivered_us": None} for n in range(12)]  # fmt: skip


def audit() -> list[dict[str, Any]]:
    acts = (("program.publish", "v3", {"note": "双 11 加倍"}), ("key.create", "k3f9a2", {"name": "小程序"}),
            ("adjustment.approve", "adj-1", {"amount": -120}), ("session.start", "owner@example.com", {}))  # fmt: skip
    return [{"audit_id": str(900 - n), "at_us": us(NOW - timedelta(hours=5 * n)), "actor": "owner@example.com",
             "action": acts[n % 4][0], "subject": acts[n % 4][1], "detail": acts[n % 4][2], "request_id": f"01JD{n:06}"}
            for n in range(24)]  # fmt: skip


def people() -> list[dict[str, Any]]:
    return [{"person_id": str(n), "email": f"{role}@example.com", "name": name, "role": role, "active": role != "reader",
             "created_us": us(NOW - timedelta(days=90)), "last_seen_us": us(NOW - timedelta(hours=n * 5 + 1))}
            for n, (role, name) in enumerate({"owner": "林岚", "operator": "周一鸣", "clerk": "小唐", "finance": "许知",
                                              "support": "何夏", "reader": "访客"}.items())]  # fmt: skip


LAWS = (
    "分录两边之和为零",
    "余额等于分录之和",
    "批次剩余之和等于可用余额",
    "封账哈希首尾相连",
    "没有重复的幂等键",
    "欠账与可用不同时存在",
)


# -- reports, as the API words them -----------------------------------------------------------------------------------
def api_overview() -> dict[str, Any]:
    made = overview()
    names = {"basic": "普通会员", "silver": "白银会员", "gold": "黄金会员"}
    moves = [
        {"period": day(0), "old": old, "new": new, "direction": direction, "members": count}
        for old, new, direction, count in (
            ("basic", "silver", "up", 318),
            ("silver", "gold", "up", 57),
            ("silver", "basic", "down", 12),
        )
    ]
    return {
        "as_of_us": made["as_of_us"],
        "today": {"day": day(0), "new_members": 31, "events": 2_114, "orders": 402, "sales_cents": 1_620_400, "upgrades": 14, "downgrades": 1},
        "members": {"total": 24_690, "new": 812, "joined": [],
                    "by_tier": [{"tier": {"id": row["tier"], "name": names[row["tier"]]}, "members": row["members"]} for row in made["tiers"]]},
        "moves": moves,
        "points": [{"asset": "points", "name": "积分", "total": {},
                    "series": [{"period": row["day"], **{key: row[key] for key in ("earned", "burned", "expired")}} for row in made["days"]]}],
        "claims": {"as_of_us": made["as_of_us"],
                   "items": [{"asset": "points", "name": "积分", "open": 4_214_230, "reserved": 4_100, "owed": 920, "cents": 42_183_300}]},
        "orders": {"total": {}, "series": [{"period": row["day"], "orders": row["orders"], "sales_cents": row["sales_cents"]} for row in made["days"]]},
        "attention": [{**row, "fix": "", "path": row["path"]} for row in made["attention"]],
    }  # fmt: skip


def api_events() -> dict[str, Any]:
    items = [{"member_id": row["member_id"], "member": row["external_id"], "key": row["key"], "type": row["type"],
              "received_us": row["t_us"], "t_us": row["event_us"], "day": day(0), "texts": row["texts"]} for row in live()]  # fmt: skip
    return {"items": items, "after": "14", "skipped": False}


def api_flows() -> list[dict[str, Any]]:
    kinds = (
        ("earn", "earned"),
        ("spend", "burned"),
        ("refund", "refunded"),
        ("expire", "expired"),
        ("reverse", "reversed"),
    )
    return [{"asset": "points", "period": row["month"], "kind": kind, "source": "issuance", "target": "available",
             "amount": row[name], "postings": row["postings"] // 5} for row in flows() for kind, name in kinds]  # fmt: skip


def api_batches() -> list[dict[str, Any]]:
    return [{"batch": row["batch"], "name": row["name"], "kind": row["kind"], "left": row["stock_left"], "issued": row["granted"],
             "by_status": {key: row[key] for key in ("active", "used", "expired")}, "code": "none", "codes": 0, "codes_redeemed": 0,
             "worth_cents": row["saved_cents"]} for row in batches()]  # fmt: skip


def api_items() -> list[dict[str, Any]]:
    return [{**row, "initial": row["stock"], "left": row["stock_left"]} for row in mall_items()]


def api_seals() -> list[dict[str, Any]]:
    return [
        {
            "number": row["seal"],
            "rows": row["postings"],
            **{key: row[key] for key in ("from_us", "until_us", "hash", "sealed_us")},
        }
        for row in seals()
    ]


def api_audit() -> list[dict[str, Any]]:
    return [{"audit_id": row["audit_id"], "t_us": row["at_us"], "actor": row["actor"], "action": row["action"],
             "subject": row["subject"], "details": row["detail"]} for row in audit()]  # fmt: skip
