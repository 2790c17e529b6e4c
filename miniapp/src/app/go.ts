/** Ways between pages. */

export const TABS = ['home', 'card', 'activities', 'me'] as const
export type Tab = (typeof TABS)[number]

export function goTab(tab: Tab): void {
  uni.reLaunch({ url: `/pages/${tab}/index` })
}

export function go(page: string, query: Record<string, string> = {}): void {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  uni.navigateTo({ url: `/pages/${page}/index${pairs.length ? `?${pairs.join('&')}` : ''}` })
}

export function goBack(): void {
  if (getCurrentPages().length > 1) uni.navigateBack()
  else goTab('home')
}
