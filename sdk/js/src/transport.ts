/** How requests leave: over `fetch` (browsers, Node) or `wx.request` (WeChat mini programs). */

import { TimedOut, TransportError } from "./errors.js";

export interface HttpRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  /** JSON text. */
  body?: string;
  timeoutMs: number;
}

export interface HttpReply {
  status: number;
  /** By lower-case name. */
  headers: Record<string, string>;
  text: string;
}

/** Sends one request once; rejects with a TransportError where no answer came. */
export type Transport = (request: HttpRequest) => Promise<HttpReply>;

// -- fetch --------------------------------------------------------------------------------------------------------------
interface FetchResponse {
  status: number;
  headers: { forEach(each: (value: string, name: string) => void): void };
  text(): Promise<string>;
}

interface FetchOptions {
  method: string;
  headers: Record<string, string>;
  body?: string;
  signal?: unknown;
  cache?: string;
  credentials?: string;
}

/** As much of `fetch` as is used. */
export type Fetch = (url: string, options: FetchOptions) => Promise<FetchResponse>;

// What the platform offers. Asked for by name and not of `globalThis`, which does not hold them in a mini program.
declare const fetch: Fetch | undefined;
declare const wx: Wx | undefined;
declare const AbortController: (new () => { signal: unknown; abort(): void }) | undefined;
declare function setTimeout(run: () => void, ms: number): unknown;
declare function clearTimeout(handle: unknown): void;

/** Resolves after so many milliseconds. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

export function fetchTransport(send: Fetch): Transport {
  return async (request) => {
    const stop = typeof AbortController === "undefined" ? undefined : new AbortController();
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      stop?.abort();
    }, request.timeoutMs);
    const options: FetchOptions = {
      method: request.method, headers: request.headers, cache: "no-store", credentials: "omit",
    };
    if (request.body !== undefined) options.body = request.body;
    if (stop) options.signal = stop.signal;
    try {
      const response = await send(request.url, options);
      const headers: Record<string, string> = {};
      response.headers.forEach((value, name) => {
        headers[name.toLowerCase()] = value;
      });
      return { status: response.status, headers, text: await response.text() };
    } catch (error) {
      const words = `${request.method} ${request.url}`;
      if (over) throw new TimedOut(`${words}: no answer within ${request.timeoutMs} ms`);
      throw new TransportError(`${words}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      clearTimeout(timer);
    }
  };
}

// -- WeChat -------------------------------------------------------------------------------------------------------------
interface WxRequest {
  url: string;
  method: string;
  header: Record<string, string>;
  data?: string;
  dataType: string;
  responseType: "text";
  timeout: number;
  success(result: { statusCode: number; header: Record<string, string>; data: unknown }): void;
  fail(reason: { errMsg?: string; errno?: number }): void;
}

/** As much of WeChat's `wx` as is used. */
export interface Wx {
  request(options: WxRequest): unknown;
  getStorageSync(name: string): unknown;
  setStorageSync(name: string, value: unknown): void;
  removeStorageSync(name: string): void;
}

export function wxTransport(api: Wx): Transport {
  return (request) =>
    new Promise((resolve, reject) => {
      const words = `${request.method} ${request.url}`;
      const options: WxRequest = {
        url: request.url,
        method: request.method,
        header: request.headers,
        // anything but "json" keeps the answer as text, whatever its content type
        dataType: "text",
        responseType: "text",
        timeout: Math.max(1, Math.round(request.timeoutMs)),
        success: (result) => {
          const headers: Record<string, string> = {};
          for (const name of Object.keys(result.header ?? {})) headers[name.toLowerCase()] = String(result.header[name]);
          const text = typeof result.data === "string" ? result.data : JSON.stringify(result.data ?? "");
          resolve({ status: result.statusCode, headers, text });
        },
        fail: (reason) => {
          const message = reason.errMsg ?? "request:fail";
          const kind = /timeout|time out/i.test(message) ? TimedOut : TransportError;
          reject(new kind(`${words}: ${message}`));
        },
      };
      if (request.body !== undefined) options.data = request.body;
      api.request(options);
    });
}

/** WeChat's `wx`, in a mini program. */
export function findWx(): Wx | undefined {
  return typeof wx !== "undefined" && typeof wx.request === "function" ? wx : undefined;
}

/** What this platform has. */
export function findTransport(): Transport {
  const known = findWx();
  if (known) return wxTransport(known);
  if (typeof fetch === "function") {
    const send = fetch;
    return fetchTransport((url, options) => send(url, options));
  }
  throw new Error("neither wx.request nor fetch is there: pass `transport`");
}
