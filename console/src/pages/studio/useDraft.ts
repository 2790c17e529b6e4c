/** The draft that is being worked on: read, kept on the server as one goes, checked after each change. */
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { api } from '@/api'
import { asApiError } from '@/api/query'
import type { ApiError } from '@/api/client'
import type { Draft, Finding, LintResult, ProgramVersion, Spec } from '@/api/types'
import { useDocument, type EditedDocument } from '@/program/document'
import { preferences } from '@/state/preferences'
import { may } from '@/state/session'

const NAME = 'console'
const SAVE_AFTER_MS = 1200
const LINT_AFTER_MS = 450

export interface DraftWork {
  document: EditedDocument<Spec>
  published: ShallowRef<ProgramVersion | null>
  findings: ShallowRef<Finding[]>
  linting: Ref<boolean>
  state: Ref<'clean' | 'unsaved' | 'saving' | 'saved' | 'failed' | 'conflict'>
  error: ShallowRef<ApiError | null>
  ready: Ref<boolean>
  changed: Ref<boolean>
  editable: ComputedRef<boolean>
  load: () => Promise<void>
  save: () => Promise<boolean>
  /** Checks the draft as it is now. */
  lint: () => Promise<void>
  /** Throws the draft away and starts from the published version. */
  discard: () => Promise<void>
  name: string
}

export function useDraft(): DraftWork {
  const document = useDocument<Spec>({})
  const published = shallowRef<ProgramVersion | null>(null)
  const findings = shallowRef<Finding[]>([])
  const linting = ref(false)
  const state = ref<DraftWork['state']['value']>('clean')
  const error = shallowRef<ApiError | null>(null)
  const ready = ref(false)
  const editable = computed(() => may('program:write'))
  const changed = ref(false)
  let updatedUs = 0
  let saveTimer = 0
  let lintTimer = 0
  let asked = 0

  async function load(): Promise<void> {
    error.value = null
    try {
      published.value = await findPublished()
      const draft = editable.value ? await findDraft() : null
      updatedUs = draft?.updated_us ?? 0
      ready.value = false // what is read now is no change to be kept
      document.reset(draft?.spec ?? published.value?.spec ?? {})
      state.value = 'clean'
      ready.value = true
      if (Object.keys(document.value.value).length) await lint()
    } catch (failure) {
      error.value = asApiError(failure)
    }
  }

  /** A new merchant has none yet. */
  async function findPublished(): Promise<ProgramVersion | null> {
    try {
      return await api.get<ProgramVersion>('/program')
    } catch (failure) {
      if (asApiError(failure).code === 'no-program') return null
      throw failure
    }
  }

  async function findDraft(): Promise<Draft | null> {
    try {
      return await api.get<Draft>(`/program/drafts/${NAME}`)
    } catch (failure) {
      if (asApiError(failure).status === 404) return null
      throw failure
    }
  }

  /** Compares the whole of both, so it is done once one pauses and not with every key. */
  function judge(): void {
    changed.value = document.value.value !== published.value?.spec && JSON.stringify(document.value.value) !== JSON.stringify(published.value?.spec ?? {})
  }

  async function lint(): Promise<void> {
    judge()
    const mine = ++asked
    linting.value = true
    try {
      const found = await api.post<LintResult>('/program/lint', { spec: document.value.value })
      if (mine === asked) findings.value = found.findings
    } catch (failure) {
      const problem = asApiError(failure)
      // A document of the wrong shape is refused with one fault per place: these are findings too.
      if (mine === asked && problem.faults.length) {
        findings.value = problem.faults.map((fault) => ({ path: fault.path.replace(/^spec\./, ''), code: fault.code, severity: 'error', reason: fault.message, fix: fault.fix ?? '', figures: {}, new: true, dismissed: null }))
      } else if (mine === asked) error.value = problem
    } finally {
      if (mine === asked) linting.value = false
    }
  }

  async function save(): Promise<boolean> {
    window.clearTimeout(saveTimer)
    if (state.value === 'clean' || state.value === 'saved' || !editable.value) return true
    const sent = document.value.value
    state.value = 'saving'
    try {
      const headers: Record<string, string> = updatedUs ? { 'If-Match': `"${updatedUs}"` } : {}
      const kept = await api.put<Draft>(`/program/drafts/${NAME}`, { spec: sent, base_version: published.value?.version ?? 0 }, { headers })
      updatedUs = kept.updated_us
      state.value = document.value.value === sent ? 'saved' : 'unsaved'
      error.value = null
      return true
    } catch (failure) {
      error.value = asApiError(failure)
      state.value = [409, 412].includes(error.value.status) ? 'conflict' : 'failed'
      return false
    }
  }

  async function discard(): Promise<void> {
    if (updatedUs) await api.delete(`/program/drafts/${NAME}`, { headers: { 'If-Match': `"${updatedUs}"` } })
    updatedUs = 0
    await load()
  }

  watch(document.revision, () => {
    if (!ready.value) return
    changed.value = true
    linting.value = true  // what was found is of the document before
    window.clearTimeout(lintTimer)
    lintTimer = window.setTimeout(() => void lint(), LINT_AFTER_MS)
    if (state.value === 'conflict') return
    state.value = 'unsaved'
    window.clearTimeout(saveTimer)
    saveTimer = window.setTimeout(() => void save(), SAVE_AFTER_MS)
  }, { flush: 'sync' })
  watch(() => preferences.locale, () => void lint())
  onScopeDispose(() => {
    window.clearTimeout(saveTimer)
    window.clearTimeout(lintTimer)
    if (state.value === 'unsaved') void save()
  })
  return { document, published, findings, linting, state, error, ready, changed, editable, load, save, lint, discard, name: NAME }
}
