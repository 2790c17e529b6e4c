/**
 * Events that wait for the network: kept before they are sent, sent in order, each under the key it was given first.
 * What the app did not live to hear answered is sent again after its next start and counts once.
 */

import type { Call } from "./core.js";
import { ApiError, LiukeError, UnexpectedAnswer, makeProblem, type Problem } from "./errors.js";
import { makeKey } from "./key.js";
import type { BatchAnswer, EventAnswer, NewEvent } from "./models.js";
import { isPassingCode } from "./retry.js";
import type { Storage } from "./storage.js";

export interface QueueOptions {
  storage: Storage;
  /** Names the queue in the storage; one for each signed-in member, so that nobody sends for somebody else. */
  name?: string;
  /** Events that wait at most; one more is refused with QueueFull. */
  limit?: number;
  /** Events in one request. */
  batch?: number;
  /** An event was taken. */
  onAnswer?(event: NewEvent, answer: EventAnswer): void;
  /** An event will never be taken and was dropped; the error says why. */
  onRejected?(event: NewEvent, error: ApiError): void;
}

/** What one flush came to. */
export interface Flushed {
  taken: number;
  rejected: number;
  /** Still waiting. */
  left: number;
  /** Why some still wait. */
  error?: LiukeError;
}

/** The queue has as many events as it may keep; nothing was dropped. */
export class QueueFull extends LiukeError {}

const NOT_TAKEN = new Set([401, 403, 404, 405]);

export class EventQueue {
  private readonly name: string;
  private readonly limit: number;
  private readonly batch: number;
  private flushing: Promise<Flushed> | undefined;

  constructor(private readonly call: Call, private readonly options: QueueOptions) {
    this.name = `liuke.events.${options.name ?? "default"}`;
    this.limit = options.limit ?? 1_000;
    this.batch = Math.min(options.batch ?? 50, 1_000);
  }

  /**
   * Keep an event; it is in the storage when this returns. Its time is now unless `t_us` says otherwise.
   *
   * @throws QueueFull as many wait as may
   */
  add(event: { type: string; member: string; key?: string; t_us?: number; data?: Record<string, unknown> }): NewEvent {
    const waiting = this.read();
    if (waiting.length >= this.limit) throw new QueueFull(`${this.limit} events wait already`);
    const made: NewEvent = {
      type: event.type,
      member: event.member,
      key: event.key ?? makeKey(),
      t_us: event.t_us ?? Date.now() * 1_000,
      data: event.data ?? {},
    };
    this.write([...waiting, made]);
    return made;
  }

  /** What waits, oldest first. */
  waiting(): NewEvent[] {
    return this.read();
  }

  /** Send what waits, in order; stops where nobody answers. A second call while one runs joins it. */
  flush(): Promise<Flushed> {
    this.flushing ??= this.run().then(
      (done) => {
        this.flushing = undefined;
        return done;
      },
      (error: unknown) => {
        this.flushing = undefined;
        throw error;
      },
    );
    return this.flushing;
  }

  private async run(): Promise<Flushed> {
    const done: Flushed = { taken: 0, rejected: 0, left: 0 };
    for (let events = this.read().slice(0, this.batch); events.length > 0; events = this.read().slice(0, this.batch)) {
      const stopped = await this.send(events, done);
      if (stopped) {
        done.error = stopped;
        break;
      }
    }
    done.left = this.read().length;
    return done;
  }

  /** One request; the error at which to stop. */
  private async send(events: NewEvent[], done: Flushed): Promise<LiukeError | undefined> {
    let answer: BatchAnswer;
    try {
      answer = await this.call<BatchAnswer>(
        { method: "POST", path: "/v1/events/batch", body: { events }, safe: true }, {},
      );
    } catch (error) {
      if (!(error instanceof LiukeError)) throw error;
      if (!(error instanceof ApiError) || error.status >= 500 || error.status === 429 || NOT_TAKEN.has(error.status)) {
        return error;
      }
      // no problem document: somebody on the way says so, who knows nothing of events; only size is a matter of their number
      if (error.code === `http-${error.status}` && !(error.status === 413 && events.length > 1)) return error;
      // the request as a whole is wrong: find out which event it is
      return events.length === 1 ? this.reject(events[0] as NewEvent, error, done) : this.sendEach(events, done);
    }
    if (!Array.isArray((answer as Partial<BatchAnswer> | undefined)?.results)) {
      return new UnexpectedAnswer("POST /v1/events/batch: the answer has no results");
    }
    return this.settle(events, answer, done);
  }

  private async sendEach(events: NewEvent[], done: Flushed): Promise<LiukeError | undefined> {
    for (const event of events) {
      const stopped = await this.send([event], done);
      if (stopped) return stopped;
    }
    return undefined;
  }

  private settle(events: NewEvent[], answer: BatchAnswer, done: Flushed): LiukeError | undefined {
    let stopped: LiukeError | undefined;
    events.forEach((event, at) => {
      const result = answer.results[at];
      if (result?.answer) {
        this.forget(event);
        done.taken += 1;
        this.options.onAnswer?.(event, result.answer);
        return;
      }
      const problem = makeProblem((result?.error ?? { status: 500, code: "no-result", title: "No result" }) as unknown as Problem);
      if (isPassingCode(problem.status, problem.code) || problem.status >= 500) {
        stopped ??= problem;
      } else {
        this.reject(event, problem, done);
      }
    });
    return stopped;
  }

  private reject(event: NewEvent, error: ApiError, done: Flushed): undefined {
    this.forget(event);
    done.rejected += 1;
    this.options.onRejected?.(event, error);
    return undefined;
  }

  private forget(event: NewEvent): void {
    this.write(this.read().filter((one) => one.key !== event.key || one.member !== event.member));
  }

  private read(): NewEvent[] {
    const text = this.options.storage.get(this.name);
    if (text === undefined) return [];
    try {
      const found: unknown = JSON.parse(text);
      if (Array.isArray(found)) return found as NewEvent[];
    } catch {
      // fall through: put aside below
    }
    this.options.storage.set(`${this.name}.unreadable`, text);
    this.options.storage.remove(this.name);
    return [];
  }

  private write(events: NewEvent[]): void {
    if (events.length) this.options.storage.set(this.name, JSON.stringify(events));
    else this.options.storage.remove(this.name);
  }
}
