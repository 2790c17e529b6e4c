/** Names of the program in force: pages show "白银会员", not `silver`. */
import { computed, reactive, ref, shallowRef } from 'vue'
import { api } from '@/api'
import type { ProgramVersion, Spec, Wording } from '@/api/types'
import { preferences } from './preferences'
import { may } from './session'

export interface Named {
  id: string
  name: string
  [field: string]: unknown
}

export interface Tier extends Named {
  color: string
  rank: number
}

const active = shallowRef<ProgramVersion | null>(null)
const schema = shallowRef<Record<string, unknown> | null>(null)
export const programFailed = ref(false)

/** A wording in the language that is shown. */
export function sayWording(wording: Wording | undefined | null, fallback = ''): string {
  if (wording === undefined || wording === null) return fallback
  if (typeof wording === 'string') return wording
  return (preferences.locale === 'zh' ? wording.zh : wording.en) || wording.zh || fallback
}

/** Reads the program in force; later calls refresh it. Who may not read it learns names from what they may see. */
export async function loadProgram(): Promise<void> {
  if (!may('program:read')) return
  try {
    active.value = await api.get<ProgramVersion>('/program')
    programFailed.value = false
  } catch {
    programFailed.value = true
  }
}

/** The JSON Schema of programs, read once. */
export async function getSchema(): Promise<Record<string, unknown>> {
  schema.value ??= await api.get<Record<string, unknown>>('/program/schema')
  return schema.value
}

export const activeProgram = computed(() => active.value)
const spec = computed<Spec>(() => active.value?.spec ?? {})

function list(value: unknown): Named[] {
  if (!Array.isArray(value)) return []
  return (value as { id?: string; name?: Wording }[]).map((item) => ({
    ...item,
    id: item.id ?? '',
    name: sayWording(item.name, item.id),
  }))
}

export const assets = computed(() => list(spec.value.assets))
export const coupons = computed(() => list(spec.value.coupons))
export const benefits = computed(() => list(spec.value.benefits))
export const activities = computed(() => list(spec.value.activities))
export const mall = computed(() => list(spec.value.mall))
export const counters = computed(() => list(spec.value.counters))
export const tiers = computed<Tier[]>(() =>
  list((spec.value.tiers as { ladder?: unknown } | undefined)?.ladder).map((tier, rank) => ({
    ...tier,
    color: String(tier.color ?? '#8c8c8c'),
    rank,
  })),
)

/** Names met in answers, for those who may not read the program. */
const learnt = reactive(new Map<string, string>())

export function learnNames(things: readonly { id: string; name: string }[]): void {
  for (const { id, name } of things) learnt.set(id, name)
}

function nameIn(things: Named[], id: string): string {
  return things.find((thing) => thing.id === id)?.name ?? learnt.get(id) ?? id
}

export const assetName = (id: string): string => nameIn(assets.value, id)
export const tierName = (id: string): string => nameIn(tiers.value, id)
export const couponName = (id: string): string => nameIn(coupons.value, id)
export const benefitName = (id: string): string => nameIn(benefits.value, id)
export const activityName = (id: string): string => nameIn(activities.value, id)
export const tierColor = (id: string): string => tiers.value.find((tier) => tier.id === id)?.color ?? '#8c8c8c'

/** Name of the thing that a rule path points at (`earning.spend`); the path where there is none. */
export function ruleName(path: string): string {
  let here: unknown = spec.value
  let name = ''
  for (const part of path.split('.')) {
    here = Array.isArray(here)
      ? (here as { id?: string }[]).find((item, i) => item.id === part || String(i) === part)
      : (here as Record<string, unknown> | undefined)?.[part]
    if (here === undefined) break
    const own = (here as { name?: Wording } | null)?.name
    if (own !== undefined && own !== null) name = sayWording(own)
  }
  return name || path
}
