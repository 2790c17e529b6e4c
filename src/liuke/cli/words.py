"""Chinese words of what commands print: headings of tables and columns, names beside figures, states in cells.

English is what the code says; a word that is missing here fails `tests/cli/test_words.py`.
"""

from __future__ import annotations

HEADS: dict[str, str] = {
    "%": "%", "about": "说明", "account": "科目", "active": "启用", "activity": "活动", "added": "添加时间",
    "addresses": "收货地址",
    "adjusted": "调账", "amount": "数量", "answer": "选项", "approval": "复核", "asset": "账户", "assets": "账户",
    "available": "可用", "balances": "余额", "batch": "券种", "benefit": "权益", "breakage": "过期预估",
    "burned": "消耗", "by": "操作人", "campaign": "营销活动", "cents": "金额（分）", "checked": "检查数",
    "claim until": "领取截止", "cleared_in": "跨店转入",
    "cleared_out": "跨店转出", "code": "代码", "cohorts": "样本月数", "commitment": "承诺值", "committed": "公布时间",
    "count": "数量", "coupon": "券号", "coupons": "优惠券", "coupons lost": "作废的券",
    "credit": "贷方", "days": "天数", "debit": "借方",
    "debt": "欠", "discarded": "停用", "document": "文档指纹", "due": "期限", "e-mail": "邮箱", "earn": "获得",
    "earned": "获得", "earned in all": "累计获得", "embedded PostgreSQL": "内置 PostgreSQL", "ends": "到期",
    "entitlements": "权益", "entries": "笔数", "exchanged_in": "换入", "exchanged_out": "换出", "expected": "预计过期",
    "expire": "过期", "expired": "过期", "expires": "到期", "flows": "积分流水", "for": "关联", "form": "题型",
    "from": "自", "frozen": "冻结", "given": "赠出", "given at the latest": "最迟发放", "giving": "发放单",
    "gone since": "用完时间", "handing": "交付方式", "held": "预扣", "high": "上限", "high_bps": "上限（万分比）",
    "hold": "预扣单", "how": "计算方式", "in force from": "生效时间", "key": "键", "kind": "类型",
    "last active": "最近活跃", "last operations": "最近操作", "last seen": "最近登录", "last used": "最近使用",
    "law": "定律", "left": "剩余", "liability": "积分负债", "low rate": "过期率下限",
    "high rate": "过期率上限", "rate": "过期率",
    "limit": "上限", "lots": "批次", "low": "下限",
    "low_bps": "下限（万分比）", "made": "创建时间", "measured": "特征", "member": "会员", "members": "会员",
    "messages": "消息", "month": "月份", "movements": "积分变动", "n": "序", "name": "名称", "names": "标识",
    "note": "备注", "number": "编号", "of": "原有", "open": "未用", "open holds": "未结预扣", "opened": "开始时间",
    "path": "位置", "payout": "打款单", "pending": "待入账", "period": "周期", "pictures": "图片", "post": "内容",
    "posting": "流水", "postings": "流水数", "prize": "奖品", "program": "方案", "published": "发布时间",
    "purpose": "用途",
    "question": "问题", "rate_bps": "过期率（万分比）", "reason": "原因", "reason and fix": "原因与处理",
    "received": "收到", "ref": "关联", "refunded": "退回", "registered": "注册", "reverse": "收回", "reversed": "收回",
    "review": "审核单", "revoked": "吊销时间", "role": "角色", "rule": "规则", "scope": "范围", "scopes": "权限范围",
    "score": "风险分", "seed": "种子", "severity": "级别", "share": "占比", "signals": "风险信号", "since": "自",
    "slug": "商户标识", "spend": "消费", "status": "状态", "stays in the books": "账上保留", "taken back": "收回",
    "text": "内容", "tier": "等级", "times in UTC": "时间为 UTC", "to consider": "提示",
    "tracked events": "行为记录", "trial balance": "试算平衡",
    "tries": "次数", "type": "类型", "unit": "单位", "until": "有效至", "used": "已用", "value": "价值",
    "version": "版本", "waits for": "等待", "what": "内容", "what changes": "变更", "what it found": "结果",
    "when": "时间", "why": "原因", "worth": "价值", "write_off": "核销坏账", "written": "写于",
    "written_off": "核销坏账",
}  # fmt: skip
"""Names of tables, columns and figures, as the code has them in English."""

ACCOUNTS: dict[str, tuple[str, str]] = {
    "available": ("会员可用", "available"), "pending": ("会员待入账", "pending"), "held": ("会员预扣", "held"),
    "frozen": ("会员冻结", "frozen"), "debt": ("会员欠账", "debt"), "issuance": ("发放", "issued"),
    "redemption": ("兑付", "redeemed"), "breakage": ("过期", "expired"), "adjustment": ("调整", "adjusted"),
    "clearing": ("清算", "cleared"), "exchange": ("兑换", "exchanged"), "loss": ("坏账", "written off"),
    "intershop": ("店铺之间", "between shops"),
}  # fmt: skip
"""Accounts of the ledger → Chinese and English."""

STATES: dict[str, str] = {
    "arrived": "已到账", "coupons": "优惠券", "day": "每日", "in": "转入", "out": "转出", "place": "每店",
    "points": "积分", "ship": "邮寄", "total": "总额", "week": "每周",
    "active": "可用", "never": "长期有效",
    "available": "可用", "cash": "现金", "claimed": "已填资料", "confirmed": "已确认",
    "courier": "快递", "deferred": "延后", "deleted": "已删除", "done": "完成", "error": "错误", "expired": "已过期",
    "failed": "失败", "forfeited": "已放弃", "given": "已发放", "given_up": "已放弃", "given up": "已放弃",
    "handed_over": "已交付", "info": "提示", "lapsed": "已过期", "locked": "占用中", "none": "无需",
    "not given": "未发放", "notified": "已通知", "nothing": "无", "open": "待处理", "owed": "欠", "pending": "待处理",
    "pickup": "到店领取", "post": "邮寄", "preparing": "准备中", "redeemed": "已核销", "refund": "退款",
    "refused": "已拒绝", "rejected": "已驳回", "released": "已放行", "removed": "已下架", "replaced": "已改派",
    "requested": "待打款", "reserved": "预扣", "returned": "已收回", "revoked": "已作废", "running": "进行中",
    "sent": "已寄出", "shown": "展示中", "taken_down": "已下架", "undoing": "撤销中", "undone": "已撤销",
    "unknown": "未知", "used": "已用", "waiting": "待复核", "warning": "警告", "won": "已中奖", "worth": "超过限额",
    "all": "全部", "claimable": "可领取", "count": "人数超限", "giving": "发放中", "kept": "保留", "late": "迟到",
    "overdue": "逾期", "returning": "收回中", "to_hand_over": "待交付", "to_replace": "待改派",
    "to_send": "待寄出", "withdrawn": "已撤回",
}  # fmt: skip
"""States and kinds as cells show them; what is not here (an id, a name) is shown as it is."""
