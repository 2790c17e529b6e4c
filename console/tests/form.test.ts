import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mount, type VueWrapper } from '@vue/test-utils'
import { defineComponent, h, nextTick, type Ref } from 'vue'
import { beforeEach, describe, expect, it } from 'vitest'
import SchemaForm from '@/components/form/SchemaForm.vue'
import { fromShown, toShown, unitOf } from '@/components/form/units'
import { i18n, loadLocale } from '@/i18n'
import { useDocument, type EditedDocument } from '@/program/document'
import { describeField, findVariant, makeFresh, type Node } from '@/program/schema'
import { preferences } from '@/state/preferences'
import type { Finding, Spec } from '@/api/types'

const root = JSON.parse(readFileSync(join(import.meta.dirname, 'program.schema.json'), 'utf8')) as Node
const part = (name: string): Node => root.properties?.[name] ?? {}

function show(name: string, document: EditedDocument<Spec>, findings: Finding[] = []): VueWrapper {
  const Parent = defineComponent({
    setup: () => () =>
      h(SchemaForm, { schema: root, document: document.value.value, path: [name], node: part(name), name, findings, events: ['order.paid', 'app.opened'], onSet: document.set }),
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
    expect([unitOf('bps', 'percent_off_bps').after, unitOf('bps', 'factor_bps').before]).toEqual(['percent', '×'])
    expect(fromShown('12.5', unitOf('cents', 'amount_cents'))).toBe(1250)
    expect(toShown(1250, unitOf('cents', 'amount_cents'))).toBe('12.5')
    expect(fromShown('7.25', unitOf('bps', 'percent_off_bps'))).toBe(725)
    expect(fromShown('1.2', unitOf('bps', 'factor_bps'))).toBe(12000)
    expect(fromShown('0.07', unitOf('cents', 'x'))).toBe(7)
    expect(fromShown('0.001', unitOf('cents', 'x'))).toBeUndefined()
    expect(fromShown('a', unitOf('', 'x'))).toBeUndefined()
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
    expect(document.value.value.earning[1]).toMatchObject({ id: '', on: '' })
    document.undo()
    expect(document.value.value.earning.map((rule) => rule.id)).toEqual(['one'])
  })

  it('places findings at their fields, opens the item, and says so on the closed line', async () => {
    const finding: Finding = { path: 'earning.two.amount.fixed', code: 'too-much', severity: 'error', reason: '太多了', fix: '改少', figures: {} }
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
