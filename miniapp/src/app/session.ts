/**
 * The member's token: handed over by whoever opens the app, kept on the device, renewed where the merchant's backend
 * says where. It is never part of an address that a server sees: a link carries it in the fragment, from which it is
 * removed at once.
 */
import { reactive } from 'vue'
import { TransportError } from '@liuke/sdk'
import { forget, read, write } from './kept'

export const session = reactive({
  /** Whether there is a token that the server has not refused. */
  open: false,
  /** Whether there was one before. */
  lapsed: false,
  /** Whether the member has just been erased, as they asked. */
  ended: false,
})

let token = ''
/** Called when another member may be there: what was kept of the one before is none of their business. */
let forgetMember: () => void = () => undefined

export function onAnotherMember(run: () => void): void {
  forgetMember = run
}

/** At the start: the token of the link, or the one that was kept. */
export function takeToken(): void {
  // #ifdef H5
  const { hash, pathname, search } = window.location
  const [path, query = ''] = hash.slice(1).split('?')
  const given = new URLSearchParams(query)
  const handed = given.get('token')
  if (handed) {
    given.delete('token')
    const rest = given.toString()
    window.history.replaceState(null, '', `${pathname}${search}#${path || '/'}${rest ? `?${rest}` : ''}`)
    keep(handed)
    return
  }
  // #endif
  token = read<string>('token') ?? ''
  session.open = token !== '' || renewal !== ''
}

/** In a mini program: the token that another one sent along. */
export function takeHandedToken(given: unknown): void {
  if (typeof given === 'string' && given !== '' && given !== token) keep(given)
}

/** As a part of another mini program: the token that it has put where this app keeps its own. */
export function takeKeptToken(): void {
  const given = read<string>('token')
  if (given !== undefined && given !== token) keep(given)
}

const renewal = import.meta.env.VITE_LIUKE_RENEWAL ?? ''

/** What renews the token of a login by phone: the sign-in page says how. */
let renewLogin: (login: string) => Promise<string | undefined> = () => Promise.resolve('')
export function onRenewal(ask: typeof renewLogin): void {
  renewLogin = ask
}

/** The login by phone that is kept on the device; empty: the token came otherwise. */
export function login(): string {
  return read<string>('login') ?? ''
}

/**
 * The token to send; with `renew` another one than the last, where one is to be had.
 *
 * @throws TransportError nobody answered: the member is still logged in
 */
export async function getToken(renew: boolean): Promise<string> {
  if (!renew && token) return token
  const fresh = read<string>('token') ?? ''
  if (renew && fresh && fresh !== token && subjectOf(fresh) === subjectOf(token)) {
    token = fresh // another window of this device has renewed it
    return token
  }
  const begun = login()
  const made = begun ? await renewLogin(begun) : renewal ? await askForToken() : ''
  if (made === undefined) throw new TransportError('the login could not be renewed')
  if (made) keep(made)
  else if (begun) forget('login')
  return token
}

/** The server refuses the token and there is no other. */
export function lapse(): void {
  forget('token')
  forget('login')
  token = ''
  session.lapsed = true
  session.open = false
}

/** The member leaves this device to somebody else: nothing of them stays on it. */
export function leave(): void {
  forgetMember()
  lapse()
  session.lapsed = false
}

/** There is no such member any more: nothing of them stays on the device. */
export function end(): void {
  forgetMember()
  lapse()
  session.ended = true
}

/** The token that the member has just been given for a code, and what renews it. */
export function takeNewToken(given: string, begun: string): void {
  keep(given)
  write('login', begun)
}

/** Another window of this device: whoever it belongs to now, this one shows nobody else. */
export function watchWindows(): void {
  // #ifdef H5
  window.addEventListener('storage', ({ key }) => {
    if ((key === null || key.endsWith('.token')) && subjectOf(read<string>('token') ?? '') !== subjectOf(token)) window.location.reload()
  })
  // #endif
}

function keep(given: string): void {
  if (subjectOf(given) !== subjectOf(token || (read<string>('token') ?? ''))) {
    forgetMember()
    forget('login')
  }
  token = given
  write('token', given)
  session.open = true
  session.lapsed = false
  session.ended = false
}

/** Whose token it is, for telling members apart; empty: nobody's. */
export function subject(): string {
  return subjectOf(token)
}

/** The middle part of the token names the member; nothing is proven by it. */
function subjectOf(given: string): string {
  const claims = given.split('.')[1] ?? ''
  return claims.slice(0, claims.length > 24 ? 24 : 0)
}

/** The merchant's backend knows the member by WeChat's log-in code, or by its own cookie in a browser. */
async function askForToken(): Promise<string> {
  let code = ''
  // #ifdef MP-WEIXIN
  code = await new Promise<string>((resolve) => {
    uni.login({ success: (found) => resolve(found.code), fail: () => resolve('') })
  })
  // #endif
  return new Promise((resolve) => {
    uni.request({
      url: renewal,
      method: 'POST',
      data: { code },
      withCredentials: true,
      success: ({ statusCode, data }) => {
        const made = (data as { token?: unknown } | undefined)?.token
        resolve(statusCode === 200 && typeof made === 'string' ? made : '')
      },
      fail: () => resolve(''),
    })
  })
}
