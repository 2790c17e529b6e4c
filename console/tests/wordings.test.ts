import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from '@/i18n/en'
import { zh } from '@/i18n/zh'

function flatten(tree: object, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[prefix + key, value]] : Object.entries(flatten(value as object, `${prefix}${key}.`)))),
  )
}

function listSources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? listSources(path) : /\.(vue|ts)$/.test(entry.name) && !path.includes('i18n') ? [path] : []
  })
}

const chinese = flatten(zh)
const english = flatten(en)
const source = listSources(join(import.meta.dirname, '../src')).map((path) => readFileSync(path, 'utf8')).join('\n')

describe('wordings', () => {
  it('are the same set in both languages, none empty', () => {
    expect(Object.keys(english)).toEqual(Object.keys(chinese))
    expect(Object.entries({ ...chinese, ...english }).filter(([, text]) => !text.trim())).toEqual([])
  })

  it('use the same figures in both languages', () => {
    const figures = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort()
    const different = Object.keys(chinese).filter((key) => figures(chinese[key] ?? '').join() !== figures(english[key] ?? '').join())
    expect(different).toEqual([])
  })

  it('exist for every key that the sources name', () => {
    const used = [...source.matchAll(/\b(?:t|translate)\('([a-zA-Z]+(?:\.[a-zA-Z_]+)+)'/g)].map((match) => match[1] ?? '')
    expect(used.length).toBeGreaterThan(300)
    expect([...new Set(used)].filter((key) => !(key in chinese))).toEqual([])
  })

  it('are all used', () => {
    const beginnings = [...source.matchAll(/\b(?:t|te|translate)\(`([a-zA-Z.]+)\$\{/g)].map((match) => match[1] ?? '')
    const dynamic = [...beginnings, 'events.', 'audit.actions.', 'nav.', 'overview.']
    const unused = Object.keys(chinese).filter((key) => !source.includes(`'${key}'`) && !dynamic.some((beginning) => key.startsWith(beginning)))
    expect(unused).toEqual([])
  })

  it('contain no Chinese in English', () => {
    expect(Object.entries(english).filter(([, text]) => /\p{Script=Han}/u.test(text))).toEqual([])
  })
})
