/** What every field of one form shares. */
import { inject, type ComputedRef, type InjectionKey, type Ref } from 'vue'
import type { EventWord, FieldWord, Finding } from '@/api/types'
import type { Path } from '@/program/document'
import type { Node } from '@/program/schema'
import type { Unit } from './units'

export interface PlacedFinding extends Finding {
  place: Path
}

export interface FormContext {
  root: ComputedRef<Node>
  readonly: ComputedRef<boolean>
  /** Findings at exactly this place that may be shown by now: those of its shape only when the field was left. */
  findingsAt: (path: Path) => readonly PlacedFinding[]
  /** The worst at this place and inside it: `error`, `warning`, or empty. */
  worstAt: (path: Path) => string
  /** Somebody began to write here, or is done. */
  enter: (path: Path) => void
  leave: (path: Path) => void
  /** A part that was just added: nobody has had time to fill it in. */
  begin: (path: Path) => void
  /** Where somebody was led to; lists turn to it and open it. */
  target: Ref<Path | null>
  /** Things of a kind that the document itself names, for references. */
  listRefs: (kind: string) => readonly Choice[]
  /** Badges that the document names anywhere. */
  listBadges: () => readonly Choice[]
  events: ComputedRef<readonly EventWord[]>
  fields: ComputedRef<readonly FieldWord[]>
  /** Type of event that the part around a place is about; empty where it names none. */
  eventAt: (path: Path) => string
  /** Unit of the figure at a place, by the field's hints and what stands beside it. */
  unitAt: (path: Path, unit: { unit?: string; counts?: string; unit_of?: string; units?: Record<string, string> }, beside?: Node) => Unit
  unitNamed: (name: string, path?: Path) => Unit
  /** What stands at a place, as one sentence; empty where the server has not said it yet. */
  sayRow: (path: Path) => string
  set: (path: Path, value: unknown) => void
}

export interface Choice {
  id: string
  name: string
}

export const FORM: InjectionKey<FormContext> = Symbol('form')

export function useForm(): FormContext {
  const form = inject(FORM)
  if (!form) throw new Error('a schema field must be inside a SchemaForm')
  return form
}

/** Id of the element at a path, so that findings can lead to it. */
export function anchorOf(path: Path): string {
  return `field-${path.join('-')}`
}
