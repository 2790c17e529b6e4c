/** Days of a calendar as text (`YYYY-MM-DD`), and windows of campaigns moved by whole days. */
import { locate, setAt } from '@/program/document'
import type { Spec } from '@/api/types'
import { sayClock, sayDay, sayTime } from '@/format'

const DAY_MS = 86_400_000
const at = (day: string): number => Date.parse(`${day}T00:00:00Z`)

export function addDays(day: string, days: number): string {
  return new Date(at(day) + days * DAY_MS).toISOString().slice(0, 10)
}

export function daysBetween(first: string, last: string): number {
  return Math.round((at(last) - at(first)) / DAY_MS)
}

export function daysOf(first: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => addDays(first, i))
}

export const monthOf = (day: string): string => day.slice(0, 7)

export function monthsOf(days: readonly string[]): string[] {
  return [...new Set(days.map(monthOf))]
}

/** The weeks, from Monday, that a month touches. */
export function weeksOf(month: string): string[][] {
  if (!month) return []
  const first = `${month}-01`
  let monday = addDays(first, -((new Date(at(first)).getUTCDay() + 6) % 7))
  const weeks: string[][] = []
  while (monthOf(monday) <= month) {
    weeks.push(daysOf(monday, 7))
    monday = addDays(monday, 7)
  }
  return weeks
}

/** A beginning: whole days are said as days. */
export const sayBegin = (us: number): string => (sayClock(us) === '00:00' ? sayDay(us) : sayTime(us))
/** An end, given as the first instant after: a day that counts whole is the last one, not the next. */
export const sayEnd = (us: number): string => (sayClock(us) === '00:00' ? sayDay(us - 1) : sayTime(us))

export interface Move {
  path: string
  name: string
  days: number
}

/** The document with a campaign or an activity so many days later; times of day stay, open ends stay open, and days around a festival become plain days. */
export function moveWindow(spec: Spec, { path, days }: Move): Spec {
  const place = locate(spec, path)
  const [section, index] = place
  const window = ((spec[String(section)] as { window?: Record<string, string | null> }[] | undefined)?.[Number(index)]?.window) ?? {}
  const moved = Object.fromEntries(Object.entries(window).filter(([end]) => end !== 'around').map(([end, moment]) => [end, typeof moment === 'string' ? addDays(moment.slice(0, 10), days) + moment.slice(10) : moment]))
  return setAt(spec, [...place.slice(0, 2), 'window'], moved) as Spec
}
