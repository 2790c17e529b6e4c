/** Words of the app in both languages. What the program says comes in the member's language from the server. */
import { preferences, type Locale } from '@/app/preferences'
import { en } from './en'
import { sayRefusal } from './refusals'
import { zh } from './zh'

export type Key = keyof typeof zh
const WORDS: Record<Locale, Record<Key, string>> = { zh, en }

/** `{n}` is what is named so; `{n|day|days}` is the first where that is one, else the second. */
export function t(key: Key, named: Record<string, string | number> = {}): string {
  const said = WORDS[preferences.locale][key]
  const whole = said.replace(/\{(\w+)(?:\|(\w+)\|(\w+))?\}/g, (asked, name: string, one?: string, many?: string) => {
    const value = named[name]
    return one && many ? (String(value) === '1' ? one : many) : String(value ?? asked)
  })
  return preferences.locale === 'zh' ? space(whole) : whole
}

/** Chinese stands apart from figures and Latin letters. */
function space(said: string): string {
  return said.replace(/([\u4e00-\u9fff])([\dA-Za-z¥$€£+])/g, '$1 $2').replace(/([\dA-Za-z%])([\u4e00-\u9fff])/g, '$1 $2')
}

/** A sentence of the server on its own: it begins as sentences do. */
export function sentence(said: string): string {
  return preferences.locale === 'zh' ? space(said) : said.charAt(0).toUpperCase() + said.slice(1)
}

/** A wording of a page description. */
export function say(words: { zh: string; en: string } | null | undefined): string {
  if (!words) return ''
  return preferences.locale === 'zh' ? words.zh : words.en || words.zh
}

/** Several things in a row. */
export function listed(items: string[]): string {
  return items.join(preferences.locale === 'zh' ? '、' : ', ')
}

/** Why something cannot be done: to the member themselves where there are words for it, else in the server's. */
export function why(reason: { code: string; sentence: { zh: string; en: string } } | null | undefined): string {
  return sayRefusal(reason?.code, preferences.locale) || sentence(say(reason?.sentence))
}

export function isKey(key: string): key is Key {
  return key in zh
}
