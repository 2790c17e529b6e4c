/** The week of the check-in, the tasks, and the one thing most worth doing: what the home page is made of. */
import type { Centre, CheckInShown, TaskShown } from '@liuke/sdk'
import { t } from '@/i18n'
import { dayOf, daysUntil, weekday } from './format'

export interface Day {
  day: string
  label: string
  state: 'done' | 'today' | 'ahead' | 'missed'
  gift: boolean
}

const DAY_MS = 86_400_000
const shift = (iso: string, days: number): string => new Date(Date.parse(`${iso}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** Monday to Sunday around today; what the month's calendar does not hold is told by the row of days. */
export function weekOf(daily: CheckInShown, checkedIn: boolean): Day[] {
  const monday = shift(daily.today, -((new Date(`${daily.today}T00:00:00Z`).getUTCDay() + 6) % 7))
  const done = new Set(daily.month.checked)
  const behind = daily.streak - (daily.checked_in ? 1 : 0)
  for (let back = 1; back <= behind; back += 1) done.add(shift(daily.today, -back))
  const gifts = new Set(daily.next.map((step) => shift(daily.today, step.in_days)))
  return Array.from({ length: 7 }, (_, at) => {
    const day = shift(monday, at)
    const isToday = day === daily.today
    const isDone = isToday ? checkedIn : done.has(day)
    const state = isDone ? 'done' : isToday ? 'today' : day > daily.today ? 'ahead' : 'missed'
    return { day, label: isToday ? t('today') : weekday(day), state, gift: !isDone && gifts.has(day) }
  })
}

export function checkInOf(centre: Centre): CheckInShown | undefined {
  return centre.activities.find((one): one is CheckInShown => one.kind === 'check_in')
}

/** Tasks whose reward waits, then open ones, the nearest first. */
export function tasksOf(centre: Centre): TaskShown[] {
  const near = (task: TaskShown): number => Math.max(0, ...task.steps.map((step) => step.value / Math.max(1, step.target)))
  return centre.activities
    .filter((one): one is TaskShown => one.kind === 'task' && (one.status === 'open' || one.claimable.length > 0))
    .sort((one, other) => other.claimable.length - one.claimable.length || near(other) - near(one))
}

export interface Worth {
  title: string
  why: string
  page: 'coupons' | 'points' | 'card'
}

/** What is lost soon unless something is done; undefined: nothing, so the check-in leads. */
export function worthDoing(centre: Centre): Worth | undefined {
  const soon = centre.coupons
    .filter((one) => one.valid_until_us !== null)
    .map((one) => ({ one, days: daysUntil(dayOf((one.valid_until_us ?? 0) - 1)) }))
    .filter(({ days }) => days <= 7)
  const first = soon[0]
  if (first) {
    const why = first.days <= 0 ? t('worth.couponToday') : t('worth.couponDays', { n: first.days })
    return { title: soon.length > 1 ? t('worth.coupons', { n: soon.length, name: first.one.name }) : first.one.name, why, page: 'coupons' }
  }
  for (const balance of centre.balances) {
    const part = balance.expiring.find((one) => daysUntil(one.day) <= 30)
    if (part) return { title: t('worth.points', { n: part.amount, name: balance.name }), why: t('worth.pointsDays', { n: daysUntil(part.day) }), page: 'points' }
  }
  return undefined
}
