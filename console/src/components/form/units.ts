/** Units of figures: people write 12.50 yuan and 5 %, the document holds 1250 cents and 500 basis points. */
import { me } from '@/state/session'

export interface Unit {
  /** How many of the document's make one of the shown. */
  scale: number
  before: string
  /** Key of the word behind the figure. */
  after: string
}

export function unitOf(unit: string, name: string): Unit {
  if (unit === 'cents') {
    const currency = me.value?.tenant.currency ?? 'CNY'
    const exponent = me.value?.tenant.exponent ?? 2
    const symbol = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).formatToParts(0)
    return { scale: 10 ** exponent, before: symbol.find((part) => part.type === 'currency')?.value ?? currency, after: '' }
  }
  if (unit === 'bps') {
    if (/factor|multipl|by_tier/.test(name)) return { scale: 10_000, before: '×', after: '' }
    return { scale: 100, before: '', after: 'percent' }
  }
  return { scale: 1, before: '', after: unit }
}

export function toShown(value: unknown, unit: Unit): string {
  if (typeof value !== 'number') return typeof value === 'object' ? JSON.stringify(value) : String(value)
  return String(value / unit.scale)
}

/** The document's whole number; `undefined` for what is no such number. */
export function fromShown(text: string, unit: Unit): number | undefined {
  const trimmed = text.trim().replaceAll(',', '')
  if (!/^-?\d+(\.\d+)?$/.test(trimmed)) return undefined
  const value = Number(trimmed) * unit.scale
  const whole = Math.round(value)
  return Math.abs(value - whole) < 1e-6 ? whole : undefined
}
