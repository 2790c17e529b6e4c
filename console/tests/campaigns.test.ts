import { describe, expect, it } from 'vitest'
import { daysBetween, moveWindow, weeksOf } from '@/pages/campaigns/calendar'
import { copyCampaign, freshId } from '@/pages/campaigns/copy'

const SPEC = {
  campaigns: [{ id: 'spring', name: '春节', enabled: true, window: { from: '2027-02-05', to: '2027-02-20 22:00' }, patch: [{ do: 'set', at: 'activities.wheel.name', to: 'x' }, { do: 'set', at: 'activities.check_in.name', to: 'y' }] }],
  activities: [{ id: 'check_in', kind: 'check_in' }, { id: 'wheel', kind: 'lottery', campaign: 'spring', window: { to: '2027-02-10' } }],
}

describe('campaigns', () => {
  it('are copied with their activities under ids of their own, without a window, switched off', () => {
    const copied = copyCampaign(SPEC, SPEC, 'spring') as typeof SPEC
    expect(copied.campaigns[1]).toEqual({ id: 'spring_2', name: '春节', enabled: false, patch: [{ do: 'set', at: 'activities.wheel_2.name', to: 'x' }, { do: 'set', at: 'activities.check_in.name', to: 'y' }] })
    expect(copied.activities[2]).toEqual({ id: 'wheel_2', kind: 'lottery', campaign: 'spring_2', window: {} })
    expect(SPEC.campaigns).toHaveLength(1)
    expect(copyCampaign(copied, SPEC, 'spring').campaigns).toHaveLength(3)
    expect(freshId('spring_2', new Set(['spring_2', 'spring_3']))).toBe('spring_4')
    expect(copyCampaign(SPEC, SPEC, 'nobody')).toBe(SPEC)
  })

  it('are moved by whole days; times of day and open ends stay', () => {
    const moved = moveWindow(SPEC, { path: 'campaigns.spring', name: '', days: 24 }) as typeof SPEC
    expect(moved.campaigns[0]?.window).toEqual({ from: '2027-03-01', to: '2027-03-16 22:00' })
    expect((moveWindow(moved, { path: 'campaigns.spring', name: '', days: -24 }) as typeof SPEC).campaigns).toEqual(SPEC.campaigns)
    expect((moveWindow(SPEC, { path: 'activities.wheel', name: '', days: 1 }) as typeof SPEC).activities[1]?.window).toEqual({ to: '2027-02-11' })
  })

  it('stand in weeks from Monday', () => {
    expect(weeksOf('2027-02').map((week) => week[0])).toEqual(['2027-02-01', '2027-02-08', '2027-02-15', '2027-02-22'])
    expect(weeksOf('2027-05')[0]?.[0]).toBe('2027-04-26')
    expect(daysBetween('2027-02-27', '2027-03-02')).toBe(3)
  })
})

describe('a window around a festival', () => {
  it('is moved as plain days', () => {
    const spec = { campaigns: [{ id: 'moon', window: { from: '2027-09-12', to: '2027-09-18', around: { festival: 'mid_autumn', year: 2027 } } }] } as unknown as Parameters<typeof moveWindow>[0]
    const moved = moveWindow(spec, { path: 'campaigns.moon', name: '', days: 1 }) as { campaigns?: { window: unknown }[] }
    expect(moved.campaigns?.[0]?.window).toEqual({ from: '2027-09-13', to: '2027-09-19' })
  })
})
