/** What the pages of kinds that have one of their own are given. */
import type { ActivityView, PageDescription } from '@liuke/sdk'
import type { Action } from '@/blocks/types'

export type Shown = ActivityView['shown']
export type ShownOf<Kind extends Shown['kind']> = Extract<Shown, { kind: Kind }>

/** The action that is this request, and sends this. */
export function findAction(page: PageDescription, request: string, sends: Record<string, string> = {}): Action | undefined {
  return page.actions.find((one) => one.request === request && Object.entries(sends).every(([name, value]) => one.sends[name] === value))
}
