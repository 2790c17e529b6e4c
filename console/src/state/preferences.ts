/** What a person chose for this browser: language, theme, width of the side bar. */
import { reactive, watch } from 'vue'

export type Locale = 'zh' | 'en'
export type Theme = 'light' | 'dark' | 'system'

interface Preferences {
  locale: Locale
  theme: Theme
}

const KEY = 'liuke.preferences'

/** Reads a JSON document kept in the browser; `otherwise` when there is none or it cannot be read. */
export function readKept<T>(key: string, otherwise: T): T {
  try {
    const raw = localStorage.getItem(key)
    return raw === null ? otherwise : (JSON.parse(raw) as T)
  } catch {
    return otherwise
  }
}

/** Keeps a JSON document; a browser that refuses storage loses only the convenience. */
export function keep(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    return
  }
}

const kept = readKept<Partial<Preferences>>(KEY, {})

export const preferences = reactive<Preferences>({
  locale: kept.locale === 'en' ? 'en' : 'zh',
  theme: kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : 'system',
})

const wantsDark = window.matchMedia('(prefers-color-scheme: dark)')

/** The theme that is shown, with `system` resolved. */
export const shown = reactive({ dark: false })

function apply(): void {
  shown.dark = preferences.theme === 'dark' || (preferences.theme === 'system' && wantsDark.matches)
  document.documentElement.dataset.theme = shown.dark ? 'dark' : 'light'
  document.documentElement.lang = preferences.locale === 'zh' ? 'zh-CN' : 'en'
}

apply()
wantsDark.addEventListener('change', apply)
watch(preferences, () => {
  keep(KEY, preferences)
  apply()
})
