/** What people call attributes of a profile; those that the shop made up itself are called as the shop calls them. */
import { translate, translates } from '@/i18n'

/** Offered where a profile is edited, whether or not it has them. */
export const KNOWN_ATTRIBUTES = ['name', 'nickname', 'birthday', 'gender', 'city']

export function attributeName(name: string): string {
  return translates(`profile.names.${name}`) ? translate(`profile.names.${name}`) : name
}

const NAMESPACES = ['phone', 'mobile', 'email', 'wechat', 'alipay', 'douyin', 'customer', 'card', 'pos', 'till']

/** Where a name of a member comes from, in words. */
export function namespaceName(namespace: string): string {
  return NAMESPACES.includes(namespace) ? translate(`profile.namespaces.${namespace}`) : namespace
}

/** Labels that the platform sets itself: they are said in words elsewhere on the page. */
export const OWN_LABELS = ['erased', 'returning', 'member_frozen', 'benefits_paused']
