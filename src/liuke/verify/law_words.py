"""The laws in Chinese, by name; in English a law is said where it is declared."""

from __future__ import annotations

from liuke.kernel.text import Locale

LAWS_ZH: dict[str, str] = {
    "labels": "查找会员所用的标签与会员实有的标签一致",
    "waiting": "会员等待中的事实与已保留而未结束的一致，没有遗漏",
    "balances": "钱包每个账户等于其分录之和；欠账与累计获得为其相反数之和",
    "sequence": "钱包的分录从 1 起连续编号，时间严格递增",
    "lots": "可用余额等于已入账批次的剩余，待入账等于未入账批次的剩余",
    "lot-uses": "批次被使用的减去退回的，等于数额减剩余；每次退回都记在原使用上；批次与生成它的分录等额",
    "uses-of-postings": "从可用或待入账支出的分录，恰好从批次中取出同额；退回的分录恰好还回同额",
    "holds": "预扣等于未结束的预扣之和，冻结等于未结束的冻结之和",
    "caps": "规则上限记录的用量等于该期实际发放减去收回；账户总上限的用量不超过实际发放",
    "cap-limits": "没有规则在一期内发放超过上限（以整期同一版本方案为准）",
    "owners": "每条分录都属于该会员的一次操作",
    "clearing": "离开一位会员的，已到达另一位或在途：清算账户等于在途赠送之和",
    "seals": "已封存的分录与封存时一致",
    "purchases": "订单所得等于其分录所发，收回的不超过所发",
    "tiers": "会员等级是最近一次变动的结果，每次变动都从上一次开始",
    "coupon-moves": "券处于最后一次变动后的状态，每次变动都从上一次开始",
    "entitlement-uses": "权益的使用次数等于各次操作的使用减退回",
    "mall-limits": "每人限兑的用量等于期内兑换减取消",
    "budgets": "活动预算的初始额等于剩余加已计入奖励的净额",
    "budget-grants": "计入预算的积分、券和现金都已发放，活动不会多付",
    "referral": "有效邀请只被真正的邀请人计入一次，且对应同一订单；没有多计，或消息在途",
    "signals": "请求来源与风险评分都属于该会员的一次操作",
    "group-buys": "未成团席位记为已请求退款的，都有且只有一笔退款请求，且对应付款的订单",
    "friends": "两人互为好友当且仅当关系成立，或消息在途；测试会员的关系不影响他人",
    "draws": "会员每期抽奖从 1 起连续编号，且都在事先承诺的种子之下",
    "draw-seeds": "公开的种子与事先承诺的一致",
    "board-buckets": "榜单各分段人数，加上尚未计入的变动，等于榜上人数",
    "board-finals": "结算时封存的分数等于截至当时的事实之和，没有名次得奖两次",
    "board-leagues": "每个联赛席位只归一位会员；每组人数不超过席位，会员每期只在一个组",
    "board-periods": "每个分数都属于已知周期，封存的只属于已结算的周期",
    "board-scores": "分数等于其事实之和；有事实的人在总榜上有分数，在其他榜上也相同",
    "addresses": "收货地址以有密钥的会员的密钥封存，每人不超过 20 个",
    "consents": "会员的每项授权或撤回都有当次决定的记录，由其本人或并入的会员作出",
    "media-sizes": "图片有三种尺寸并记有大小，已删除的没有",
    "media-named": "已发布方案引用的图片存在，或曾经存在",
    "media-bytes": "图片内容存在，且与其名称的哈希一致（抽样）",
    "operations": "会员的操作从 1 起连续编号，直到其操作总数",
    "events": "每个已受理的事件都是一次操作，每次非定时操作都有一个事件",
    "timers": "会员的到期时间等于其最早的定时",
    "stock": "限量物品的初始数量等于剩余加已领取",
    "shared-versions": "共享文档的版本从 1 起连续编号，每个版本都由一次操作写入",
    "catalogue-changes": "商品与门店的变更从 1 起连续编号，没有操作引用未来的版本",
    "merged-members": "并入他人的会员由一次有效合并指向对方，没有定时与等级，账户已清空，且不会循环",
    "erased-members": "已注销会员与其身份之间没有任何联系：密钥、姓名、资料、地址、消息、来源",
    "giving-items": "记为已发放或已收回的都有记录；已结束的发放没有遗留",
    "tracked-events": "行为记录属于匿名设备或未注销的会员，且不晚于收到的时间",
    "messages": "消息都属于会员，且先生成后阅读",
    "shared-documents": "共享文档符合其种类与归属的核对规则",
    "slots": "会员状态中各模块与活动的记录符合其核对规则",
}


def say_law(name: str, english: str, locale: Locale) -> str:
    """A law in the reader's language."""
    return LAWS_ZH.get(name, english) if locale == "zh" else english
