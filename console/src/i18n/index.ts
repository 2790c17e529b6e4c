/** Chinese comes with the first load, English with the first use of it. A key missing in English is a type error. */
import { createI18n } from 'vue-i18n'
import { zh, type Messages } from './zh'
import type { Locale } from '@/state/preferences'

export const i18n = createI18n({
  legacy: false,
  locale: 'zh',
  fallbackLocale: 'zh',
  messages: { zh } as Record<string, Messages>,
  missingWarn: true,
  fallbackWarn: false,
})

/** Loads the wordings of a language, without switching to it. */
export async function loadWords(locale: Locale): Promise<void> {
  if (locale === 'en' && !i18n.global.availableLocales.includes('en')) {
    const { en } = await import('./en')
    i18n.global.setLocaleMessage('en', en)
  }
}

/** Loads the wordings of a language and switches to it. */
export async function loadLocale(locale: Locale): Promise<void> {
  await loadWords(locale)
  i18n.global.locale.value = locale
}

/** Whether there are words under the key, in the language that is shown. */
export function translates(key: string): boolean {
  return i18n.global.te(key)
}

/** For code outside components; inside them use `useI18n()`. */
export function translate(key: string, named: Record<string, unknown> = {}): string {
  return i18n.global.t(key, named)
}
