/** A campaign that is over or was called off, once more: a new draft of it and its activities under ids of their own. */
import type { Spec } from '@/api/types'

interface Thing {
  id?: string
  campaign?: string | null
  window?: unknown
  enabled?: boolean
  [more: string]: unknown
}

const list = (spec: Spec, section: string): Thing[] => (Array.isArray(spec[section]) ? (spec[section] as Thing[]) : [])

/** `spring` → `spring_2`, or the first number that is free. */
export function freshId(id: string, taken: ReadonlySet<string>): string {
  const stem = id.replace(/_\d+$/, '')
  for (let number = 2; ; number++) if (!taken.has(`${stem}_${number}`)) return `${stem}_${number}`
}

/**
 * The draft with a copy of the campaign as it is in `published`. It has no window: nothing runs before somebody says when.
 * What its patch says of its own activities is said of their copies.
 */
export function copyCampaign(draft: Spec, published: Spec, id: string): Spec {
  const campaign = list(published, 'campaigns').find((one) => one.id === id) ?? list(draft, 'campaigns').find((one) => one.id === id)
  if (!campaign) return draft
  const campaigns = new Set([...list(draft, 'campaigns'), ...list(published, 'campaigns')].map((one) => one.id ?? ''))
  const activities = new Set([...list(draft, 'activities'), ...list(published, 'activities')].map((one) => one.id ?? ''))
  const nextId = freshId(id, campaigns)
  const renamed = new Map<string, string>()
  const copies = list(published, 'activities').filter((one) => one.campaign === id && one.id).map((one) => {
    const fresh = freshId(one.id ?? '', activities)
    activities.add(fresh)
    renamed.set(one.id ?? '', fresh)
    return { ...structuredClone(one), id: fresh, campaign: nextId, window: {} }
  })
  const patch = structuredClone(campaign.patch)
  if (Array.isArray(patch)) {
    for (const op of patch as { at?: unknown }[]) {
      if (typeof op.at !== 'string') continue
      const [root, name, ...rest] = op.at.split('.')
      const fresh = root === 'activities' && name ? renamed.get(name) : undefined
      if (fresh) op.at = ['activities', fresh, ...rest].join('.')
    }
  }
  const { window: _, ...terms } = structuredClone(campaign)
  return {
    ...draft,
    campaigns: [...list(draft, 'campaigns'), { ...terms, id: nextId, enabled: false, ...(patch === undefined ? {} : { patch }) }],
    activities: [...list(draft, 'activities'), ...copies],
  }
}
