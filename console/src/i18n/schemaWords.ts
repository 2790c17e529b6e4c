/** Words for the fixed values of the program's schema (kinds, choices, shapes) that it names only by code. */
import type { Locale } from '@/state/preferences'

const WORDS: Record<string, [zh: string, en: string]> = {
  // shapes
  AddField: ['累加字段', 'Add a field'], AddCount: ['计次数', 'Count'], OncePer: ['每个事物一次', 'For each thing'], FixedAmount: ['固定数量', 'Fixed amount'], RateAmount: ['按比例', 'In proportion'],
  Reach: ['达到', 'Reach'], ReachAll: ['全部达到', 'Reach all'], ReachAny: ['任一达到', 'Reach any'],
  // rewards and activities
  asset: ['积分或账户', 'Points or asset'], coupon: ['优惠券', 'Coupon'], benefit: ['权益', 'Benefit'], badge: ['徽章', 'Badge'], accelerator: ['加速卡', 'Accelerator'],
  tier_lift: ['等级体验', 'Tier lift'], cash: ['红包', 'Cash'], check_in: ['签到', 'Check-in'], task: ['任务', 'Task'], milestone: ['里程碑', 'Milestones'],
  // time
  after: ['获得后若干时间', 'After some time'], never: ['永不', 'Never'], on_dates: ['固定日期', 'On fixed dates'], absolute: ['固定日期', 'Fixed days'], relative: ['领取后若干天', 'Days after receipt'],
  open: ['随活动', 'With the campaign'], calendar: ['自然周期', 'Calendar period'], rolling: ['滚动周期', 'Rolling period'], lifetime: ['终身', 'Lifetime'], months: ['若干个月', 'Months'], none: ['无', 'None'],
  day: ['天', 'Day'], week: ['周', 'Week'], month: ['月', 'Month'], quarter: ['季度', 'Quarter'], year: ['年', 'Year'], daily: ['每日', 'Daily'], weekly: ['每周', 'Weekly'],
  monthly: ['每月', 'Monthly'], quarterly: ['每季', 'Quarterly'], yearly: ['每年', 'Yearly'], once: ['一次', 'Once'], last_day: ['最后一天', 'Last day'], minutes: ['分钟', 'Minutes'],
  days: ['天数', 'Days'], t_us: ['时刻', 'Moment'], '02-28': ['2 月 28 日', '28 February'], '03-01': ['3 月 1 日', '1 March'],
  // comparisons
  eq: ['等于', 'is'], ne: ['不等于', 'is not'], lt: ['小于', 'below'], lte: ['不大于', 'at most'], gt: ['大于', 'above'], gte: ['不小于', 'at least'], in: ['属于', 'is one of'],
  not_in: ['不属于', 'is none of'], contains: ['包含', 'contains'], exists: ['存在', 'exists'], starts_with: ['开头是', 'starts with'], all: ['全部', 'All'], any: ['任一', 'Any'],
  // measures
  count: ['次数', 'Count'], sum: ['合计', 'Sum'], distinct_days: ['不同天数', 'Distinct days'], consecutive_days: ['连续天数', 'Days in a row'], consecutive_months: ['连续月数', 'Months in a row'],
  times: ['倍数', 'Times'], add: ['相加', 'Add'], multiply: ['相乘', 'Multiply'], max: ['取最大', 'The largest'], best: ['取最优', 'The best'], both: ['都用', 'Both'], floor: ['舍去', 'Down'],
  ceil: ['进一', 'Up'], half_up: ['四舍五入', 'To nearest'],
  // refunds, debts, tiers
  clamp: ['扣到零为止', 'Down to zero'], debt: ['记为欠账', 'As a debt'], negative: ['允许为负', 'Below zero'], clawback: ['追回', 'Take back'], ignore: ['忽略', 'Ignore'], keep: ['保留', 'Keep'],
  reevaluate: ['重新评定', 'Evaluate anew'], one_step: ['降一级', 'One step'], requalify: ['按当前资格', 'To what is met'], lose_benefits: ['暂停权益', 'Pause benefits'], drop_one_tier: ['降一级', 'Drop one tier'],
  drop_to_first: ['降到最低级', 'Drop to the first'], warn: ['提醒', 'Warn'], ladder: ['等级', 'Ladder'],
  // check-in
  restart: ['重新开始', 'Begin anew'], repeat_last: ['重复最后一档', 'Repeat the last'], grow: ['不再奖励', 'Nothing more'], skip: ['跳过', 'Skip'], same: ['相同', 'Same'],
  // benefits, coupons, mall
  tier_discount: ['等级折扣', 'Tier discount'], special_day_discount: ['会员日折扣', 'Member-day discount'], birthday_gift: ['生日礼', 'Birthday gift'], free_item: ['免费单品', 'Free item'],
  free_delivery: ['免配送费', 'Free delivery'], priority: ['优先', 'Priority'], service: ['服务', 'Service'], early_access: ['提前购', 'Early access'], exclusive_sale: ['专享', 'Exclusive sale'],
  trial: ['试用', 'Trial'], assessment: ['评测', 'Assessment'], custom: ['自定义', 'Custom'], amount: ['满减', 'Amount off'], percent: ['折扣', 'Percent off'], goods: ['实物', 'Goods'],
  self: ['会员自助', 'By the member'], clerk: ['店员核销', 'By a clerk'], auto: ['自动', 'Automatic'], manual: ['人工', 'By hand'], generated: ['系统生成', 'Generated'], imported: ['导入', 'Imported'],
  membership: ['会员卡', 'Membership'], campaign: ['活动', 'Campaign'], buy_get: ['买赠', 'Buy and get'], spend_rebate: ['满额立减', 'Spend and save'],
  points: ['积分', 'Points'], cents: ['金额', 'Money'], member: ['每位会员', 'Per member'],
  // types of event fields
  bool: ['是或否', 'Yes or no'], int: ['整数', 'Whole number'], str: ['文字', 'Text'], list: ['列表', 'List'], map: ['对照表', 'Map'],
}

/** The word for a value; the value itself where it has none (ids, free text). */
export function sayWord(value: string, locale: Locale): string {
  return WORDS[value]?.[locale === 'zh' ? 0 : 1] ?? value
}
