/** One line that tells what a part of the program says, for closed list items. */
import type { ComputedRef } from 'vue'
import { sayMoney, sayNumber } from '@/format'
import { sayWord } from '@/i18n/schemaWords'
import { assets, benefits, counters, coupons, sayWording, tiers, type Named } from '@/state/program'
import { describeNeed } from '@/program/needs'
import { eventName } from '@/program/words'
import { translate } from '@/i18n'
import type { Wording } from '@/api/types'
import type { Locale } from '@/state/preferences'

const SAID_FIRST = ['name', 'id', 'kind', 'description', 'icon', 'color', 'badge', 'perks', 'deep_link', 'theme', 'tags', 'remind_days', 'undone_by', 'value_cents', 'cost_cents', 'rounding']

const REFS: Record<string, ComputedRef<Named[]>> = { asset: assets, batch: coupons, benefit: benefits, dimension: counters, tier: tiers, tiers }

function sayPart(key: string, value: unknown, locale: Locale): string {
  if (value === null || value === undefined || value === false || value === '') return ''
  if (value === 0 || value === 'none') return ''
  if (typeof value === 'number') {
    if (key.endsWith('_cents') || key === 'cents') return sayMoney(value)
    if (key === 'factor_bps') return `×${value / 10_000}`
    if (key.endsWith('_bps')) return `${value / 100}%`
    if (/(^|_)days(_|$)/.test(key)) return locale === 'zh' ? `${value} 天` : `${value} days`
    return sayNumber(value)
  }
  if (typeof value === 'string') return key === 'on' ? eventName(value) : nameOfRef(key, value) ?? sayWord(value, locale)
  if (value === true) return ''
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object')) return value.map((item) => sayPart(key, item, locale)).join(' ')
    return value.length ? value.map((item) => summarize(item, locale, 2)).join(locale === 'zh' ? '、' : ', ') : ''
  }
  const wording = value as { zh?: unknown }
  if (typeof wording.zh === 'string') return sayWording(value as Wording)
  return summarize(value, locale, 2)
}

/** References are told by name, as the program in force has it. */
function nameOfRef(key: string, id: string): string | undefined {
  const found = REFS[key]?.value.find((thing) => thing.id === id)
  return found?.name
}

/** A reward as people say it: "30 积分", "满 15 减 3". */
function sayReward(reward: Record<string, unknown>, locale: Locale): string | undefined {
  switch (reward.kind) {
    case 'asset':
      return typeof reward.amount === 'number' ? `${sayNumber(reward.amount)} ${nameOfRef('asset', String(reward.asset ?? 'points')) ?? String(reward.asset ?? 'points')}` : undefined
    case 'coupon':
      return typeof reward.batch === 'string' ? (nameOfRef('batch', reward.batch) ?? reward.batch) : undefined
    case 'benefit':
      return typeof reward.benefit === 'string' ? (nameOfRef('benefit', reward.benefit) ?? reward.benefit) : undefined
    case 'badge':
      return sayWording(reward.name as Wording | undefined, String(reward.badge ?? ''))
    case 'cash':
      return typeof reward.cents === 'number' ? sayMoney(reward.cents) : undefined
    case 'tier_lift':
    case 'accelerator':
      return `${sayWord(reward.kind, locale)} ${sayPart('days', reward.days ?? 7, locale)}`
    default:
      return undefined
  }
}

/** Conditions of a tier are told as the ladder tells them. */
function isNeeds(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === 'object' && part !== null && ('dimension' in part || isNeeds((part as { all?: unknown }).all)))
}

/** Points for an amount as people say it: "¥1.00 → 1". */
function sayRate(given: Record<string, unknown>): string | undefined {
  const { field, every, points } = given
  if (typeof field !== 'string' || typeof every !== 'number') return undefined
  return `${field.endsWith('_cents') ? sayMoney(every) : `${sayNumber(every)} ${field}`} → ${sayNumber(typeof points === 'number' ? points : 1)}`
}

/** The facts of an object in a few words. */
export function summarize(value: unknown, locale: Locale, most = 4): string {
  if (typeof value !== 'object' || value === null) return sayPart('', value, locale)
  const given = value as Record<string, unknown>
  const reward = sayReward(given, locale)
  if (reward) return reward
  if (typeof given.dimension === 'string' && typeof given.at_least === 'number') return describeNeed(given, translate)
  if (isNeeds(given.all) || isNeeds(given.any)) return describeNeed(given, translate)
  const rate = sayRate(given)
  if (rate) return rate
  const parts: string[] = []
  if (typeof given.kind === 'string') parts.push(sayWord(given.kind, locale))
  for (const [key, part] of Object.entries(given)) {
    if (SAID_FIRST.includes(key) || parts.length >= most) continue
    const said = sayPart(key, part, locale)
    if (said) parts.push(said)
  }
  return parts.slice(0, most).join(' · ')
}

/** What an item is called: its name, id, or its kind. */
export function titleOf(value: unknown, locale: Locale): string {
  if (typeof value !== 'object' || value === null) return String(value ?? '')
  const given = value as Record<string, unknown>
  const named = sayWording(given.name as Wording | undefined)
  if (named) return named
  if (typeof given.zh === 'string') return sayWording(given as unknown as Wording)
  if (typeof given.id === 'string' && given.id) return given.id
  if (typeof given.kind === 'string') return sayWord(given.kind, locale)
  return ''
}
