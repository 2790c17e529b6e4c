import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mount, type VueWrapper } from '@vue/test-utils'
import { defineComponent, h, nextTick, shallowRef, unref, type Ref } from 'vue'
import { beforeEach, describe, expect, it } from 'vitest'
import SchemaForm from '@/components/form/SchemaForm.vue'
import { fromShown, toShown, unitOf } from '@/components/form/units'
import { i18n, loadLocale } from '@/i18n'
import type { Words } from '@/pages/studio/useWords'
import { listBadges } from '@/program/badges'
import { useDocument, type EditedDocument } from '@/program/document'
import { describeField, findVariant, makeFresh, type Node as SchemaNode } from '@/program/schema'
import { preferences } from '@/state/preferences'
import type { Finding, Spec } from '@/api/types'

const root = JSON.parse(readFileSync(join(import.meta.dirname, 'program.schema.json'), 'utf8')) as SchemaNode
const part = (name: string): SchemaNode => root.properties?.[name] ?? {}

function show(name: string, document: EditedDocument<Spec>, findings: Finding[] | Ref<Finding[]> = [], words: Partial<Words> = {}): VueWrapper {
  const Parent = defineComponent({
    setup: () => () =>
      h(SchemaForm, { schema: root, document: document.value.value, path: [name], node: part(name), name, findings: unref(findings), words: { said: true, rows: {}, blocks: [], events: [], fields: [], ...words }, onSet: document.set }),
  })
  return mount(Parent, { global: { plugins: [i18n] }, attachTo: globalThis.document.body })
}

const labels = (wrapper: VueWrapper): string[] => wrapper.findAll('.label > :first-child').map((found) => found.text())
const button = (wrapper: VueWrapper, text: string) => wrapper.findAll('button').find((found) => found.text().includes(text))

beforeEach(async () => {
  preferences.locale = 'zh'
  await loadLocale('zh')
  globalThis.document.body.innerHTML = ''
})

describe('the schema', () => {
  it('tells kinds apart', () => {
    const kinds = Object.fromEntries(Object.entries(root.properties ?? {}).map(([name, node]) => [name, describeField(root, node).kind]))
    expect(kinds).toMatchObject({ name: 'wording', tiers: 'object', earning: 'array', calendar: 'object', id: 'string' })
    const rule = root.$defs?.EarningRule?.properties ?? {}
    expect(describeField(root, rule.when ?? {})).toMatchObject({ kind: 'condition', nullable: true })
    expect(describeField(root, rule.once ?? {}).variants.map((one) => one.id)).toEqual(['none', 'member', 'day', 'OncePer'])
    expect(describeField(root, rule.amount ?? {}).kind).toBe('union')
    expect(describeField(root, root.$defs?.AssetReward?.properties?.by_tier ?? {}).kind).toBe('map')
  })

  it('finds the variant of a value by tag or by shape', () => {
    const activities = describeField(root, part('activities').items ?? {})
    expect(findVariant(activities, { kind: 'task' })?.id).toBe('TaskSpec')
    const once = describeField(root, root.$defs?.EarningRule?.properties?.once ?? {})
    expect(findVariant(once, 'day')?.id).toBe('day')
    expect(findVariant(once, { per: ['order_id'] })?.id).toBe('OncePer')
    const amount = describeField(root, root.$defs?.EarningRule?.properties?.amount ?? {})
    expect(findVariant(amount, { fixed: 5 })?.id).toBe('FixedAmount')
    expect(findVariant(amount, { per: { field: 'amount_cents' } })?.id).toBe('RateAmount')
  })

  it('gives every list of the program a fresh element with all that is required', () => {
    for (const [name, node] of Object.entries(root.properties ?? {})) {
      const field = describeField(root, node)
      if (field.kind !== 'array' || !field.node.items) continue
      const item = describeField(root, field.node.items)
      const fresh = makeFresh(root, field.node.items) as Record<string, unknown>
      const required = (item.kind === 'union' ? item.variants[0]?.node.required : item.node.required) ?? []
      expect(required.filter((key) => !(key in fresh)), name).toEqual([])
    }
  })
})

describe('units', () => {
  it('are shown as people write them and kept as whole numbers', () => {
    expect([unitOf('bps').after, unitOf('factor').after, unitOf('cents').after]).toEqual(['%', '倍', '元'])
    expect(unitOf('cents', { code: 'JPY', exponent: 0 })).toMatchObject({ scale: 1, before: '¥', after: '' })
    expect(fromShown('12.5', unitOf('cents'))).toBe(1250)
    expect(toShown(1250, unitOf('cents'))).toBe('12.5')
    expect(fromShown('7.25', unitOf('bps'))).toBe(725)
    expect(fromShown('1.2', unitOf('factor'))).toBe(12000)
    expect(fromShown('0.07', unitOf('cents'))).toBe(7)
    expect(fromShown('0.001', unitOf('cents'))).toBeUndefined()
    expect(fromShown('a', unitOf(''))).toBeUndefined()
  })
})

describe('SchemaForm', () => {
  it('shows labels of the language, and only what says something', async () => {
    const document = useDocument<Spec>({ calendar: { time_zone: 'Asia/Shanghai' } })
    const wrapper = show('calendar', document)
    expect(labels(wrapper)).toEqual(['时区'])
    await button(wrapper, '更多设置')?.trigger('click')
    expect(labels(wrapper)).toEqual(['时区', '每日起始时刻'])
    preferences.locale = 'en'
    await loadLocale('en')
    await nextTick()
    expect(labels(wrapper)).toEqual(['Time zone', 'Day starts at'])
  })

  it('writes money in cents at the right path', async () => {
    const document = useDocument<Spec>({ coupons: [{ id: 'a', name: { zh: '券' }, kind: 'amount', amount_cents: 500, validity: { kind: 'relative', days: 3 } }] })
    const wrapper = show('coupons', document)
    await wrapper.find('button.open').trigger('click')
    const field = wrapper.find('#field-coupons-0-amount_cents input')
    expect((field.element as HTMLInputElement).value).toBe('5')
    await field.setValue('7.5')
    expect((document.value.value.coupons as { amount_cents: number }[])[0]?.amount_cents).toBe(750)
    document.undo()
    await nextTick()
    expect((wrapper.find('#field-coupons-0-amount_cents input').element as HTMLInputElement).value).toBe('5')
  })

  it('keeps what is no figure as it was typed, so that lint can refuse it', async () => {
    const document = useDocument<Spec>({ tiers: { grace_days: 30 } })
    const wrapper = show('tiers', document)
    await wrapper.find('#field-tiers-grace_days input').setValue('soon')
    expect(document.value.value.tiers).toEqual({ grace_days: 'soon' })
    await wrapper.find('#field-tiers-grace_days input').setValue('')
    expect(document.value.value.tiers).toEqual({})
  })

  it('adds, moves, copies and removes list items', async () => {
    const document = useDocument<Spec>({ earning: [{ id: 'one', name: '一', on: 'app.opened', amount: { fixed: 1 } }] }) as EditedDocument<Spec> & { value: Ref<{ earning: { id: string }[] }> }
    const wrapper = show('earning', document)
    await button(wrapper, '添加')?.trigger('click')
    expect(document.value.value.earning).toHaveLength(2)
    expect(wrapper.findAll('li.opened')).toHaveLength(1)
    expect(document.value.value.earning[1]).toMatchObject({ id: 'earning_2', on: '' })
    document.undo()
    expect(document.value.value.earning.map((rule) => rule.id)).toEqual(['one'])
  })

  it('places findings at their fields, opens the item, and says so on the closed line', async () => {
    const finding: Finding = { path: 'earning.two.amount.fixed', code: 'too-much', severity: 'error', reason: '太多了', fix: '改少', figures: {}, new: false, dismissed: null }
    const rules = ['one', 'two'].map((id) => ({ id, name: id, on: 'app.opened', amount: { fixed: 1 } }))
    const document = useDocument<Spec>({ earning: rules })
    const wrapper = show('earning', document)
    expect(wrapper.text()).not.toContain('太多了')
    await wrapper.findAll('button.open')[1]?.trigger('click')
    wrapper.unmount()
    const again = show('earning', document, [finding])
    expect(again.findAll('[aria-label="有错误"]')).toHaveLength(1)
    await again.findAll('button.open')[1]?.trigger('click')
    const place = again.find('#field-earning-1-amount-fixed')
    expect(place.text()).toContain('太多了')
    expect(place.text()).toContain('改少')
  })

  it('keeps shared fields when another shape is chosen', async () => {
    const document = useDocument<Spec>({ tiers: { period: { kind: 'rolling', months: 12 } } })
    const wrapper = show('tiers', document)
    const select = wrapper.find('#field-tiers-period').findComponent({ name: 'ElSelect' })
    select.vm.$emit('update:modelValue', 'LifetimeWindow')
    await nextTick()
    expect((document.value.value.tiers as { period: unknown }).period).toEqual({ kind: 'lifetime' })
  })

  it('nests conditions and reads their values as figures, words or lists', async () => {
    const rule = { id: 'r', name: 'r', on: 'app.opened', amount: { fixed: 1 }, when: { field: 'event.items', op: 'gte', value: 2 } }
    const document = useDocument<Spec>({ earning: [rule] })
    const wrapper = show('earning', document)
    await wrapper.find('button.open').trigger('click')
    const when = (): unknown => (document.value.value.earning as { when: unknown }[])[0]?.when
    await wrapper.find('#field-earning-0-when .value input').setValue('5')
    expect(when()).toEqual({ field: 'event.items', op: 'gte', value: 5 })
    const selects = () => wrapper.find('#field-earning-0-when').findAllComponents({ name: 'ElSelect' })
    selects()[0]?.vm.$emit('update:modelValue', 'all')
    await nextTick()
    expect(when()).toEqual({ all: [{ field: 'event.items', op: 'gte', value: 5 }] })
    selects()[3]?.vm.$emit('update:modelValue', 'in')
    await nextTick()
    expect(when()).toEqual({ all: [{ field: 'event.items', op: 'in', value: [5] }] })
  })
})

describe('units and faults', () => {
  const SPEND = { id: 'spend', name: '累计消费', on: ['order.paid'], add: { field: 'amount_cents' } }
  const tier = (at_least: unknown): Spec => ({ counters: [SPEND], tiers: { ladder: [{ id: 'basic', name: '普通' }, { id: 'silver', name: '银卡', entry: { dimension: 'spend', at_least } }] } })

  it('a threshold of money is typed in yuan, with its unit in the field', async () => {
    const document = useDocument<Spec>(tier(30_000))
    const wrapper = show('tiers', document)
    await wrapper.findAll('#field-tiers-ladder button.open')[1]?.trigger('click')
    const field = wrapper.find('#field-tiers-ladder-1-entry-at_least')
    expect((field.find('input').element as HTMLInputElement).value).toBe('300')
    expect(field.text()).toContain('元')
    await field.find('input').setValue('600')
    expect(document.value.value).toEqual(tier(60_000))
  })

  it('a threshold of times is typed as a number of times', async () => {
    const document = useDocument<Spec>({ ...tier(5), counters: [{ id: 'spend', name: '订单数', on: ['order.paid'] }] })
    const wrapper = show('tiers', document)
    await wrapper.findAll('#field-tiers-ladder button.open')[1]?.trigger('click')
    const field = wrapper.find('#field-tiers-ladder-1-entry-at_least')
    expect((field.find('input').element as HTMLInputElement).value).toBe('5')
    expect(field.text()).toContain('次')
  })

  it('money in conditions has its unit, too', async () => {
    const rule = { id: 'r', name: 'r', on: 'order.paid', amount: { fixed: 1 }, when: { field: 'event.amount_cents', op: 'gte', value: 5000 } }
    const document = useDocument<Spec>({ earning: [rule] })
    const wrapper = show('earning', document, [], {
      events: [{ name: 'order.paid', label: '支付订单', origin: 'reported', fields: [{ path: 'event.amount_cents', label: '实付金额', kind: 'cents' }] }],
    })
    await wrapper.find('button.open').trigger('click')
    const value = wrapper.find('#field-earning-0-when .value input')
    expect((value.element as HTMLInputElement).value).toBe('50')
    await value.setValue('88.8')
    expect((document.value.value.earning as { when: unknown }[])[0]?.when).toEqual({ field: 'event.amount_cents', op: 'gte', value: 8880 })
  })

  it('what is no figure is said in words when the field is left, not before', async () => {
    const document = useDocument<Spec>(tier(30_000))
    const wrapper = show('tiers', document)
    await wrapper.findAll('#field-tiers-ladder button.open')[1]?.trigger('click')
    const input = wrapper.find('#field-tiers-ladder-1-entry-at_least input')
    await input.trigger('focus')
    await input.setValue('12.345')
    expect(wrapper.text()).not.toContain('小数')
    await input.trigger('blur')
    expect(wrapper.find('#field-tiers-ladder-1-entry-at_least').text()).toContain('最多 2 位小数')
  })

  it('a part that was just added is not found fault with until its fields were left', async () => {
    const document = useDocument<Spec>({ earning: [] })
    const missing: Finding = { path: 'earning.0.id', code: 'string-too-short', severity: 'error', reason: '请填写', fix: '改正后才能发布', figures: { shape: true }, new: true, dismissed: null }
    const findings = shallowRef<Finding[]>([])
    const wrapper = show('earning', document, findings)
    await button(wrapper, '添加')?.trigger('click')
    findings.value = [missing]
    await nextTick()
    expect(wrapper.text()).not.toContain('请填写')
    expect(wrapper.findAll('[aria-label="有错误"]')).toHaveLength(0)
    const field = wrapper.find('#field-earning-0-id input')
    await field.trigger('focusin')
    await field.trigger('focusout')
    expect(wrapper.find('#field-earning-0-id').text()).toContain('请填写')
    expect(wrapper.text()).not.toContain('改正后才能发布')
  })
})

describe('long lists', () => {
  it('are searched, turned over and added to on top', async () => {
    const coupons = Array.from({ length: 800 }, (_, i) => ({ id: `c${i}`, name: `券 ${i}`, kind: 'amount', amount_cents: 100, validity: { kind: 'relative', days: 3 } }))
    const document = useDocument<Spec>({ coupons })
    const wrapper = show('coupons', document)
    expect(wrapper.findAll('button.open')).toHaveLength(25)
    await wrapper.find('.search input').setValue('券 77')
    expect(wrapper.findAll('button.open').map((found) => found.find('.title').text())).toEqual(['券 77', ...Array.from({ length: 10 }, (_, i) => `券 77${i}`)])
    const bar = wrapper.find('.bar').element
    expect(bar.compareDocumentPosition(wrapper.find('ul').element) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy()
    await button(wrapper, '添加')?.trigger('click')
    expect((document.value.value.coupons as unknown[])).toHaveLength(801)
    expect(wrapper.findAll('li.opened')).toHaveLength(1)
  })
})

describe('pickers', () => {
  const ladder = { tiers: { ladder: [{ id: 'silver', name: '白银', icon: 'moon', badge: 'old.png', color: '#999999', pack: [{ kind: 'badge', badge: 'friend', name: { zh: '茶友', en: 'Tea friend' } }] }] } }

  it('offer the icons that the member app draws, and say which name it does not know', async () => {
    const document = useDocument<Spec>(structuredClone(ladder) as unknown as Spec)
    const wrapper = show('tiers', document)
    await wrapper.find('button.open').trigger('click')
    const group = wrapper.find('[role=radiogroup]')
    expect(group.findAll('[role=radio]').map((one) => one.attributes('aria-label'))).toEqual(['不用图标', '新芽', '叶子', '花', '杯子', '星星', '太阳', '山', '爱心', '盾牌', '奖章', '宝石', '皇冠'])
    expect(wrapper.text()).toContain('会员端没有名为“moon”的图标')
    expect(labels(wrapper)).not.toContain('徽章图')
    await group.find('[aria-label=皇冠]').trigger('click')
    expect((document.value.value as unknown as typeof ladder).tiers.ladder[0]?.icon).toBe('crown')
    await nextTick()
    expect(wrapper.find('[aria-label=皇冠]').attributes('aria-checked')).toBe('true')
    expect(wrapper.text()).not.toContain('会员端没有')
  })

  it('know every badge that a document gives, by its name', () => {
    expect(listBadges({ ...ladder, posters: { badge: { ink: '#000000' }, badges: [{ badge: 'regular' }, { badge: 'friend' }] } })).toEqual([
      { id: 'friend', name: '茶友' }, { id: 'regular', name: 'regular' },
    ])
  })
})
