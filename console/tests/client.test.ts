import { describe, expect, it, vi } from 'vitest'
import { ApiClient, ApiError, buildUrl } from '@/api/client'

type Answer = Response | Error

function makeClient(answers: Answer[], more: object = {}): { client: ApiClient; calls: { url: string; init: RequestInit }[]; waits: number[] } {
  const calls: { url: string; init: RequestInit }[] = []
  const waits: number[] = []
  const client = new ApiClient({
    base: '/v1',
    fetch: vi.fn(async (url, init) => {
      calls.push({ url: String(url), init: init ?? {} })
      const answer = answers.shift()
      if (answer instanceof Error) throw answer
      if (!answer) throw new TypeError('asked once too often')
      return answer
    }) as typeof fetch,
    wait: async (ms) => void waits.push(ms),
    csrf: () => 'token',
    ...more,
  })
  return { client, calls, waits }
}

function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })
}

const header = (init: RequestInit, name: string): string | undefined => (init.headers as Record<string, string>)[name]

describe('ApiClient', () => {
  it('keeps the idempotency key over retries, and sends it once it is answered', async () => {
    const { client, calls, waits } = makeClient([new TypeError('cut'), json({}, 503, { 'Retry-After': '1' }), json({ ok: true })])
    expect(await client.post('/events', { a: 1 })).toEqual({ ok: true })
    const keys = calls.map((call) => header(call.init, 'Idempotency-Key'))
    expect(keys[0]).toMatch(/^console-[0-9a-f]{32}$/)
    expect(new Set(keys).size).toBe(1)
    expect(waits).toEqual([500, 1000])
  })

  it('takes the key it is given and another one for another request', async () => {
    const { client, calls } = makeClient([json({}), json({}), json({})])
    await client.post('/a', {}, { key: 'mine' })
    await client.post('/a')
    await client.post('/a')
    expect(header(calls[0]!.init, 'Idempotency-Key')).toBe('mine')
    expect(header(calls[1]!.init, 'Idempotency-Key')).not.toBe(header(calls[2]!.init, 'Idempotency-Key'))
  })

  it('sends the CSRF token and a key with writes only', async () => {
    const { client, calls } = makeClient([json({}), json({})])
    await client.get('/me')
    await client.delete('/sessions')
    expect(header(calls[0]!.init, 'X-Liuke-CSRF')).toBeUndefined()
    expect(header(calls[0]!.init, 'Idempotency-Key')).toBeUndefined()
    expect(header(calls[1]!.init, 'X-Liuke-CSRF')).toBe('token')
  })

  it('turns a problem document into an error with its faults and request id, and does not retry it', async () => {
    const problem = { type: 'x', title: 'Not valid', status: 422, code: 'invalid-input', detail: 'two', instance: 'req-1', faults: [{ path: 'a', code: 'b', message: 'c' }] }
    const { client, calls } = makeClient([json(problem, 422)])
    const error = await client.post('/program/lint').catch((failure: unknown) => failure)
    expect(error).toBeInstanceOf(ApiError)
    expect((error as ApiError).code).toBe('invalid-input')
    expect((error as ApiError).faults).toEqual([{ path: 'a', code: 'b', message: 'c' }])
    expect((error as ApiError).requestId).toBe('req-1')
    expect(calls).toHaveLength(1)
  })

  it('makes an error of an answer that is no problem document', async () => {
    const { client } = makeClient([new Response('<html>', { status: 500, headers: { 'X-Request-Id': 'r9' } })])
    const error = (await client.get('/x').catch((failure: unknown) => failure)) as ApiError
    expect([error.status, error.code, error.requestId]).toEqual([500, 'error', 'r9'])
  })

  it('says offline after three tries', async () => {
    const { client, calls } = makeClient([new TypeError('1'), new TypeError('2'), new TypeError('3')])
    const error = (await client.get('/x').catch((failure: unknown) => failure)) as ApiError
    expect(error.code).toBe('offline')
    expect(calls).toHaveLength(3)
  })

  it('tells the session when it has ended, but not for a wrong password', async () => {
    const ended = vi.fn()
    const { client } = makeClient([json({}, 401), json({}, 401)], { onUnauthorized: ended })
    await client.post('/sessions').catch(() => undefined)
    expect(ended).not.toHaveBeenCalled()
    await client.get('/members').catch(() => undefined)
    expect(ended).toHaveBeenCalledOnce()
  })

  it('reads pages until there are no more, and not beyond what is wanted', async () => {
    const pages = (): Response[] => [json({ items: [1, 2], next_cursor: 'c1' }), json({ items: [3, 4], next_cursor: null })]
    const all = makeClient(pages())
    const found: number[] = []
    for await (const item of all.client.pages<number>('/n', { q: 'x' })) found.push(item)
    expect(found).toEqual([1, 2, 3, 4])
    expect(all.calls.map((call) => call.url)).toEqual(['/v1/n?limit=200&q=x', '/v1/n?limit=200&q=x&cursor=c1'])
    const some = makeClient(pages())
    const first: number[] = []
    for await (const item of some.client.pages<number>('/n', {}, 1)) first.push(item)
    expect(first).toEqual([1])
    expect(some.calls).toHaveLength(1)
  })

  it('leaves empty values out of a query', () => {
    expect(buildUrl('/a', { q: '', n: 0, b: false, x: null, y: undefined })).toBe('/a?n=0&b=false')
  })
})
