/** Names of event types in words; an unknown one is shown as it is. */
import { i18n } from '@/i18n'

export function eventName(type: string): string {
  const key = `events.${type.replace('.', '_')}`
  return i18n.global.te(key) || i18n.global.te(key, 'zh') ? i18n.global.t(key) : type
}
