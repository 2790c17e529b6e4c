/** When a request is sent again, and after how long. */

import { ApiError, RateLimited, TransportError, Unavailable, type LiukeError } from "./errors.js";

export interface RetryPolicy {
  /** In all, the first one included. */
  attempts: number;
  /** Longest wait before the second one, in milliseconds; doubles with each further one. */
  firstMs: number;
  /** Of one wait, in milliseconds. */
  longestMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 6, firstMs: 200, longestMs: 8_000 };

/** Codes that say of a request that nothing of it was carried out. */
const NOTHING_KEPT = new Set(["db-unavailable", "db-transaction-conflict", "shutting-down", "rate-limited"]);

/**
 * Milliseconds to wait before the request is sent again; undefined: it is not.
 *
 * @param repeatable whether sending twice does no more than sending once: the request only reads, or carries a key
 * @param draw from 0 to 1; half of the wait is left to it, so that clients that failed together do not come back together
 */
export function decideWait(
  policy: RetryPolicy, error: LiukeError, attempt: number, repeatable: boolean, draw: number,
): number | undefined {
  if (attempt >= policy.attempts || !isPassing(error, repeatable)) return undefined;
  const longest = Math.min(policy.longestMs, policy.firstMs * 2 ** (attempt - 1));
  const backoff = longest * (0.5 + 0.5 * draw);
  const asked = error instanceof ApiError ? error.retryAfter : undefined;
  return asked === undefined ? backoff : Math.max(backoff, asked * 1_000 + 100 * draw);
}

/** Whether a problem goes away by itself. */
export function isPassingCode(status: number, code: string): boolean {
  return status === 429 || (status >= 502 && status <= 504) || NOTHING_KEPT.has(code);
}

function isPassing(error: LiukeError, repeatable: boolean): boolean {
  if (error instanceof TransportError) return repeatable;
  if (error instanceof RateLimited || error instanceof Unavailable) return repeatable || NOTHING_KEPT.has(error.code);
  return false;
}
