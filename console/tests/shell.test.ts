import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { quoteShell } from '@/pages/developers/shell'

describe('a value in a copied command', () => {
  it('is put between single quotes', () => {
    expect(quoteShell('{"a":1}')).toBe(`'{"a":1}'`)
    expect(quoteShell("it's")).toBe(`'it'\\''s'`)
  })
  it('reaches the program as it is, whatever the shell makes of such signs elsewhere', () => {
    for (const text of ["O'Neil $(id) `id` \\ \n\"x\" !! * ~ ;&|", "''", "'", '门店「一号」 $HOME', '']) {
      expect(execFileSync('sh', ['-c', `printf %s ${quoteShell(text)}`]).toString()).toBe(text)
    }
  })
})
