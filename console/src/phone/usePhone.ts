/** What every part of a member's page shares: its language, its instant, and how things are said in it. */
import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue'
import { useI18n } from 'vue-i18n'
import { localOf } from '@/format/zone'
import { FOREVER_US, zone } from '@/format'
import type { Locale } from '@/state/preferences'
import type { PageMoney, PageWords } from '@/api/types'

export interface Phone {
  locale: ComputedRef<Locale>
  nowUs: ComputedRef<number>
  say: (words: PageWords | null | undefined) => string
  num: (value: number) => string
  money: (money: PageMoney) => string
  /** A figure in the unit of a block; `cents` need a currency. */
  amount: (value: number, unit: string, currency?: string | null) => string
  share: (bps: number) => string
  odds: (ppm: number) => string
  time: (us: number) => string
  day: (iso: string) => string
  /** How long until an instant: "2 天 03:12:00". */
  left: (us: number) => string
  t: (key: string, named?: Record<string, unknown>) => string
}

const PHONE: InjectionKey<Phone> = Symbol('phone')
const SECOND_US = 1_000_000
const DAY_S = 86_400

export function usePhone(): Phone {
  const phone = inject(PHONE)
  if (!phone) throw new Error('a block must be inside a PhonePage')
  return phone
}

export function providePhone(locale: () => Locale, nowUs: () => number): Phone {
  const i18n = useI18n()
  const tag = (): string => (locale() === 'zh' ? 'zh-CN' : 'en-GB')
  const t = (key: string, named: Record<string, unknown> = {}): string => i18n.t(key, named, { locale: locale() })
  const num = (value: number): string => new Intl.NumberFormat(tag()).format(value)
  const money = ({ cents, currency }: PageMoney): string => {
    const format = new Intl.NumberFormat(tag(), { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    return format.format(cents / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
  }
  const percent = (share: number, digits: number): string => new Intl.NumberFormat(tag(), { style: 'percent', maximumFractionDigits: digits }).format(share)
  const phone: Phone = {
    locale: computed(locale),
    nowUs: computed(nowUs),
    t,
    num,
    money,
    say: (words) => (words ? (locale() === 'zh' ? words.zh : words.en || words.zh) : ''),
    amount: (value, unit, currency) => {
      if (unit === 'cents' && currency) return money({ cents: value, currency })
      return i18n.te(`phone.units.${unit}`) ? i18n.t(`phone.units.${unit}`, { n: num(value) }, { locale: locale() }) : num(value)
    },
    share: (bps) => percent(bps / 10_000, 1),
    odds: (ppm) => percent(ppm / 1_000_000, ppm < 1_000 ? 4 : 2),
    time: (us) => {
      const year = localOf(us, zone()).slice(0, 4) !== localOf(nowUs(), zone()).slice(0, 4)
      const options: Intl.DateTimeFormatOptions = { timeZone: zone(), month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
      return new Intl.DateTimeFormat(tag(), year ? { ...options, year: 'numeric' } : options).format(us / 1000)
    },
    day: (iso) => new Intl.DateTimeFormat(tag(), { timeZone: 'UTC', month: 'short', day: 'numeric' }).format(Date.parse(`${iso}T00:00:00Z`)),
    left: (us) => {
      if (us >= FOREVER_US) return ''
      const seconds = Math.max(0, Math.floor((us - nowUs()) / SECOND_US))
      const two = (value: number): string => String(value).padStart(2, '0')
      const clock = `${two(Math.floor((seconds % DAY_S) / 3600))}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`
      return seconds >= DAY_S ? t('phone.daysAndClock', { n: Math.floor(seconds / DAY_S), clock }) : clock
    },
  }
  provide(PHONE, phone)
  return phone
}
