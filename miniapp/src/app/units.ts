/** A figure of a page description in its unit. */
import { isKey, t } from '@/i18n'
import { money, num } from './format'

export function inUnit(value: number, unit: string, currency?: string | null): string {
  if (unit === 'cents') return money(value, currency ?? undefined)
  const key = `unit.${unit}`
  return isKey(key) ? t(key, { n: num(value) }) : num(value)
}

/** Of millionths: small odds keep four digits, so that none is shown as nothing. */
export function odds(ppm: number): string {
  const digits = ppm < 1_000 ? 4 : 2
  return `${Number((ppm / 10_000).toFixed(digits))}%`
}

export function share(bps: number): string {
  return `${Number((bps / 100).toFixed(1))}%`
}
