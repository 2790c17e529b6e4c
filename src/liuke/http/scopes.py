"""What a key, a token or a person may be allowed to do, and which roles have which of it."""

from __future__ import annotations

from liuke.kernel.text import Text, text

MEMBER = "member"
"""The scope of a member's own token; it goes with requests that members may make, and with nothing else."""

TRACK = "track:write"
"""A key that has this scope alone is publishable: it may stand in an app that people install."""

SCOPES: dict[str, Text] = {
    "events:write": text("上报事件", "Report events"),
    TRACK: text("上报行为（可放在应用里）", "Track what devices do; may stand in an app"),
    "members:read": text("查看会员", "Look at members"),
    "members:write": text("代会员操作", "Act for members"),
    "members:erase": text("导出与删除个人数据", "Hand out and erase personal data"),
    "checkout": text("结算", "Checkout"),
    "redeem": text("门店核销", "Redeem at the counter"),
    "points:write": text("积分发放与扣减", "Earn and spend points"),
    "points:adjust": text("申请调账与冻结", "Ask for adjustments, freeze"),
    "points:approve": text("复核调账", "Approve adjustments"),
    "program:read": text("查看方案", "Read the program"),
    "program:write": text("编辑方案草稿", "Write drafts of the program"),
    "program:publish": text("发布方案", "Publish the program"),
    "finance:read": text("查看财务", "Read finance"),
    "clearing:write": text("与其他店铺签订清算协议", "Make agreements with other shops"),
    "audit:read": text("查看审计", "Read the audit log"),
    "keys:write": text("管理密钥", "Manage keys"),
    "webhooks:write": text("管理回调", "Manage webhooks"),
    "bulk:read": text("批量导出", "Export in bulk"),
    "bulk:write": text("批量导入", "Import in bulk"),
    "people:write": text("管理人员", "Manage people"),
}

_READ = ("members:read", "program:read", "finance:read")
ROLES: dict[str, tuple[Text, frozenset[str]]] = {
    "owner": (text("所有者", "Owner"), frozenset(SCOPES)),
    "operator": (
        text("运营", "Operator"),
        frozenset(
            (
                *_READ,
                "audit:read",
                "members:write",
                "members:erase",
                "program:write",
                "program:publish",
                "points:adjust",
                "bulk:read",
            )
        ),
    ),
    "clerk": (text("店员", "Clerk"), frozenset(("redeem", "checkout"))),
    "finance": (text("财务", "Finance"), frozenset((*_READ, "audit:read", "points:approve", "bulk:read"))),
    "support": (text("客服", "Support"), frozenset((*_READ, "members:write", "points:adjust"))),
    "reader": (text("只读", "Reader"), frozenset(_READ)),
}
"""Role of a person → label and scopes."""
