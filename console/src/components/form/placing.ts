/** Which findings stand where, looked up by place: a program of 800 coupons may have as many findings. */
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import type { Finding } from '@/api/types'
import { locate, type Path } from '@/program/document'
import type { PlacedFinding } from './context'

const NOTHING: readonly PlacedFinding[] = []

export interface Placing {
  findingsAt: (path: Path) => readonly PlacedFinding[]
  worstAt: (path: Path) => string
  enter: (path: Path) => void
  leave: (path: Path) => void
  begin: (path: Path) => void
}

const keyOf = (path: Path): string => path.join('.')

function isShape(finding: Finding): boolean {
  return (finding.figures as { shape?: boolean }).shape === true
}

/** @param all Also of fields that nobody has left yet. */
export function usePlacing(findings: () => readonly Finding[], document: () => unknown, all: () => boolean): Placing {
  const places = shallowRef(new Map<string, PlacedFinding[]>())
  const busy = ref('')
  const begun: Ref<ReadonlySet<string>> = shallowRef(new Set<string>())
  const left: Ref<ReadonlySet<string>> = shallowRef(new Set<string>())

  // The document at the time of the finding is the one that it speaks of, so the document itself is not followed.
  watch(
    findings,
    (given) => {
      const found = new Map<string, PlacedFinding[]>()
      const now = document()
      for (const finding of given) {
        const placed = { ...finding, place: locate(now, finding.path) }
        const key = keyOf(placed.place)
        const here = found.get(key)
        if (here) here.push(placed)
        else found.set(key, [placed])
      }
      places.value = found
    },
    { immediate: true },
  )

  function isHeld(finding: PlacedFinding): boolean {
    if (!isShape(finding) || all()) return false
    const key = keyOf(finding.place)
    if (busy.value === key) return true
    if (left.value.has(key)) return false
    return finding.place.some((_, i) => begun.value.has(keyOf(finding.place.slice(0, i + 1))))
  }

  const worst = computed(() => {
    const found = new Map<string, string>()
    for (const here of places.value.values()) {
      for (const finding of here) {
        if (finding.severity === 'info' || isHeld(finding)) continue
        let key = ''
        for (const part of finding.place) {
          key = key === '' ? String(part) : `${key}.${part}`
          if (found.get(key) !== 'error') found.set(key, finding.severity)
        }
      }
    }
    return found
  })

  return {
    findingsAt(path) {
      const here = places.value.get(keyOf(path))
      if (!here) return NOTHING
      return here.some(isHeld) ? here.filter((finding) => !isHeld(finding)) : here
    },
    worstAt: (path) => worst.value.get(keyOf(path)) ?? '',
    enter: (path) => (busy.value = keyOf(path)),
    leave(path) {
      const key = keyOf(path)
      if (busy.value === key) busy.value = ''
      if (!left.value.has(key)) left.value = new Set([...left.value, key])
    },
    begin: (path) => (begun.value = new Set([...begun.value, keyOf(path)])),
  }
}
