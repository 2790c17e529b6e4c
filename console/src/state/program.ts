/** Names of the program in force: pages show "白银会员", not `silver`. */
import { i18n, translate } from '@/i18n'
import { computed, ref, shallowRef, watch } from 'vue'
import { api } from '@/api'
import type { ProgramVersion, Spec, Wording } from '@/api/types'
import { listBadges } from '@/program/badges'
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
const named = shallowRef<Spec | null>(null)
const schema = shallowRef<Record<string, unknown> | null>(null)
export const programFailed = ref(false)

/** A wording in the language that is shown. */
export function sayWording(wording: Wording | undefined | null, fallback = ''): string {
  if (wording === undefined || wording === null) return fallback
  if (typeof wording === 'string') return wording
  return (preferences.locale === 'zh' ? wording.zh : wording.en) || wording.zh || fallback
}

/** Reads the program in force; later calls refresh it. Who may not read it is told what things are called. */
export async function loadProgram(): Promise<void> {
  try {
    if (may('program:read')) active.value = await api.get<ProgramVersion>('/program')
    else {
      active.value = null
      named.value = readNames((await api.get<{ items: NamedThing[] }>('/program/names')).items)
    }
    programFailed.value = false
  } catch {
    programFailed.value = true
  }
}

interface NamedThing {
  /** Of the list it stands in. */
  path: string
  id: string
  name: string
  color: string
}

/** The part of a program that names things, as the lists that they stand in. */
function readNames(items: NamedThing[]): Spec {
  const found: Record<string, unknown> = {}
  for (const { path, ...thing } of items) {
    const [section = '', list] = path.split('.')
    const holder = list ? ((found[section] ??= {}) as Record<string, unknown>) : found
    ;((holder[list ?? section] ??= []) as unknown[]).push(thing)
  }
  return found as Spec
}
// Names come in one language, the program has both.
watch(() => preferences.locale, () => void (named.value && loadProgram()))

/** The JSON Schema of programs, read once. */
export async function getSchema(): Promise<Record<string, unknown>> {
  schema.value ??= await api.get<Record<string, unknown>>('/program/schema')
  return schema.value
}

export const activeProgram = computed(() => active.value)
const spec = computed<Spec>(() => active.value?.spec ?? named.value ?? {})

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
export const mall = computed(() => list(spec.value.mall))
export const badges = computed(() => listBadges(spec.value))
export const counters = computed(() => list(spec.value.counters))
export const tiers = computed<Tier[]>(() =>
  list((spec.value.tiers as { ladder?: unknown } | undefined)?.ladder).map((tier, rank) => ({
    ...tier,
    color: String(tier.color ?? '#8c8c8c'),
    rank,
  })),
)

function nameIn(things: Named[], id: string): string {
  // until names are there, nothing is better than an id that is a name a moment later
  return things.find((thing) => thing.id === id)?.name ?? (active.value || named.value || programFailed.value ? id : '')
}

export const assetName = (id: string): string => nameIn(assets.value, id)
export const tierName = (id: string): string => nameIn(tiers.value, id)
export const couponName = (id: string): string => nameIn(coupons.value, id)
export const benefitName = (id: string): string => nameIn(benefits.value, id)
export const tierColor = (id: string): string => tiers.value.find((tier) => tier.id === id)?.color ?? '#8c8c8c'

/** Name of the thing that a rule path points at (`earning.spend`); the path where there is none. */
export function ruleName(path: string): string {
  if (path.startsWith('giving.')) return translate('giving.byHand')
  let here: unknown = spec.value
  let name = ''
  for (const part of path.split('.')) {
    const place = here as Record<string, unknown> | undefined
    here = Array.isArray(here) ? (here as { id?: string }[]).find((item, i) => item.id === part || String(i) === part) : place?.[part]
    // what comes with a tier (`tiers.silver.pack`) is called by the tier
    if (here === undefined && Array.isArray(place?.ladder)) here = (place.ladder as { id?: string }[]).find((tier) => tier.id === part)
    if (here === undefined) break
    const own = (here as { name?: Wording } | null)?.name
    if (own !== undefined && own !== null) name = sayWording(own)
  }
  return name || patchName(path) || sectionName(path) || path
}

interface Patch { do?: string; at?: string; items?: { id?: string; name?: Wording }[] }

/** Of a rule that a campaign or a variant adds. */
function patchName(path: string): string {
  const at = path.lastIndexOf('.')
  for (const campaign of list(spec.value.campaigns))
    for (const patch of (campaign.patch ?? []) as Patch[]) {
      const found = patch.do === 'add' && patch.at === path.slice(0, at) ? patch.items?.find((item) => item.id === path.slice(at + 1)) : undefined
      if (found?.name) return sayWording(found.name)
    }
  return ''
}

/** Of a part of the program whose rules have no names of their own: 邀请有礼（邀请人）. */
function sectionName(path: string): string {
  const [section = '', part = ''] = path.split('.')
  if (!i18n.global.te(`rules.${section}`)) return ''
  const name = translate(`rules.${section}`)
  return i18n.global.te(`rules.${part}`) ? translate('campaigns.partOf', { name, part: translate(`rules.${part}`) }) : name
}
