import { describe, expect, it } from 'vitest'
import { getAt, insertAt, locate, moveAt, setAt, useDocument } from '@/program/document'

const spec = { tiers: { ladder: [{ id: 'basic' }, { id: 'gold', entry: { at_least: 5 } }] }, earning: [{ id: 'spend' }] }

describe('documents', () => {
  it('are changed by path without touching the old one', () => {
    const next = setAt(spec, ['tiers', 'ladder', 1, 'entry', 'at_least'], 9)
    expect(getAt(next, ['tiers', 'ladder', 1, 'entry', 'at_least'])).toBe(9)
    expect(spec.tiers.ladder[1]?.entry?.at_least).toBe(5)
    expect(getAt(next, ['earning'])).toBe(spec.earning)
  })

  it('lose a field set to undefined, and a list its element', () => {
    expect(setAt({ a: 1, b: 2 }, ['a'], undefined)).toEqual({ b: 2 })
    expect(setAt({ a: [1, 2, 3] }, ['a', 1], undefined)).toEqual({ a: [1, 3] })
  })

  it('take elements in and move them, within bounds', () => {
    expect(insertAt({ a: [1, 3] }, ['a'], 1, 2)).toEqual({ a: [1, 2, 3] })
    expect(moveAt({ a: [1, 2, 3] }, ['a'], 0, 2)).toEqual({ a: [2, 3, 1] })
    expect(moveAt({ a: [1, 2] }, ['a'], 0, 5)).toEqual({ a: [1, 2] })
  })

  it('are found by ids or numbers, as far as they exist', () => {
    expect(locate(spec, 'tiers.ladder.gold.entry')).toEqual(['tiers', 'ladder', 1, 'entry'])
    expect(locate(spec, 'tiers.ladder.0.id')).toEqual(['tiers', 'ladder', 0, 'id'])
    expect(locate(spec, 'earning[0].nothing.more')).toEqual(['earning', 0, 'nothing'])
    expect(locate(spec, 'tiers.ladder.1.entry.Reach.at_least')).toEqual(['tiers', 'ladder', 1, 'entry', 'at_least'])
    expect(locate(spec, 'tiers.ladder.silver')).toEqual(['tiers', 'ladder'])
  })

  it('undo and redo; typing into one field is one step', () => {
    const edited = useDocument<Record<string, unknown>>({ name: 'a', list: [1] })
    edited.set(['name'], 'ab')
    edited.set(['name'], 'abc')
    edited.set(['list'], [1, 2])
    edited.undo()
    expect(edited.value.value).toEqual({ name: 'abc', list: [1] })
    edited.undo()
    expect(edited.value.value).toEqual({ name: 'a', list: [1] })
    expect(edited.canUndo.value).toBe(false)
    edited.redo()
    expect(edited.value.value).toEqual({ name: 'abc', list: [1] })
    edited.set(['name'], 'z')
    expect(edited.canRedo.value).toBe(false)
  })
})
