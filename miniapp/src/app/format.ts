/** How figures, money and days are said. No Intl for figures: some phones have none in mini programs. */
import { t } from '@/i18n'
import { preferences } from './preferences'
import { shop } from './shop'

const SIGNS: Record<string, string> = { CNY: '¥', JPY: '¥', USD: '$', EUR: '€', GBP: '£', HKD: 'HK$', TWD: 'NT$', SGD: 'S$' }
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAYS = { zh: ['日', '一', '二', '三', '四', '五', '六'], en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] }
/** Instants from here on are "never". */
export const FOREVER_US = 9_000_000_000_000_000
const SHANGHAI_MS = 8 * 3_600_000

export function num(value: number): string {
  const sign = value < 0 ? '−' : ''
  return sign + String(Math.abs(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

export function signed(value: number): string {
  return value > 0 ? `+${num(value)}` : num(value)
}

/** Cents of the shop's currency, without a fraction that is zero. */
export function money(cents: number, currency = shop.currency): string {
  const unit = 10 ** shop.exponent
  const whole = Math.trunc(Math.abs(cents) / unit)
  const rest = Math.abs(cents) % unit
  const tail = rest ? `.${String(rest).padStart(shop.exponent, '0')}` : ''
  return `${cents < 0 ? '−' : ''}${SIGNS[currency] ?? `${currency} `}${num(whole)}${tail}`
}

/** A figure in its unit: cents are money, the rest is counted. */
export function amount(value: number, unit: string): string {
  return unit === 'cents' ? money(value) : num(value)
}

/** YYYY-MM-DD of an instant on the merchant's calendar. */
export function dayOf(us: number): string {
  const ms = us / 1_000
  try {
    const parts = new Intl.DateTimeFormat('en-CA', { timeZone: shop.zone, year: 'numeric', month: '2-digit', day: '2-digit' })
    const said = parts.format(ms)
    if (/^\d{4}-\d{2}-\d{2}$/.test(said)) return said
  } catch {
    // no zones on this device: the merchants of a mini program are in China
  }
  return new Date(ms + SHANGHAI_MS).toISOString().slice(0, 10)
}

/** HH:MM of an instant on the merchant's clock. */
export function clockOf(us: number): string {
  const ms = us / 1_000
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: shop.zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ms)
  } catch {
    return new Date(ms + SHANGHAI_MS).toISOString().slice(11, 16)
  }
}

/** "3 月 1 日", with the year where it is another than today's. */
export function sayDay(iso: string): string {
  const [year = 0, month = 1, day = 1] = iso.slice(0, 10).split('-').map(Number)
  const other = year !== Number(dayOf(Date.now() * 1_000).slice(0, 4))
  if (preferences.locale === 'zh') return `${other ? `${year} 年 ` : ''}${month} 月 ${day} 日`
  return `${day} ${MONTHS[month - 1]}${other ? ` ${year}` : ''}`
}

/** "2026 年 3 月", "Mar 2026". */
export function sayMonth(month: string): string {
  const [year = 2000, number = 1] = month.split('-').map(Number)
  return preferences.locale === 'zh' ? `${year} 年 ${number} 月` : `${MONTHS[number - 1]} ${year}`
}

export function sayTime(us: number): string {
  return `${sayDay(dayOf(us))} ${clockOf(us)}`
}

/** The end of something: midnight belongs to the day that it ends. */
export function sayEnd(us: number): string {
  return clockOf(us) === '00:00' ? `${sayDay(dayOf(us - 1))} 24:00` : sayTime(us)
}

export function weekday(iso: string): string {
  return DAYS[preferences.locale][new Date(`${iso}T00:00:00Z`).getUTCDay()] ?? ''
}

/** Days from today to a day of the merchant's calendar. */
export function daysUntil(iso: string): number {
  const at = (day: string): number => Date.parse(`${day.slice(0, 10)}T00:00:00Z`) / 86_400_000
  return at(iso) - at(dayOf(Date.now() * 1_000))
}

/** Until when something is good: the last day is whole. */
export function sayUntil(us: number | null): string {
  return us === null || us >= FOREVER_US ? t('until.none') : t('until.day', { day: sayDay(dayOf(us - 1)) })
}

/** "2 天 03:12:00" until an instant. */
export function sayLeft(us: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor(us / 1_000_000 - nowMs / 1_000))
  const two = (value: number): string => String(value).padStart(2, '0')
  const days = Math.floor(seconds / 86_400)
  const clock = `${two(Math.floor((seconds % 86_400) / 3_600))}:${two(Math.floor((seconds % 3_600) / 60))}:${two(seconds % 60)}`
  return days ? t('left.days', { n: days, clock }) : clock
}

/** Width of a bar, in per cent; what is begun is seen. */
export function fill(value: number, goal: number): number {
  if (goal <= 0 || value >= goal) return 100
  return value <= 0 ? 0 : Math.max(2, Math.floor((value / goal) * 100))
}
