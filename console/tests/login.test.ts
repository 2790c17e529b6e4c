import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { i18n } from '@/i18n'
import Login from '@/pages/Login.vue'

const sent: unknown[] = []

function answer(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
}

const ASKED = {
  type: 'https://liuke.dev/problems/which-tenant', title: 'This account exists with several merchants', status: 409, code: 'which-tenant',
  tenants: [{ slug: 'tea', name: '茶铺' }, { slug: 'bakery', name: '面包房' }],
}

describe('Login', () => {
  beforeEach(() => {
    sent.length = 0
    vi.stubGlobal('fetch', vi.fn(async (url: string, init?: RequestInit) => {
      if (String(url).endsWith('/sessions')) {
        const body = JSON.parse(String(init?.body)) as { tenant?: string }
        sent.push(body)
        return body.tenant ? answer({ csrf: 'c' }) : answer(ASKED, 409)
      }
      return answer({ kind: 'person', scopes: [], person: { role: 'owner' }, tenant: {}, csrf: 'c' })
    }))
  })
  afterEach(() => vi.unstubAllGlobals())

  it('asks for the merchant where the account exists with several, and names it then', async () => {
    const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)', component: { template: '<i />' } }] })
    const wrapper = mount(Login, { global: { plugins: [i18n, router] } })
    await wrapper.find('input[type=email]').setValue('anna@example.com')
    await wrapper.find('input[type=password]').setValue('secret')
    expect(wrapper.find('.el-select').exists()).toBe(false)
    await wrapper.find('form').trigger('submit')
    await flushPromises()
    expect(wrapper.find('.el-select').exists()).toBe(true)
    expect(wrapper.text()).toContain('您在多家商户都有账号')
    await wrapper.find('form').trigger('submit')
    await flushPromises()
    expect(sent).toEqual([
      { email: 'anna@example.com', password: 'secret' },
      { email: 'anna@example.com', password: 'secret', tenant: 'tea' },
    ])
  })
})
