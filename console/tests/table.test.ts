import { mount } from '@vue/test-utils'
import { nextTick } from 'vue'
import { beforeEach, describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { csvText } from '@/components/download'
import DataTable from '@/components/table/DataTable.vue'
import type { Column } from '@/components/table/types'
import { ApiError } from '@/api/client'
import { momentOf } from '@/format/zone'
import { i18n } from '@/i18n'

interface Row {
  id: string
  name: string
  points: number
}

const rows: Row[] = [1, 2, 3].map((n) => ({ id: `m${n}`, name: `Name ${n}`, points: n * 1000 }))
const columns: Column<Row>[] = [
  { key: 'name', label: 'Name', primary: true, value: (row) => row.name },
  { key: 'points', label: 'Points', value: (row) => row.points, align: 'right', sort: 'points' },
  { key: 'id', label: 'Id', value: (row) => row.id, hidden: true },
]
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<i />' } }] })

function show(more: object = {}) {
  const props = { id: 'test', caption: 'Test', columns, rows, rowKey: (row: Row) => row.id, rowTo: (row: Row) => `/members/${row.id}`, ...more }
  return mount(DataTable as never, { props: props as never, global: { plugins: [i18n, router] }, attachTo: document.body })
}

beforeEach(() => {
  localStorage.clear()
  document.body.innerHTML = ''
})

describe('DataTable', () => {
  it('shows chosen columns and hides the others', () => {
    expect(show().findAll('th').map((cell) => cell.text())).toEqual(['Name', 'Points'])
    localStorage.setItem('liuke.columns.test', '["id"]')
    expect(show().findAll('th').map((cell) => cell.text())).toEqual(['Name', 'Id'])
  })

  it('asks for another order, falling first', async () => {
    const wrapper = show({ sort: '-points' })
    expect(wrapper.findAll('th')[1]?.attributes('aria-sort')).toBe('descending')
    await wrapper.find('th button').trigger('click')
    expect(wrapper.emitted('update:sort')).toEqual([['points']])
  })

  it('is walked through by keys; Enter opens', async () => {
    const wrapper = show()
    const lines = wrapper.findAll('tbody tr')
    expect(lines.map((line) => line.attributes('tabindex'))).toEqual(['0', '-1', '-1'])
    await lines[0]?.trigger('keydown', { key: 'ArrowDown' })
    await nextTick()
    expect(document.activeElement).toBe(lines[1]?.element)
    await lines[1]?.trigger('keydown', { key: 'End' })
    await nextTick()
    expect(document.activeElement).toBe(lines[2]?.element)
    await lines[2]?.trigger('keydown', { key: 'Enter' })
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(router.currentRoute.value.path).toBe('/members/m3')
  })

  it('has a state for nothing and for an error with its request id', async () => {
    expect(show({ rows: [], empty: 'None' }).text()).toContain('None')
    const error = new ApiError({ type: 'x', title: 'Bad', status: 500, code: 'internal', instance: 'req-7' }, '')
    const wrapper = show({ rows: [], error })
    expect(wrapper.find('[role=alert]').text()).toContain('req-7')
    await wrapper.find('[role=alert] > button').trigger('click')
    expect(wrapper.emitted('retry')).toHaveLength(1)
  })

  it('turns pages only where there are more', () => {
    expect(show().find('nav').exists()).toBe(false)
    const buttons = show({ hasNext: true }).findAll('nav button')
    expect(buttons.map((button) => (button.element as HTMLButtonElement).disabled)).toEqual([true, false])
  })
})

describe('CSV', () => {
  it('quotes, and disarms what a spreadsheet would run', () => {
    expect(csvText(['a', 'b'], [['x,"y"', 5], ['=1+1', -3], ['-12', null]])).toBe('\ufeffa,b\r\n"x,""y""",5\r\n\'=1+1,-3\r\n-12,\r\n')
  })
})

describe('a wall-clock time in a zone', () => {
  it('becomes the instant, also around changes of the clocks', () => {
    expect(momentOf('2026-11-22T00:00:00', 'Asia/Shanghai')).toBe(Date.UTC(2026, 10, 21, 16) * 1000)
    expect(momentOf('2026-03-08T03:30:00', 'America/New_York')).toBe(Date.UTC(2026, 2, 8, 7, 30) * 1000)
    expect(momentOf('2026-11-01T12:00:00', 'America/New_York')).toBe(Date.UTC(2026, 10, 1, 17) * 1000)
  })
})
