/** Ways between pages. */

export const TABS = ['home', 'card', 'activities', 'me'] as const
export type Tab = (typeof TABS)[number]

/** Where the pages lie in the mini program: in a sub-package of another one they have its root before them. */
const ROOT = import.meta.env.VITE_LIUKE_ROOT ? `/${import.meta.env.VITE_LIUKE_ROOT}` : ''

export function goTab(tab: Tab): void {
  uni.reLaunch({ url: `${ROOT}/pages/${tab}/index` })
}

export function go(page: string, query: Record<string, string> = {}): void {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  uni.navigateTo({ url: `${ROOT}/pages/${page}/index${pairs.length ? `?${pairs.join('&')}` : ''}` })
}

export function goBack(): void {
  if (getCurrentPages().length > 1) uni.navigateBack()
  else goTab('home')
}
