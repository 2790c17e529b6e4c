import { describe, expect, it } from 'vitest'
import { readBirthday, sayAttribute, writeBirthday } from '@/pages/member/attributes'

describe('birthdays by the Chinese calendar', () => {
  it.each([
    ['1990-03-08', false, false, '1990-03-08'],
    ['lunar:08-15', true, false, '08-15'],
    ['lunar:1990-08-15', true, false, '1990-08-15'],
    ['lunar:2020-leap-04-08', true, true, '2020-04-08'],
    ['lunar:leap-04-08', true, true, '04-08'],
  ])('%s is taken apart and put together again', (kept, lunar, leap, date) => {
    expect(readBirthday(kept)).toEqual({ lunar, leap, date })
    expect(writeBirthday({ lunar, leap, date })).toBe(kept)
  })

  it('is nothing while no date is given', () => {
    expect(writeBirthday({ lunar: true, leap: true, date: ' ' })).toBe('')
  })

  it('is said in words', () => {
    expect(sayAttribute('birthday', '03-08')).toBe('03-08')
    expect(sayAttribute('birthday', 'lunar:1990-08-15')).toBe('农历 1990-08-15')
    expect(sayAttribute('birthday', 'lunar:2020-leap-04-08')).toBe('农历 2020-04-08（闰月）')
    expect(sayAttribute('city', 'lunar:')).toBe('lunar:')
  })
})
