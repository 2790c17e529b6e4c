/** The badges that a program knows: whatever gives one, and what badges look like. */
import type { Wording } from '@/api/types'
import { sayWording } from '@/state/program'

interface Given { badge?: unknown; kind?: unknown; name?: unknown }

/** Every badge of a document once, by the name that it is given with; the id where it has none. */
export function listBadges(document: unknown): { id: string; name: string }[] {
  const found = new Map<string, string>()
  walk(document, (one) => {
    if (typeof one.badge !== 'string' || !one.badge || (one.kind !== 'badge' && 'color' in one)) return // a tier's own picture is no badge
    const name = one.kind === 'badge' ? sayWording(one.name as Wording | undefined) : ''
    found.set(one.badge, found.get(one.badge) || name)
  })
  return [...found].map(([id, name]) => ({ id, name: name || id })).sort((a, b) => (a.id < b.id ? -1 : 1))
}

function walk(here: unknown, look: (one: Given & Record<string, unknown>) => void): void {
  if (Array.isArray(here)) for (const part of here as unknown[]) walk(part, look)
  else if (typeof here === 'object' && here !== null) {
    look(here as Given & Record<string, unknown>)
    for (const part of Object.values(here)) walk(part, look)
  }
}
