/** Names of event types in words; an unknown one is shown as it is. */
import { shallowRef } from 'vue'
import { i18n } from '@/i18n'
import { preferences } from '@/state/preferences'

/** Of all types, loaded beside the page: the console's own words for the common ones are there at once. */
const words = shallowRef<Record<string, readonly [string, string]>>({})
void import('@/i18n/eventWords').then((found) => (words.value = found.eventWords))

export function eventName(type: string): string {
  const key = `events.${type.replace('.', '_')}`
  if (i18n.global.te(key) || i18n.global.te(key, 'zh')) return i18n.global.t(key)
  return words.value[type]?.[preferences.locale === 'zh' ? 0 : 1] ?? type
}
