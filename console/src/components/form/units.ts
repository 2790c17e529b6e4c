/** Units of figures: people write 12.50 yuan and 5 %, the document holds 1250 cents and 500 basis points. */
import { translate } from '@/i18n'
import { preferences } from '@/state/preferences'

export interface Unit {
  name: string
  /** How many of the document's make one of the shown. */
  scale: number
  before: string
  after: string
}

export interface Money {
  code: string
  exponent: number
}

export const YUAN: Money = { code: 'CNY', exponent: 2 }

/** How a figure of this unit is written: `cents` of a currency, `bps`, `factor`, or what is counted one by one. */
export function unitOf(name: string, money: Money = YUAN, points = ''): Unit {
  const zh = preferences.locale === 'zh'
  switch (name) {
    case 'cents': {
      const scale = 10 ** money.exponent
      if (zh && money.code === 'CNY') return { name, scale, before: '', after: '元' }
      const symbol = new Intl.NumberFormat('en', { style: 'currency', currency: money.code, currencyDisplay: 'narrowSymbol' }).formatToParts(0)
      return { name, scale, before: symbol.find((part) => part.type === 'currency')?.value ?? money.code, after: '' }
    }
    case 'bps':
      return { name, scale: 100, before: '', after: '%' }
    case 'factor':
      return { name, scale: 10_000, before: zh ? '' : '×', after: zh ? '倍' : '' }
    case 'points':
      return { name, scale: 1, before: '', after: points || translate('units.points') }
    case '':
      return { name, scale: 1, before: '', after: '' }
    default:
      return { name, scale: 1, before: '', after: translate(`units.${name}`) }
  }
}

/** What a field of an event counts in, by its name. */
export function unitOfField(name: string): string {
  if (name.endsWith('_cents')) return 'cents'
  return name.endsWith('minutes') ? 'minutes' : ''
}

export function toShown(value: unknown, unit: Unit): string {
  if (typeof value !== 'number') return typeof value === 'object' ? JSON.stringify(value) : String(value)
  return String(value / unit.scale)
}

/** The document's whole number; `undefined` for what is no such number. */
export function fromShown(text: string, unit: Unit): number | undefined {
  const trimmed = text.trim().replaceAll(/[,，]/g, '')
  if (!/^-?\d+(\.\d+)?$/.test(trimmed)) return undefined
  const value = Number(trimmed) * unit.scale
  const whole = Math.round(value)
  return Math.abs(value - whole) < 1e-6 ? whole : undefined
}

/** Why a text is no figure of this unit, in words; empty where it is one. */
export function faultOf(text: string, unit: Unit): string {
  if (text.trim() === '' || fromShown(text, unit) !== undefined) return ''
  if (/^-?\d+\.\d+$/.test(text.trim().replaceAll(/[,，]/g, ''))) {
    const digits = Math.round(Math.log10(unit.scale))
    return digits ? translate('form.tooFine', { digits }) : translate('form.notWhole')
  }
  return translate('form.notNumber')
}
