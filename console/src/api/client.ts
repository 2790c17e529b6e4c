/**
 * Talks to the HTTP API: problem documents become `ApiError`, writes carry an idempotency key that stays the same over
 * retries, lists are read page by page.
 */
import type { Fault, Page, Problem } from './types'

export type Query = Record<string, string | number | boolean | null | undefined>

export interface RequestOptions {
  query?: Query
  body?: unknown
  /** Key of a write; made once a request when it is left out. */
  key?: string
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** What the API refused, or that it could not be reached (`code` is `offline`). */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly fix: string
  readonly reason: string
  readonly faults: readonly Fault[]
  readonly requestId: string
  readonly problem: Problem

  constructor(problem: Problem, requestId: string) {
    super(problem.detail || problem.title)
    this.name = 'ApiError'
    this.status = problem.status
    this.code = problem.code
    this.detail = problem.detail ?? ''
    this.fix = problem.fix ?? ''
    this.reason = problem.reason ?? ''
    this.faults = problem.faults ?? []
    this.requestId = problem.instance ?? requestId
    this.problem = problem
  }
}

export interface ClientSettings {
  base?: string
  fetch?: typeof fetch
  csrf?: () => string
  locale?: () => string
  onUnauthorized?: () => void
  /** Waits so many milliseconds before a retry. */
  wait?: (ms: number) => Promise<void>
  makeKey?: () => string
}

const RETRIED = new Set([429, 502, 503, 504])
const MAX_TRIES = 3
const LONGEST_WAIT_MS = 5_000

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function makeKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return `console-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

export class ApiClient {
  private readonly settings: Required<ClientSettings>

  constructor(settings: ClientSettings = {}) {
    this.settings = {
      base: '',
      fetch: (...given) => fetch(...given),
      csrf: () => '',
      locale: () => 'zh',
      onUnauthorized: () => undefined,
      wait: sleep,
      makeKey,
      ...settings,
    }
  }

  get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
    return this.request<T>('GET', path, { query, signal })
  }

  post<T>(path: string, body?: unknown, options: RequestOptions = {}): Promise<T> {
    return this.request<T>('POST', path, { body: body ?? {}, ...options })
  }

  put<T>(path: string, body: unknown, options: RequestOptions = {}): Promise<T> {
    return this.request<T>('PUT', path, { body, ...options })
  }

  patch<T>(path: string, body: unknown, options: RequestOptions = {}): Promise<T> {
    return this.request<T>('PATCH', path, { body, ...options })
  }

  delete<T>(path: string, options: RequestOptions = {}): Promise<T> {
    return this.request<T>('DELETE', path, options)
  }

  /** Items of all pages, one page in memory at a time; stops after `most` items. */
  async *pages<T>(path: string, query: Query = {}, most = Number.POSITIVE_INFINITY, signal?: AbortSignal): AsyncGenerator<T> {
    let cursor: string | null = null
    let seen = 0
    do {
      const page: Page<T> = await this.get<Page<T>>(path, { limit: 200, ...query, cursor }, signal)
      for (const item of page.items) {
        if (seen++ >= most) return
        yield item
      }
      cursor = page.next_cursor
    } while (cursor !== null)
  }

  async request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const writes = method !== 'GET'
    const headers: Record<string, string> = {
      Accept: 'application/json',
      'Accept-Language': this.settings.locale() === 'zh' ? 'zh-CN' : 'en',
      ...options.headers,
    }
    const plain = typeof options.body === 'string' || options.body instanceof Blob
    if (options.body !== undefined && !plain) headers['Content-Type'] = 'application/json'
    if (writes) {
      headers['Idempotency-Key'] = options.key ?? this.settings.makeKey()
      const csrf = this.settings.csrf()
      if (csrf) headers['X-Liuke-CSRF'] = csrf
    }
    const init: RequestInit = {
      method,
      headers,
      credentials: 'same-origin',
      signal: options.signal ?? null,
      body: options.body === undefined ? null : plain ? (options.body as string | Blob) : JSON.stringify(options.body),
    }
    const response = await this.send(buildUrl(this.settings.base + path, options.query), init)
    if (!response.ok) throw await this.refuse(response, path)
    if (response.status === 204) return undefined as T
    const kind = response.headers.get('Content-Type') ?? ''
    return (kind.includes('json') ? await response.json() : await response.text()) as T
  }

  /** The same request, with the same key, up to three times while the server or the network is away. */
  private async send(url: string, init: RequestInit): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      let delay = 250 * 2 ** attempt
      try {
        const response = await this.settings.fetch(url, init)
        if (!RETRIED.has(response.status) || attempt >= MAX_TRIES) return response
        delay = Number(response.headers.get('Retry-After') ?? 0) * 1000 || delay
        if (delay > LONGEST_WAIT_MS) return response
      } catch (error) {
        if (error instanceof DOMException && error.name === 'AbortError') throw error
        if (attempt >= MAX_TRIES) {
          throw new ApiError({ type: 'about:blank', title: 'offline', status: 0, code: 'offline' }, '')
        }
      }
      await this.settings.wait(delay)
    }
  }

  private async refuse(response: Response, path: string): Promise<ApiError> {
    const requestId = response.headers.get('X-Request-Id') ?? ''
    let problem: Problem
    try {
      const body = (await response.json()) as Partial<Problem>
      problem = { type: 'about:blank', title: response.statusText, code: 'error', ...body, status: response.status }
    } catch {
      problem = { type: 'about:blank', title: response.statusText, status: response.status, code: 'error' }
    }
    if (response.status === 401 && !path.endsWith('/sessions')) this.settings.onUnauthorized()
    return new ApiError(problem, requestId)
  }
}

/** Path with its query; empty values are left out. */
export function buildUrl(path: string, query: Query = {}): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') given.set(name, String(value))
  }
  const text = given.toString()
  return text ? `${path}?${text}` : path
}
