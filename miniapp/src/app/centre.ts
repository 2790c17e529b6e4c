/** The member centre, shared by the pages: what was last known is shown at once, and asked for anew. */
import { reactive } from 'vue'
import type { Centre } from '@liuke/sdk'
import { member } from './client'
import { forget, read, write } from './kept'
import { useLoad, type Loaded } from './load'
import { onAnotherMember } from './session'

export interface Known {
  centre: Centre
  /** What the member is called; empty: it is not known. */
  name: string
}

const kept = reactive<{ known: Known | undefined }>({ known: read<Known>('centre') })

onAnotherMember(() => {
  kept.known = undefined
  for (const name of ['centre', 'shop']) forget(name)
})

async function ask(): Promise<Known> {
  const me = member()
  const [centre, who] = await Promise.all([me.centre(), me.get()])
  const called = who.profile['nickname'] ?? who.profile['name']
  const known = { centre, name: typeof called === 'string' ? called : '' }
  kept.known = known
  write('centre', known)
  return known
}

let early: Promise<Known> | undefined

/** Ask before the scripts of the first page are there; that page takes the answer. */
export function askEarly(): void {
  early = ask()
  early.catch(() => undefined)
}

/** What is known of the member by now. */
export function known(): Known | undefined {
  return kept.known
}

export function useCentre(): Loaded<Known> {
  return useLoad(() => {
    const found = early ?? ask()
    early = undefined
    return found
  }, kept.known)
}
