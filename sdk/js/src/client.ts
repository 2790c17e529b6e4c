/** The client. */

import { makeCall, type Ask, type Call, type CallOptions, type Settings } from "./core.js";
import { makeKey } from "./key.js";
import { Member } from "./member.js";
import type { EventAnswer, NewEvent } from "./models.js";
import { EventQueue, type QueueOptions } from "./queue.js";
import { DEFAULT_RETRY, type RetryPolicy } from "./retry.js";
import { findStorage } from "./storage.js";
import { findTransport, type Transport } from "./transport.js";

export interface ClientOptions {
  /** Address of the server, as `https://liuke.example.com`. */
  baseUrl: string;
  /** An API key; never put one into an app that people install. */
  apiKey?: string;
  /** Gives a member's token, from a backend of yours; asked again when the server refuses the last one. */
  token?(renew: boolean): string | Promise<string>;
  /** How requests leave; by default `wx.request` or `fetch`, whichever is there. */
  transport?: Transport;
  retry?: Partial<RetryPolicy>;
  /** Of one attempt. */
  timeoutMs?: number;
  /** Of a call in all, waits and repetitions included. */
  deadlineMs?: number;
  /** Language of texts in answers. */
  locale?: "zh" | "en";
  /** What the app calls this device, the same at every start; it helps to tell friends from farms. */
  deviceId?: string;
}

export class Liuke {
  /** The member whose token this is. */
  readonly me: Member;
  private readonly call: Call;

  /** @throws Error an option makes no sense */
  constructor(options: ClientOptions) {
    this.call = makeCall(readSettings(options));
    this.me = new Member(this.call, "/v1/members/me");
  }

  /** Any member, with an API key: a number, or `namespace:external_id`. */
  member(member: string): Member {
    if (!member || member === "." || member === "..") throw new Error("member must name somebody");
    return new Member(this.call, `/v1/members/${encodeURIComponent(member)}`);
  }

  /** Take one event; answered once it is durably recorded. */
  send(
    event: { type: string; member: string; key?: string; t_us?: number; data?: Record<string, unknown> },
    options: CallOptions = {},
  ): Promise<EventAnswer> {
    const body: NewEvent = { ...event, key: event.key ?? options.key ?? makeKey() };
    return this.call({ method: "POST", path: "/v1/events", body, safe: true }, options);
  }

  /**
   * Any request that this release has no method for, as an action of an activity kind that the merchant added; keys,
   * back-off and renewed tokens as everywhere.
   */
  request<T>(ask: Ask, options: CallOptions = {}): Promise<T> {
    return this.call(ask, options);
  }

  /** Events that wait for the network, and for the app's next start. */
  queue(options: Partial<QueueOptions> = {}): EventQueue {
    return new EventQueue(this.call, { ...options, storage: options.storage ?? findStorage() });
  }
}

function readSettings(options: ClientOptions): Settings {
  if (!/^https?:\/\/[^/?#]+[^?#]*$/.test(options.baseUrl)) {
    throw new Error(`baseUrl: ${options.baseUrl} is no address like https://liuke.example.com`);
  }
  if (options.apiKey !== undefined && options.token) throw new Error("pass apiKey or token, not both");
  const key = options.apiKey ?? "";
  return {
    baseUrl: options.baseUrl.replace(/\/+$/, ""),
    credential: options.token ? (renew) => (options.token as (renew: boolean) => string)(renew) : () => key,
    transport: options.transport ?? findTransport(),
    retry: { ...DEFAULT_RETRY, ...options.retry },
    timeoutMs: options.timeoutMs ?? 10_000,
    deadlineMs: options.deadlineMs ?? 30_000,
    locale: options.locale ?? "zh",
    deviceId: options.deviceId ?? "",
    random: Math.random,
  };
}
