/** What people call attributes of a profile; those that the shop made up itself are called as the shop calls them. */
import { translate, translates } from '@/i18n'

/** Offered where a profile is edited, whether or not it has them. */
export const KNOWN_ATTRIBUTES = ['name', 'nickname', 'birthday', 'gender', 'city']

export function attributeName(name: string): string {
  return translates(`profile.names.${name}`) ? translate(`profile.names.${name}`) : name
}

/** A birthday as it is kept (`1990-03-08`, `lunar:2020-leap-04-08`), taken apart for a form. */
export interface Birthday {
  lunar: boolean
  leap: boolean
  /** `1990-03-08`, or `03-08`; what cannot be read stays as it is. */
  date: string
}

export function readBirthday(kept: string): Birthday {
  const lunar = kept.startsWith('lunar:')
  const rest = lunar ? kept.slice(6) : kept
  return { lunar, leap: lunar && rest.includes('leap-'), date: lunar ? rest.replace('leap-', '') : rest }
}

export function writeBirthday({ lunar, leap, date }: Birthday): string {
  const text = date.trim()
  if (!lunar || !text) return text
  return `lunar:${leap ? text.replace(/(\d{2}-\d{2})$/, 'leap-$1') : text}`
}

/** What stands in a profile as people read it. */
export function sayAttribute(name: string, value: unknown): string {
  const text = String(value)
  if (name !== 'birthday' || !text.startsWith('lunar:')) return text
  const { leap, date } = readBirthday(text)
  return translate(leap ? 'profile.lunarLeap' : 'profile.lunarDay', { date })
}

const NAMESPACES = ['phone', 'mobile', 'email', 'wechat', 'alipay', 'douyin', 'customer', 'card', 'pos', 'till']

/** Where a name of a member comes from, in words. */
export function namespaceName(namespace: string): string {
  return NAMESPACES.includes(namespace) ? translate(`profile.namespaces.${namespace}`) : namespace
}

/** Labels that the platform sets itself: they are said in words elsewhere on the page. */
export const OWN_LABELS = ['erased', 'returning', 'member_frozen', 'benefits_paused']
