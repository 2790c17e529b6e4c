/** What every field of one form shares. */
import { inject, type ComputedRef, type InjectionKey } from 'vue'
import type { Finding } from '@/api/types'
import type { Path } from '@/program/document'
import type { Node } from '@/program/schema'

export interface PlacedFinding extends Finding {
  place: Path
}

export interface FormContext {
  root: ComputedRef<Node>
  findings: ComputedRef<PlacedFinding[]>
  readonly: ComputedRef<boolean>
  /** Things of a kind that the document itself names, for references. */
  listRefs: (kind: string) => { id: string; name: string }[]
  set: (path: Path, value: unknown) => void
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
