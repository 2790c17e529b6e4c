/** How the studio orders the parts of a program, and the events that rules may listen to. */
import type { Spec } from '@/api/types'

/** Small parts of the program that share one form. */
export const BASICS = 'basics'
export const BASIC_PARTS = ['name', 'id', 'description', 'industry', 'calendar', 'currency']

export const SECTIONS = [
  { name: '', items: [BASICS] },
  { name: 'points', items: ['assets', 'earning', 'multipliers', 'special_days', 'refunds', 'counters', 'custom_events'] },
  { name: 'people', items: ['tiers', 'benefits', 'activities'] },
  { name: 'offers', items: ['coupons', 'coupon_parcels', 'checkout', 'stamp_cards', 'mall'] },
  { name: 'campaigns', items: ['campaigns', 'rhythm', 'experiments', 'holdout'] },
  { name: 'sharing', items: ['gifts', 'exchanges', 'pools'] },
]

const KNOWN = [
  'app.opened', 'check_in.done', 'content.shared', 'feature.used', 'member.registered', 'order.paid', 'order.refunded', 'page.viewed',
  'profile.completed', 'referral.first_order', 'referral.registered', 'review.posted', 'share.followed', 'share.opened', 'task.completed', 'tier.upgraded',
]

/** Types of events for rules: the common ones, those that the document uses already, and its own. */
export function listEvents(spec: Spec): string[] {
  const found = new Set(KNOWN)
  for (const rule of list(spec.earning)) if (typeof rule.on === 'string') found.add(rule.on)
  for (const event of list(spec.custom_events)) {
    const type = event.type ?? event.id
    if (typeof type === 'string') found.add(type)
  }
  return [...found].sort()
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : []
}
