/** The one way that every request goes: same key at every attempt, back-off, deadline, renewed tokens. */

import { LiukeError, TimedOut, Unauthorized, UnexpectedAnswer, readProblem } from "./errors.js";
import { makeKey } from "./key.js";
import { decideWait, type RetryPolicy } from "./retry.js";
import { sleep, type HttpReply, type HttpRequest, type Transport } from "./transport.js";

/** A request but for address and credential. */
export interface Ask {
  method: string;
  path: string;
  body?: unknown;
  query?: object;
  /** Whether it carries the header Idempotency-Key. */
  keyed?: boolean;
  /** Whether sending it twice does no more than sending it once, without that header. */
  safe?: boolean;
}

/** What can be said of one call. */
export interface CallOptions {
  /** Idempotency key; made unless given. The same key is answered with the same answer. */
  key?: string;
  /** In all, waits and repetitions included. */
  deadlineMs?: number;
  /** Language of texts. */
  locale?: "zh" | "en";
}

export type Call = <T>(ask: Ask, options: CallOptions) => Promise<T>;

export interface Settings {
  baseUrl: string;
  /** The API key or token to use; `renew` asks for a new one because the last was refused. */
  credential(renew: boolean): string | Promise<string>;
  transport: Transport;
  retry: RetryPolicy;
  timeoutMs: number;
  deadlineMs: number;
  locale: "zh" | "en";
  deviceId: string;
  random(): number;
}

export function makeCall(settings: Settings): Call {
  const credentials = singleFlight(settings);
  return async <T>(ask: Ask, options: CallOptions): Promise<T> => {
    const key = ask.keyed ? options.key ?? makeKey() : "";
    const reply = await exchange(settings, credentials, ask, options, key);
    if (reply.status === 204) return undefined as T;
    try {
      return JSON.parse(reply.text) as T;
    } catch {
      throw mark(new UnexpectedAnswer(`${ask.method} ${ask.path}: the answer is no JSON`), key, 1);
    }
  };
}

async function exchange(
  settings: Settings, credentials: Credentials, ask: Ask, options: CallOptions, key: string,
): Promise<HttpReply> {
  const until = Date.now() + (options.deadlineMs ?? settings.deadlineMs);
  const repeatable = Boolean(ask.keyed || ask.safe || ask.method === "GET");
  let renewed = false;
  for (let attempt = 1; ; attempt += 1) {
    const left = until - Date.now();
    if (left <= 0) throw mark(new TimedOut(`${ask.method} ${ask.path}: no time left`), key, attempt - 1);
    let error: LiukeError;
    const credential = await credentials.get();
    try {
      return await once(settings, ask, options, key, credential, Math.min(left, settings.timeoutMs));
    } catch (caught) {
      if (!(caught instanceof LiukeError)) throw caught;
      error = caught;
    }
    if (error instanceof Unauthorized && !renewed) {
      renewed = true;
      if (await credentials.renew(credential)) continue;
    }
    const wait = decideWait(settings.retry, error, attempt, repeatable, settings.random());
    if (wait === undefined || Date.now() + wait >= until) throw mark(error, key, attempt);
    await sleep(wait);
  }
}

async function once(
  settings: Settings, ask: Ask, options: CallOptions, key: string, credential: string, timeoutMs: number,
): Promise<HttpReply> {
  const headers: Record<string, string> = {
    accept: "application/json, application/problem+json",
    "accept-language": options.locale ?? settings.locale,
  };
  if (credential) headers["authorization"] = `Bearer ${credential}`;
  if (key) headers["idempotency-key"] = key;
  if (settings.deviceId) headers["x-liuke-device"] = settings.deviceId;
  const request: HttpRequest = {
    method: ask.method, url: `${settings.baseUrl}${ask.path}${renderQuery(ask.query)}`, headers, timeoutMs,
  };
  if (ask.body !== undefined) {
    headers["content-type"] = "application/json";
    request.body = JSON.stringify(ask.body);
  }
  const reply = await settings.transport(request);
  if (reply.status < 400) return reply;
  const asked = reply.headers["retry-after"];
  const seconds = asked !== undefined && /^\d{1,9}$/.test(asked) ? Number(asked) : undefined;
  throw readProblem(reply.status, reply.text, reply.headers["x-request-id"], seconds);
}

interface Credentials {
  get(): Promise<string>;
  /** Whether there is another one than that which was refused. */
  renew(refused: string): Promise<boolean>;
}

/** Several calls that are refused at once ask for one new token. */
function singleFlight(settings: Settings): Credentials {
  let current: Promise<string> | undefined;
  let renewing: Promise<string> | undefined;
  const get = async (): Promise<string> => {
    current ??= Promise.resolve(settings.credential(false));
    try {
      return await current;
    } catch (error) {
      current = undefined;
      throw error;
    }
  };
  const renew = async (refused: string): Promise<boolean> => {
    if ((await get()) !== refused) return true;
    renewing ??= Promise.resolve(settings.credential(true)).then(
      (made) => {
        current = Promise.resolve(made);
        renewing = undefined;
        return made;
      },
      (error: unknown) => {
        renewing = undefined;
        throw error;
      },
    );
    return (await renewing) !== refused;
  };
  return { get, renew };
}

export function renderQuery(query: object | undefined): string {
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  }
  return pairs.length ? `?${pairs.join("&")}` : "";
}

function mark(error: LiukeError, key: string, attempts: number): LiukeError {
  error.key = key;
  error.attempts = attempts;
  return error;
}
