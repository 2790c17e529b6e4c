/** A document being edited: changes by path, each can be undone. Documents are never changed in place. */
import { computed, ref, shallowRef, type ComputedRef, type ShallowRef } from 'vue'

export type Path = (string | number)[]
const MOST_STEPS = 200

export function getAt(document: unknown, path: Path): unknown {
  let here: unknown = document
  for (const part of path) {
    if (typeof here !== 'object' || here === null) return undefined
    here = (here as Record<string | number, unknown>)[part]
  }
  return here
}

/** The document with `value` at `path`; `undefined` removes what is there. */
export function setAt(document: unknown, path: Path, value: unknown): unknown {
  const [head, ...rest] = path
  if (head === undefined) return value
  if (typeof head === 'number' || Array.isArray(document)) {
    const list = Array.isArray(document) ? [...(document as unknown[])] : []
    const at = Number(head)
    if (rest.length === 0 && value === undefined) list.splice(at, 1)
    else list[at] = setAt(list[at], rest, value)
    return list
  }
  const object = { ...(document as Record<string, unknown> | undefined) }
  const next = setAt(object[head], rest, value)
  if (next === undefined) delete object[head]
  else object[head] = next
  return object
}

export function insertAt(document: unknown, path: Path, index: number, value: unknown): unknown {
  const list = [...((getAt(document, path) as unknown[] | undefined) ?? [])]
  list.splice(index, 0, value)
  return setAt(document, path, list)
}

export function moveAt(document: unknown, path: Path, from: number, to: number): unknown {
  const list = [...((getAt(document, path) as unknown[] | undefined) ?? [])]
  if (to < 0 || to >= list.length) return document
  const [moved] = list.splice(from, 1)
  list.splice(to, 0, moved)
  return setAt(document, path, list)
}

export interface EditedDocument<T> {
  value: ShallowRef<T>
  /** A run of changes to the same path is one step. */
  set: (path: Path, value: unknown) => void
  replace: (next: T) => void
  undo: () => void
  redo: () => void
  /** A document from outside: the history begins anew. */
  reset: (next: T) => void
  canUndo: ComputedRef<boolean>
  canRedo: ComputedRef<boolean>
  /** Grows with every change. */
  revision: ComputedRef<number>
}

export function useDocument<T>(initial: T): EditedDocument<T> {
  const value = shallowRef(initial) as ShallowRef<T>
  const past = shallowRef<T[]>([])
  const future = shallowRef<T[]>([])
  const revision = ref(0)
  let lastPath = ''

  function take(next: T, path: string): void {
    if (next === value.value) return
    if (path === '' || path !== lastPath) past.value = [...past.value, value.value].slice(-MOST_STEPS)
    future.value = []
    lastPath = path
    value.value = next
    revision.value++
  }

  function step(from: ShallowRef<T[]>, to: ShallowRef<T[]>): void {
    const found = from.value.at(-1)
    if (found === undefined) return
    from.value = from.value.slice(0, -1)
    to.value = [...to.value, value.value]
    value.value = found
    lastPath = ''
    revision.value++
  }

  return {
    value,
    set: (path, next) => take(setAt(value.value, path, next) as T, typeof next === 'object' ? '' : path.join('.')),
    replace: (next) => take(next, ''),
    undo: () => step(past, future),
    redo: () => step(future, past),
    reset(next) {
      value.value = next
      past.value = []
      future.value = []
      lastPath = ''
      revision.value++
    },
    canUndo: computed(() => past.value.length > 0),
    canRedo: computed(() => future.value.length > 0),
    revision: computed(() => revision.value),
  }
}

/** Path of a finding (`tiers.ladder.gold.entry`, ids or numbers) as places in this document; the longest part that exists. */
export function locate(document: unknown, dotted: string): Path {
  const path: Path = []
  let here: unknown = document
  const parts = dotted.replaceAll('[', '.').replaceAll(']', '').split('.').filter(Boolean)
  for (const [i, part] of parts.entries()) {
    if (Array.isArray(here)) {
      const byId = here.findIndex((item: unknown) => (item as { id?: unknown } | null)?.id === part)
      const at = byId >= 0 ? byId : /^\d+$/.test(part) ? Number(part) : -1
      if (at < 0 || at >= here.length) break
      path.push(at)
      here = here[at] as unknown
    } else if (typeof here === 'object' && here !== null) {
      const known = here as Record<string, unknown>
      // The name of a variant, which a validator puts between a field and what is inside it.
      if (!(part in known) && parts.slice(i + 1).some((later) => later in known)) continue
      path.push(part)
      here = (here as Record<string, unknown>)[part]
    } else break
  }
  return path
}

export function startsWith(path: Path, beginning: Path): boolean {
  return beginning.length <= path.length && beginning.every((part, i) => String(part) === String(path[i]))
}

/** A place by ids in place of numbers, as the server names it (`earning.spend`). */
export function idPath(document: unknown, path: Path): string {
  const parts: string[] = []
  let here: unknown = document
  for (const part of path) {
    here = typeof here === 'object' && here !== null ? (here as Record<string | number, unknown>)[part] : undefined
    const id = typeof part === 'number' ? (here as { id?: unknown } | null | undefined)?.id : undefined
    parts.push(typeof id === 'string' ? id : String(part))
  }
  return parts.join('.')
}
