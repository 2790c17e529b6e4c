/** Numbers, money and times as people of a language write them. Times are shown in the merchant's zone. */
import { translate } from '@/i18n'
import { me } from '@/state/session'
import { preferences } from '@/state/preferences'

/** Instants from the year 9999 on mean "never". */
export const FOREVER_US = 253_402_300_800_000_000
const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>()

function tag(): string {
  return preferences.locale === 'zh' ? 'zh-CN' : 'en-GB'
}

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n${tag()}${JSON.stringify(options)}`
  let found = cache.get(key) as Intl.NumberFormat | undefined
  if (!found) cache.set(key, (found = new Intl.NumberFormat(tag(), options)))
  return found
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d${tag()}${JSON.stringify(options)}`
  let found = cache.get(key) as Intl.DateTimeFormat | undefined
  if (!found) cache.set(key, (found = new Intl.DateTimeFormat(tag(), options)))
  return found
}

export function zone(): string {
  return me.value?.tenant.time_zone ?? 'UTC'
}

export function sayNumber(value: number): string {
  return numberFormat({}).format(value).replace('-', '−')
}

/** What is shorter than this is written out, with its separators. */
const SHORT_FROM = 10_000

/** Short for tiles and axes: 15.6万 in Chinese, 15.6K in English; 2,500 as it is. */
export function sayShort(value: number): string {
  const options: Intl.NumberFormatOptions = { notation: Math.abs(value) < SHORT_FROM ? 'standard' : 'compact', maximumFractionDigits: 1 }
  return numberFormat(options).format(value).replace('-', '−')
}

/** For tiles: exact as long as it is easy to read. */
export function sayFigure(value: number): string {
  return Math.abs(value) < 100_000 ? sayNumber(value) : sayShort(value)
}

/** With an explicit sign, for what was gained or lost. */
export function saySigned(value: number): string {
  return numberFormat({ signDisplay: 'exceptZero' }).format(value).replace('-', '−')
}

export function sayShare(share: number, digits = 1): string {
  return numberFormat({ style: 'percent', maximumFractionDigits: digits }).format(share)
}

/** A change as a share, with its sign. */
export function saySignedShare(share: number): string {
  return numberFormat({ style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(share).replace('-', '−')
}

export function sayMoney(cents: number, short = false): string {
  const currency = me.value?.tenant.currency ?? 'CNY'
  const exponent = me.value?.tenant.exponent ?? 2
  const options: Intl.NumberFormatOptions = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }
  const amount = cents / 10 ** exponent
  if (short && Math.abs(amount) >= SHORT_FROM) return numberFormat({ ...options, notation: 'compact', maximumFractionDigits: 1 }).format(amount)
  const digits = short && Number.isInteger(amount) ? 0 : exponent
  return numberFormat({ ...options, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(amount)
}

export function sayDay(us: number): string {
  return dateFormat({ timeZone: zone(), year: 'numeric', month: 'short', day: 'numeric' }).format(us / 1000)
}

export function sayClock(us: number): string {
  return dateFormat({ timeZone: zone(), hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(us / 1000)
}

export function sayTime(us: number): string {
  return dateFormat({
    timeZone: zone(), year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  }).format(us / 1000)
}

/** A merchant-local day that comes as text. */
export function sayIsoDay(day: string, short = false): string {
  const at = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(at)) return day
  const options: Intl.DateTimeFormatOptions = { timeZone: 'UTC', month: 'short', day: 'numeric' }
  return dateFormat(short ? options : { ...options, year: 'numeric' }).format(at)
}

/** `YYYY-MM` as a month. */
export function sayMonth(month: string): string {
  const at = Date.parse(`${month}-01T00:00:00Z`)
  if (Number.isNaN(at)) return month
  return dateFormat({ timeZone: 'UTC', year: 'numeric', month: 'short' }).format(at)
}

/** Who did something: a person by their address; a key, whose number tells nobody anything, as one. */
export function sayActor(actor: string): string {
  if (actor === 'replay' || actor === 'demo') return translate(`time.by.${actor}`)
  const [kind, id] = [actor.slice(0, actor.indexOf(':')), actor.slice(actor.indexOf(':') + 1)]
  return kind === 'key' ? translate('time.byKey') : id
}

/** Several things in one line: 甲、乙 in Chinese, whose brackets are wide and want no spaces around a dot. */
export function sayList(things: readonly string[]): string {
  return things.join(preferences.locale === 'zh' ? '、' : ' · ')
}

/** "3 days ago"; the exact time belongs into a title. */
export function sayAgo(us: number, nowMs = Date.now()): string {
  const seconds = Math.round(us / 1_000_000 - nowMs / 1000)
  const steps: [number, Intl.RelativeTimeFormatUnit][] = [
    [60, 'second'], [3600, 'minute'], [86_400, 'hour'], [2_592_000, 'day'], [31_536_000, 'month'], [Infinity, 'year'],
  ]
  const sizes = [1, 60, 3600, 86_400, 2_592_000, 31_536_000]
  const at = steps.findIndex(([limit]) => Math.abs(seconds) < limit)
  const [, unit] = steps[at] ?? [0, 'year' as const]
  return new Intl.RelativeTimeFormat(tag(), { numeric: 'auto' }).format(Math.round(seconds / (sizes[at] ?? 1)), unit)
}
