/**
 * What people do in an app: page views, dwell, clicks, searches and events of the merchant's own. Nothing is kept or sent
 * before the consent. Each event is in the storage when the call returns, and leaves it once the server has answered for
 * it: what a killed app did not live to hear is sent again, and counts once. Needs nothing else of this package.
 */

import { makeKey } from "./key.js";
import type { Transport } from "./transport.js";

export type TrackValue = string | number | boolean | null | TrackValue[] | { [name: string]: TrackValue };
export type TrackData = { [name: string]: TrackValue };

/** Types of events that have a meaning of their own; every other name is the merchant's. */
export interface KnownEvents {
  "page.viewed": { page: string; from?: string };
  /** `ms` on the page while it could be seen, since it was viewed or last left; `view` is the id of `page.viewed`. */
  "page.left": { page: string; ms: number; view: string };
  "element.clicked": { element: string; page?: string };
  "search.done": { query: string; results?: number; page?: string };
}

export type DataOf<T extends string> = T extends keyof KnownEvents ? KnownEvents[T] & TrackData : TrackData;

export interface TrackedEvent {
  id: string;
  type: string;
  /** UTC microseconds, by this device's clock; the server corrects it. */
  t_us: number;
  data: TrackData;
}

/** Why the server will never take an event. */
export interface TrackFault {
  path: string;
  code: string;
  message: string;
}

export interface TrackStorage {
  /** Names of everything that is kept, also by others. */
  keys(): string[];
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  remove(name: string): void;
}

export interface TrackerOptions {
  /** Address of the server, as `https://liuke.example.com`. */
  baseUrl: string;
  /** A publishable key (`pk_…`): events of people who are not signed in. */
  key?: string;
  /** The token of the member whom `identify` named; `renew` asks for another because the last was refused. */
  token?(renew: boolean): string | Promise<string>;
  transport?: Transport;
  storage?: TrackStorage;
  /** How long events may wait for others to go with, in milliseconds. */
  everyMs?: number;
  /** Events in one request, at most 200. */
  batch?: number;
  /** Events that may wait; more are dropped, and counted by `dropped`. */
  limit?: number;
  /** Of one request, in milliseconds. */
  timeoutMs?: number;
  /** Longest wait after a first failure, in milliseconds; doubled by each further one, up to five minutes. */
  firstMs?: number;
  /** An event will never be taken and was dropped. */
  onRefused?(event: TrackedEvent, faults: TrackFault[]): void;
}

export interface TrackFlushed {
  /** Events that the server has now, known ones included. */
  taken: number;
  refused: number;
  /** Still waiting. */
  left: number;
}

interface Kept extends TrackedEvent {
  /** Whom it is about; empty: nobody was signed in. */
  who: string;
}

interface Answer {
  stored: number;
  duplicates: number;
  refused: { at: number; faults: TrackFault[] }[];
}

const PREFIX = "liuke.track.";
const EVENT = `${PREFIX}e.`;
const DEVICE = `${PREFIX}id`;
const FIRST_MS = 2_000;
const LONGEST_MS = 300_000;

export class Tracker {
  /** Events for which there was no room since the start. */
  dropped = 0;
  private agreed = false;
  private who = "";
  private count = 0;
  private failures = 0;
  private timer: unknown;
  private flushing: Promise<TrackFlushed> | undefined;
  private view: { page: string; id: string; since: number } | undefined;
  private readonly storage: TrackStorage;
  private readonly send: Transport;

  constructor(private readonly options: TrackerOptions) {
    this.storage = options.storage ?? findStorage();
    this.send = options.transport ?? findTransport();
  }

  /** What the person said. No: everything that was kept is removed. Yes: from now on events are kept and sent. */
  consent(agreed: boolean): void {
    this.agreed = agreed;
    if (agreed) return this.plan(0);
    this.pause();
    for (const name of this.storage.keys()) if (name.startsWith(PREFIX)) this.storage.remove(name);
  }

  /** Nobody has said anything yet: nothing more is kept or sent, and what waits goes on waiting. */
  pause(): void {
    this.agreed = false;
    clearTimeout(this.timer);
    this.timer = this.view = undefined;
  }

  /**
   * Who is signed in from now on; empty: nobody. Events of somebody else wait until they are back, so that nobody's events
   * are sent in another's name.
   */
  identify(member: string): void {
    if (member === this.who) return;
    this.who = member;
    if (this.agreed) this.plan(0);
  }

  /** Keep an event; its id, or undefined where nothing is kept: without consent or room. */
  track<T extends string>(type: T, data: DataOf<T>): string | undefined {
    if (!this.agreed) return undefined;
    if (this.names().length >= (this.options.limit ?? 2_000)) {
      this.dropped += 1;
      return undefined;
    }
    const id = makeKey();
    const now = Date.now();
    const kept: Kept = { id, type, t_us: now * 1_000, data, who: this.who };
    const place = now.toString(36).padStart(9, "0") + (this.count++ % 46_656).toString(36).padStart(3, "0");
    this.storage.set(`${EVENT}${place}.${id}`, JSON.stringify(kept));
    this.plan(this.options.everyMs ?? 5_000);
    return id;
  }

  /** A page is shown; the one before is left. */
  page(page: string, data: TrackData = {}): void {
    const from = this.view?.page;
    this.leave();
    const id = this.track("page.viewed", { ...data, page, ...(from === undefined ? {} : { from }) });
    this.view = id === undefined ? undefined : { page, id, since: Date.now() };
  }

  click(element: string, data: TrackData = {}): void {
    this.track("element.clicked", { ...this.here(), ...data, element });
  }

  search(query: string, data: TrackData = {}): void {
    this.track("search.done", { ...this.here(), ...data, query });
  }

  /** The app cannot be seen any more: how long the page was is kept, and all is sent while there is time. */
  hide(): void {
    this.leave();
    if (this.agreed) void this.flush();
  }

  /** The app is seen again. */
  show(): void {
    if (this.view) this.view.since = Date.now();
    if (this.agreed) void this.flush();
  }

  /** Hide and show with the app, and send when the network is back. */
  watch(): this {
    const hide = (): void => this.hide();
    const show = (): void => this.show();
    const app = findWx();
    if (app) {
      app.onAppHide?.(hide);
      app.onAppShow?.(show);
      app.onNetworkStatusChange?.((now) => void (now.isConnected && this.show()));
    } else if (typeof document !== "undefined" && typeof window !== "undefined") {
      document.addEventListener("visibilitychange", () => (document?.visibilityState === "hidden" ? hide() : show()));
      window.addEventListener("pagehide", hide);
      window.addEventListener("online", show);
    }
    return this;
  }

  /** Send what waits, the oldest first; stops where nobody answers, and goes on by itself later. */
  flush(): Promise<TrackFlushed> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.flushing) return this.flushing;
    const running = this.run();
    const over = (): void => void (this.flushing = undefined);
    running.then(over, over);
    return (this.flushing = running);
  }

  private async run(): Promise<TrackFlushed> {
    const done: TrackFlushed = { taken: 0, refused: 0, left: 0 };
    let size = Math.min(this.options.batch ?? 50, 200);
    let [renew, renewed] = [false, false];
    while (this.agreed) {
      const { who } = this;
      const token = who ? await this.token(renew) : "";
      renew = false;
      const waiting = this.waiting((one) => one.who === "" || (token !== "" && one.who === who)).slice(0, size);
      if (!waiting.length || !(token || this.options.key)) break;
      const [status, text, wait] = await this.post(waiting.map(([, one]) => one), token || (this.options.key as string));
      if (!this.agreed) break;
      const answer = status === 200 ? readAnswer(text, waiting.length) : undefined;
      if (answer) {
        this.failures = 0;
        this.settle(waiting, answer, done);
      } else if (status === 401 && token && !renewed && who === this.who) {
        renew = renewed = true;
      } else if (status === 413 && size > 1) {
        size = Math.ceil(Math.min(size, waiting.length) / 2);
      } else {
        const longest = Math.min(LONGEST_MS, (this.options.firstMs ?? FIRST_MS) * 2 ** this.failures++);
        this.plan(Math.max(wait * 1_000, longest * (0.5 + Math.random() / 2)));
        break;
      }
    }
    done.left = this.names().length;
    return done;
  }

  private async token(renew: boolean): Promise<string> {
    try {
      return (await this.options.token?.(renew)) ?? "";
    } catch {
      return "";
    }
  }

  private settle(waiting: [string, Kept][], answer: Answer, done: TrackFlushed): void {
    for (const { at, faults } of answer.refused) {
      const found = waiting[at];
      if (found) this.options.onRefused?.(bare(found[1]), faults);
    }
    for (const [name] of waiting) this.storage.remove(name);
    done.refused += answer.refused.length;
    done.taken += waiting.length - answer.refused.length;
  }

  /** Status, text and Retry-After in seconds; status 0: nobody answered. */
  private async post(events: Kept[], credential: string): Promise<[number, string, number]> {
    const body = { consent: true, sent_us: Date.now() * 1_000, anonymous_id: this.device(), events: events.map(bare) };
    try {
      const reply = await this.send({
        method: "POST",
        url: `${this.options.baseUrl.replace(/\/+$/, "")}/v1/track`,
        headers: { authorization: `Bearer ${credential}`, "content-type": "application/json" },
        body: JSON.stringify(body),
        timeoutMs: this.options.timeoutMs ?? 10_000,
      });
      return [reply.status, reply.text, Number(reply.headers["retry-after"]) || 0];
    } catch {
      return [0, "", 0];
    }
  }

  private device(): string {
    const known = this.storage.get(DEVICE);
    if (known) return known;
    const made = makeKey();
    this.storage.set(DEVICE, made);
    return made;
  }

  private waiting(wanted: (one: Kept) => boolean): [string, Kept][] {
    const found: [string, Kept][] = [];
    for (const name of this.names()) {
      try {
        const kept = JSON.parse(this.storage.get(name) ?? "") as Kept;
        if (wanted(kept)) found.push([name, kept]);
      } catch {
        this.storage.remove(name); // somebody broke it, or another window has sent it
      }
    }
    return found;
  }

  private names(): string[] {
    return this.storage.keys().filter((name) => name.startsWith(EVENT)).sort();
  }

  private here(): { page?: string } {
    return this.view ? { page: this.view.page } : {};
  }

  private leave(): void {
    const { view } = this;
    if (!view || view.since === 0) return;
    const ms = Date.now() - view.since;
    view.since = 0;
    if (ms > 0) this.track("page.left", { page: view.page, ms, view: view.id });
  }

  private plan(ms: number): void {
    if (this.timer !== undefined) {
      if (ms > 0) return;
      clearTimeout(this.timer);
    }
    this.timer = setTimeout(() => void this.flush(), ms);
  }
}

/** A tracker; nothing is kept or sent before `consent(true)`. */
export function createTracker(options: TrackerOptions): Tracker {
  return new Tracker(options);
}

function bare(kept: Kept): TrackedEvent {
  const { id, type, t_us, data } = kept;
  return { id, type, t_us, data };
}

/** Only an answer that speaks for every event lets go of them: what somebody on the way answers does not. */
function readAnswer(text: string, count: number): Answer | undefined {
  try {
    const found = JSON.parse(text) as Answer;
    return found.stored + found.duplicates + found.refused.length === count ? found : undefined;
  } catch {
    return undefined;
  }
}

// -- platforms ----------------------------------------------------------------------------------------------------------
interface TrackWx {
  request(options: object): unknown;
  getStorageSync(name: string): unknown;
  setStorageSync(name: string, value: unknown): void;
  removeStorageSync(name: string): void;
  getStorageInfoSync(): { keys: string[] };
  onAppHide?(run: () => void): void;
  onAppShow?(run: () => void): void;
  onNetworkStatusChange?(run: (now: { isConnected: boolean }) => void): void;
}

interface Listens {
  addEventListener(type: string, run: () => void): void;
}

interface WebStorage {
  readonly length: number;
  key(at: number): string | null;
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

declare const wx: TrackWx | undefined;
declare const window: Listens | undefined;
declare const document: (Listens & { visibilityState: string }) | undefined;
declare const localStorage: WebStorage | undefined;
declare const fetch: ((url: string, options: object) => Promise<{
  status: number;
  headers: { get(name: string): string | null };
  text(): Promise<string>;
}>) | undefined;
declare function setTimeout(run: () => void, ms: number): unknown;
declare function clearTimeout(handle: unknown): void;

function findWx(): TrackWx | undefined {
  return typeof wx !== "undefined" && typeof wx.getStorageInfoSync === "function" ? wx : undefined;
}

/** WeChat's storage, a browser's, or none that outlives the app. */
function findStorage(): TrackStorage {
  const app = findWx();
  if (app) {
    return {
      keys: () => app.getStorageInfoSync().keys,
      get: (name) => (app.getStorageSync(name) as string) || undefined,
      set: (name, value) => app.setStorageSync(name, value),
      remove: (name) => app.removeStorageSync(name),
    };
  }
  try {
    if (typeof localStorage !== "undefined") return webTrackStorage(localStorage);
  } catch {
    // a browser that keeps nothing throws on the mere look
  }
  const kept = new Map<string, string>();
  return {
    keys: () => Array.from(kept.keys()),
    get: (name) => kept.get(name),
    set: (name, value) => void kept.set(name, value),
    remove: (name) => void kept.delete(name),
  };
}

/** A browser's `localStorage`. */
export function webTrackStorage(web: WebStorage): TrackStorage {
  return {
    keys: () => Array.from({ length: web.length }, (_, at) => web.key(at) ?? ""),
    get: (name) => web.getItem(name) ?? undefined,
    set: (name, value) => web.setItem(name, value),
    remove: (name) => web.removeItem(name),
  };
}

function findTransport(): Transport {
  const app = findWx();
  if (app) {
    return (request) =>
      new Promise((resolve, reject) => {
        app.request({
          url: request.url, method: request.method, header: request.headers, data: request.body, dataType: "text",
          responseType: "text", timeout: request.timeoutMs,
          success: (found: { statusCode: number; header: Record<string, string>; data: unknown }) => {
            const headers: Record<string, string> = {};
            for (const name of Object.keys(found.header ?? {})) headers[name.toLowerCase()] = String(found.header[name]);
            resolve({ status: found.statusCode, headers, text: String(found.data) });
          },
          fail: reject,
        });
      });
  }
  return async (request) => {
    if (typeof fetch === "undefined") throw new Error("neither wx.request nor fetch is there: pass `transport`");
    const { method, headers, body } = request;
    // a browser finishes what was sent when the page goes
    const keepalive = (body ?? "").length < 60_000;
    const found = await fetch(request.url, { method, headers, body, keepalive, cache: "no-store", credentials: "omit" });
    const text = await found.text();
    return { status: found.status, headers: { "retry-after": found.headers.get("retry-after") ?? "" }, text };
  };
}
