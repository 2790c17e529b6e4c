"""Event types that members and tills report, and the facts about orders."""

from __future__ import annotations

from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import text

_ORDER_ID = EventField("str", text("订单号", "Order id"), required=True)
_REFUND_ID = EventField("str", text("退款单号", "Refund id"), least=1)
_CHANNEL = EventField("str", text("渠道", "Channel"))
_TARGET = EventField("str", text("对象", "Target"))
_INVITEE = EventField("str", text("被邀请人", "Invitee"), required=True)
_FOLLOWED = {
    "friend": EventField("str", text("好友", "Friend"), required=True), "target": _TARGET,
    "ref": EventField("str", text("行为编号", "Reference of the act")),
}  # fmt: skip
_ASSETS = EventField("map", text("按账户", "By asset"))

EVENT_TYPES = (
    EventType("order.refund_processed", text("退款已处理", "Refund processed"), "derived", {
        "order_id": _ORDER_ID, "refund_id": _REFUND_ID,
        "amount_cents": EventField("cents", text("退款金额", "Refunded"), required=True),
        "full": EventField("bool", text("全部退款", "In full")), "reversed": _ASSETS, "not_covered": _ASSETS,
        "lines": EventField("list", text("退回明细", "Lines returned")),
    }),
    EventType("order.refund_unmatched", text("退款无原单", "Refund without an order"), "derived", {
        "order_id": EventField("str", text("订单号", "Order id")), "refund_id": _REFUND_ID,
        "amount_cents": EventField("cents", text("退款金额", "Refunded")), "reversed": _ASSETS, "not_covered": _ASSETS,
        "kept": EventField("bool", text("等待原单", "Waits for its order")),
    }),
    EventType("app.opened", text("打开小程序", "App opened"), "reported", {"channel": _CHANNEL}, open=True),
    EventType("feature.used", text("使用功能", "Feature used"), "reported", {
        "feature": EventField("str", text("功能", "Feature"), required=True),
    }, open=True),
    EventType("page.viewed", text("浏览页面", "Page viewed"), "reported", {
        "page": EventField("str", text("页面", "Page"), required=True, most=2_000),
        "seconds": EventField("int", text("停留秒数", "Seconds")),
    }, open=True),
    EventType("content.shared", text("分享内容", "Content shared"), "reported", {"target": _TARGET}, open=True),
    EventType("share.opened", text("分享被打开", "Share opened"), "reported", {
        "target": _TARGET, "visitor": EventField("str", text("访客", "Visitor")),
    }, open=True),
    EventType(
        "share.followed", text("好友由分享参与", "A friend took part after a share"), "reported", _FOLLOWED, open=True
    ),
    EventType("share.unfollowed", text("好友的参与取消", "A friend's part after a share was undone"), "reported", {
        **_FOLLOWED, "counted_day": EventField("day", text("原计入日期", "Day of what is taken back")),
    }, open=True, undoes="share.followed", named_by=("friend", "ref")),
    EventType("review.posted", text("发表评价", "Review posted"), "reported", {
        "order_id": EventField("str", text("订单号", "Order id")), "stars": EventField("int", text("星级", "Stars")),
        "length": EventField("int", text("字数", "Length")), "pictures": EventField("int", text("图片数", "Pictures")),
    }, open=True),
    EventType("profile.completed", text("完善资料", "Profile completed"), "reported", open=True, personal=True),
    EventType("referral.registered", text("邀请的好友注册", "Invitee registered"), "reported", {
        "invitee": _INVITEE,
    }, open=True),
    EventType("referral.first_order", text("邀请的好友首单", "Invitee's first order"), "reported", {
        "invitee": _INVITEE, "amount_cents": EventField("cents", text("实付金额", "Paid")),
    }, open=True),
    EventType("usage.reported", text("使用时长", "Usage reported"), "reported", {
        "minutes": EventField("int", text("分钟", "Minutes"), required=True),
        "feature": EventField("str", text("功能", "Feature")),
    }, open=True),
)  # fmt: skip
