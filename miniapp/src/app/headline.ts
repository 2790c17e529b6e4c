/** The sentence about this member that the home page begins with, and the greeting above it. */
import type { Centre } from '@liuke/sdk'
import { t } from '@/i18n'
import { daysUntil, dayOf, num } from './format'

const NEAR_BPS = 8_000
const SOON_DAYS = 14

export function greet(name: string, hour = new Date().getHours()): string {
  const part = hour < 5 ? 'night' : hour < 11 ? 'morning' : hour < 13 ? 'noon' : hour < 18 ? 'afternoon' : 'evening'
  const said = t(`greet.${part}`)
  return name ? t('greet.name', { greeting: said, name }) : said
}

/** What matters most: a loss that can be prevented, a tier within reach, what expires, a row of days. */
export function headline(centre: Centre): string {
  const { tier } = centre
  const falls = tier.forecast.find((line) => (line.kind === 'fall' || line.kind === 'grace') && daysUntil(line.day) <= 45)
  if (falls) return t('headline.keep', { tier: tier.current.name })
  if (tier.next && nearest(centre) >= NEAR_BPS) return t('headline.near', { tier: tier.next.name })
  const expiring = centre.balances.flatMap((one) => one.expiring.map((part) => ({ ...part, name: one.name })))
    .find((part) => daysUntil(part.day) <= SOON_DAYS)
  if (expiring) return t('headline.expiring', { n: num(expiring.amount), name: expiring.name })
  const coupon = centre.coupons.find((one) => one.valid_until_us !== null && daysUntil(dayOf(one.valid_until_us)) <= 3)
  if (coupon) return t('headline.coupon', { name: coupon.name })
  const daily = centre.activities.find((one) => one.kind === 'check_in')
  if (daily?.kind === 'check_in' && daily.streak >= 2) return t('headline.streak', { n: daily.streak })
  if (tier.next && nearest(centre) > 0) return t('headline.toward', { tier: tier.next.name })
  return centre.coupons.length ? t('headline.coupons', { n: centre.coupons.length }) : t('headline.welcome')
}

/** The dimension that is furthest, in basis points. */
function nearest(centre: Centre): number {
  return Math.max(0, ...centre.tier.progress.map((one) => (one.at_least > 0 ? Math.min(10_000, (one.value / one.at_least) * 10_000) : 0)))
}
