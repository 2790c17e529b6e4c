/** A page to be sent to a friend: a link on H5; in WeChat the card of the share button, which the page itself gives. */
import { toast } from './feedback'
import { t } from '@/i18n'

export interface Shared {
  title: string
  /** Page and query within the app, from its root. */
  path: string
}

export const shared: { now: Shared | undefined } = { now: undefined }

export function copyText(text: string, said: string): void {
  // #ifdef H5
  void navigator.clipboard?.writeText(text).then(() => toast(said), () => toast(text))
  // #endif
  // #ifdef MP-WEIXIN
  uni.setClipboardData({ data: text, success: () => toast(said), fail: () => toast(text) })
  // #endif
}

/** On H5: the system's own sheet where there is one, else the link is copied. */
export function shareLink(what: Shared): void {
  // #ifdef H5
  const url = `${window.location.origin}${window.location.pathname}#${what.path}`
  if (navigator.share && navigator.maxTouchPoints > 0 && !navigator.webdriver) void navigator.share({ title: what.title, url }).catch(() => undefined)
  else copyText(url, t('share.copied'))
  // #endif
}
