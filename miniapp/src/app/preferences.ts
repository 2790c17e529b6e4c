/** What the member chose about how the app looks and speaks. */
import { computed, reactive } from 'vue'
import { read, write } from './kept'

export type Locale = 'zh' | 'en'
export type Theme = 'system' | 'light' | 'dark'

interface Preferences {
  locale: Locale
  theme: Theme
  /** Size of type in per cent: 100, 120, 150, 200. */
  size: number
}

export const SIZES = [100, 120, 150, 200] as const

export const preferences = reactive<Preferences>({ locale: 'zh', theme: 'system', size: 100, ...read<Preferences>('preferences') })
const system = reactive({ dark: false })

export const isDark = computed(() => preferences.theme === 'dark' || (preferences.theme === 'system' && system.dark))

export function choose(change: Partial<Preferences>): void {
  Object.assign(preferences, change)
  write('preferences', { ...preferences })
  paintAround()
}

/** Follow the system, and paint what lies around the pages. */
export function watchPlatform(): void {
  // #ifdef H5
  const asked = window.matchMedia('(prefers-color-scheme: dark)')
  system.dark = asked.matches
  asked.addEventListener('change', (now) => {
    system.dark = now.matches
    paintAround()
  })
  // #endif
  // #ifdef MP-WEIXIN
  const told = uni.getSystemInfoSync()
  system.dark = told.theme === 'dark'
  if (!read('preferences')) {
    const standard = (told as { fontSizeSetting?: number }).fontSizeSetting ?? 17
    if (standard >= 23) preferences.size = 150
    else if (standard >= 20) preferences.size = 120
  }
  uni.onThemeChange?.(({ theme }) => {
    system.dark = theme === 'dark'
    paintAround()
  })
  // #endif
  paintAround()
}

function paintAround(): void {
  const paper = isDark.value ? '#141715' : '#F5F2EA'
  // #ifdef H5
  const root = document.documentElement
  root.lang = preferences.locale === 'zh' ? 'zh-CN' : 'en'
  root.style.backgroundColor = paper
  document.querySelector('meta[name=theme-color]')?.setAttribute('content', paper)
  // #endif
  // #ifdef MP-WEIXIN
  uni.setBackgroundColor({ backgroundColor: paper, backgroundColorTop: paper, backgroundColorBottom: paper, fail: () => undefined })
  // #endif
}
