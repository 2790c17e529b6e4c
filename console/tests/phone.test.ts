import { mount } from '@vue/test-utils'
import { beforeAll, describe, expect, it } from 'vitest'
import { i18n, loadWords } from '@/i18n'
import { groupBlocks } from '@/phone/blocks'
import PhonePage from '@/phone/PhonePage.vue'
import type { PageAction, PageBlock, PageDescription } from '@/api/types'

const w = (zh: string, en: string): { zh: string; en: string } => ({ zh, en })
const option = { id: 'a', label: w('乌龙', 'Oolong'), picture: '', chosen: true, count: 3, share_bps: 7_500, right: null }
const BLOCKS: PageBlock[] = [
  { block: 'hero', headline: w('再签两天', 'Two more days'), note: w('加油', 'Go on'), picture: '' },
  { block: 'progress', label: w('消费', 'Spent'), value: 5_000, goal: 10_000, unit: 'cents', currency: 'CNY', note: null },
  { block: 'steps', label: w('阶梯', 'Ladder'), unit: 'days', items: [{ label: w('十分', 'Ten'), at: 3, state: 'done', note: null }] },
  { block: 'calendar', first: '2027-02-01', last: '2027-02-28', today: '2027-02-10', marked: ['2027-02-09'], made_up: [], open: ['2027-02-08'] },
  { block: 'prizes', style: 'wheel', items: [{ id: 'm', name: w('杯子', 'Mug'), picture: '', rank: 1, rewards: w('杯子', 'Mug'), left: 2, odds_ppm: 10_000, effective_ppm: 12_000, note: null }] },
  { block: 'cards', label: w('五福', 'Five'), items: [{ id: 'f', name: w('福', 'Luck'), picture: '', count: 2, rare: 1, odds_ppm: 200_000 }, { id: 'g', name: w('圆', 'Round'), picture: '', count: 0, rare: null, odds_ppm: null }] },
  { block: 'options', label: w('选一款', 'Choose'), options: [option], most: 1, total: 4 },
  { block: 'question', id: 'q', required: true, most: null, least_score: null, most_score: null, max_chars: null, asked_if: null, number: 1, of: 3, text: w('茶有几种？', 'How many teas?'), form: 'single', picture: '', options: [{ ...option, right: true }], until_us: null, given: 'a', right: true, explanation: w('六种', 'Six') },
  { block: 'price', label: w('茶饼', 'Cake'), money: { cents: 990, currency: 'CNY' }, points: null, asset: null, usual: { cents: 3_900, currency: 'CNY' }, picture: '' },
  { block: 'stock', label: w('剩余', 'Left'), left: 0, of: 3, unit: 'pieces', note: null },
  { block: 'people', label: w('榜单', 'Board'), items: [{ name: '张*', place: 1, note: null, mine: true, zone: 'up' }], total: 9 },
  { block: 'countdown', label: w('距开场', 'Begins in'), until_us: 1_800_090_061_000_000 },
  { block: 'tiles', items: [{ label: w('机会', 'Chances'), value: 2, unit: w('次', 'times'), money: null }] },
  { block: 'text', text: w('仅此一天', 'One day only') },
  { block: 'media', picture: '', caption: w('门店', 'The shop') },
  { block: 'posts', label: w('茶友说', 'Said'), items: [{ id: 'p', by: '李*', text: '好喝', pictures: [], state: 'adopted', likes: 2, liked: true, mine: false, reason: '' }, { id: 'q', by: '', text: '加群', pictures: [], state: 'refused', likes: null, liked: false, mine: true, reason: 'QR 12' }], total: 2 },
]
const action: PageAction = { request: 'draw', label: w('抽奖', 'Draw'), enabled: true, why_not: null, fields: [], sends: { pay_with: 'price' }, confirm: null }
const page = (changes: Partial<PageDescription> = {}): PageDescription => ({
  kind: 'lottery', activity_id: 'wheel', title: w('大转盘', 'Wheel'), theme: null, status: 'open', status_reason: null, opens_us: null, closes_us: null, blocks: BLOCKS, actions: [action], rules: [w('每天一次', 'Once a day')], look: null, ...changes,
})
const show = (description: PageDescription, locale: 'zh' | 'en' = 'zh'): ReturnType<typeof mount> =>
  mount(PhonePage, { props: { page: description, locale, nowUs: 1_800_000_000_000_000 }, global: { plugins: [i18n] } })

beforeAll(() => loadWords('en'))

describe('the page of a member', () => {
  it('shows every block in the language of the page', () => {
    const zh = show(page()).text()
    for (const said of ['再签两天', '¥50.00', '/ ¥100.00', '阶梯', '1%', '计入保底 1.2%', '剩 2 份', '还差 1 张', '4 人参与', '75%', '第 1 / 3 题', '回答正确', '¥9.90', '已全部领完', '张*', '1 天 01:01:01', '机会', '仅此一天', '门店', '已采纳', '未通过', '原因：QR 12', '每天一次']) expect(zh).toContain(said)
    const en = show(page(), 'en').text()
    for (const said of ['Two more days', '1.2% with guarantee', '1 missing', 'None left', 'Question 1 of 3', 'Adopted']) expect(en).toContain(said)
    expect(en.replace('张*', '').replace('李*', '').replace('好喝', '').replace('加群', '')).not.toMatch(/\p{Script=Han}/u)
  })

  it('shows a block that it does not know as a neutral box', () => {
    const found = show(page({ blocks: [{ block: 'hologram', secret: 'x' } as unknown as PageBlock] })).text()
    expect(found).toContain('（hologram）')
    expect(found).not.toContain('secret')
  })

  it('wears the colours of its campaign, and says what the campaign says', () => {
    const colours = { primary: '#b3261e', on_primary: '#ffffff', accent: '#8f4e00', paper: '#fff3e8', ink: '#2b1512' }
    const look = { campaign: 'spring', skin: 'spring_festival' as const, picture: '', headline: w('新春快乐', 'Happy New Year'), note: null, light: colours, dark: { ...colours, paper: '#1c1110' } }
    const found = show(page({ look }), 'en')
    expect(found.text()).toContain('Happy New Year')
    const style = found.get('.member-page').attributes('style') ?? ''
    for (const said of ['--look-light-on-primary: #ffffff', '--look-light-paper: #fff3e8', '--look-dark-paper: #1c1110']) expect(style).toContain(said)
    expect(found.get('.member-page').classes()).toContain('themed')
    expect(show(page({ look: { ...look, headline: null } })).find('.banner').exists()).toBe(false)
    expect(show(page()).get('.member-page').classes()).not.toContain('themed')
  })

  it('puts what belongs together into one card', () => {
    expect(groupBlocks(BLOCKS).map((group) => group.blocks.map((block) => block.block).join('+'))).toContain('price+stock')
    expect(groupBlocks([{ block: 'stock' } as PageBlock, { block: 'stock' } as PageBlock]).length).toBe(1)
  })

  it('says why something cannot be done, and sends what can', async () => {
    const shut: PageAction = { ...action, enabled: false, why_not: { code: 'no', sentence: w('没有机会了', 'No chance left') } }
    const closed = show(page({ status: 'ended', status_reason: { code: 'activity-closed', sentence: w('活动已经结束', 'It is over') }, actions: [shut] }))
    expect(closed.text()).toContain('已结束')
    expect(closed.text()).toContain('没有机会了')
    await closed.get('.foot .main').trigger('click')
    expect(closed.emitted('act')).toBeUndefined()
    const open = show(page())
    await open.get('.foot .main').trigger('click')
    expect(open.emitted('act')?.[0]?.[1]).toEqual({ pay_with: 'price' })
  })

  it('asks for what must be entered first, within its limit', async () => {
    const choices = ['a', 'b', 'c'].map((value) => ({ value, label: w(`甲${value}`, value) }))
    const asking: PageAction = { ...action, sends: {}, confirm: w('确定吗？', 'Go on?'), fields: [
      { name: 'options', label: w('选项', 'Options'), kind: 'list', required: true, choices, most: 2 },
      { name: 'cents', label: w('金额', 'Amount'), kind: 'cents', required: false, choices: [], most: null },
    ] }
    const found = show(page({ actions: [asking] }))
    await found.get('.foot .main').trigger('click')
    expect(found.emitted('act')).toBeUndefined()
    expect(found.text()).toContain('确定吗？')
    expect(found.get('.sheet .main').attributes('disabled')).toBeDefined()
    for (const pill of found.findAll('.pills button')) await pill.trigger('click')
    await found.get('.sheet input').setValue('1.5')
    await found.get('.sheet').trigger('submit')
    expect(found.emitted('act')?.[0]?.[1]).toEqual({ options: ['b', 'c'], cents: 150 })
  })
})
