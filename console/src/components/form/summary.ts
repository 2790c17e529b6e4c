/** One line that tells what a part of the program says, for closed list items. */
import { sayMoney, sayNumber } from '@/format'
import { sayWord } from '@/i18n/schemaWords'
import { sayWording } from '@/state/program'
import type { Wording } from '@/api/types'
import type { Locale } from '@/state/preferences'

const SAID_FIRST = ['name', 'id', 'kind', 'description']

function sayPart(key: string, value: unknown, locale: Locale): string {
  if (value === null || value === undefined || value === false || value === '') return ''
  if (typeof value === 'number') {
    if (key.endsWith('_cents') || key === 'cents') return sayMoney(value)
    if (key === 'factor_bps') return `×${value / 10_000}`
    if (key.endsWith('_bps')) return `${value / 100}%`
    return sayNumber(value)
  }
  if (typeof value === 'string') return sayWord(value, locale)
  if (value === true) return ''
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object')) return value.map((item) => sayPart(key, item, locale)).join(' ')
    return value.length ? value.map((item) => summarize(item, locale, 2)).join(locale === 'zh' ? '、' : ', ') : ''
  }
  return summarize(value, locale, 2)
}

/** The facts of an object in a few words. */
export function summarize(value: unknown, locale: Locale, most = 4): string {
  if (typeof value !== 'object' || value === null) return sayPart('', value, locale)
  const given = value as Record<string, unknown>
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
