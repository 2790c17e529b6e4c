/** What the server said no to, and what happened on the way to it. */

/** One thing that is wrong with a request. */
export interface Fault {
  path: string;
  code: string;
  message: string;
  fix: string;
}

/** A problem document (RFC 9457) as the server sends it. */
export interface Problem {
  status: number;
  code: string;
  title: string;
  detail?: string;
  fix?: string;
  reason?: string;
  instance?: string;
  faults?: Fault[];
  [extra: string]: unknown;
}

/** Base of all errors of this package. */
export class LiukeError extends Error {
  /** The idempotency key the request went out with; sending it again under the same key is always safe. */
  key = "";
  /** How often the request was sent. */
  attempts = 0;

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
    Object.setPrototypeOf(this, new.target.prototype);
  }
}

/** No answer came; whether the request was carried out is not known. */
export class TransportError extends LiukeError {}

/** The answer did not come in time. */
export class TimedOut extends TransportError {}

/** An answer came that this version of the package does not know. */
export class UnexpectedAnswer extends LiukeError {}

/** The server answered with a problem document. */
export class ApiError extends LiukeError {
  readonly status: number;
  /** Stable, for programs; `http-502` and the like where something before the server answered. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly fix: string;
  /** Of a refusal: the stable code of the rule that said no. */
  readonly reason: string;
  /** All that is wrong with the request. */
  readonly faults: readonly Fault[];
  /** Names this request in the server's log. */
  readonly requestId: string;
  /** Seconds to wait before the next try, where the server says so. */
  readonly retryAfter: number | undefined;
  readonly problem: Problem;

  constructor(problem: Problem, requestId = "", retryAfter?: number) {
    super(render(problem));
    this.problem = problem;
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail ?? "";
    this.fix = problem.fix ?? "";
    this.reason = problem.reason ?? "";
    this.faults = problem.faults ?? [];
    this.requestId = problem.instance ?? requestId;
    this.retryAfter = retryAfter;
  }
}

/** The key or token is missing, unknown, wrong, expired or revoked (401). */
export class Unauthorized extends ApiError {}
/** The key or token is good but may not do this (403). */
export class Forbidden extends ApiError {}
/** What was named does not exist (404). */
export class NotFound extends ApiError {}
/** The request contradicts what is recorded (409). */
export class Conflict extends ApiError {}
/** This idempotency key was used with another input. */
export class KeyReused extends Conflict {}
/** A rule says no and nothing was changed; `reason` is its code. */
export class Refused extends Conflict {}
/** The request is readable but wrong; `faults` names every wrong place (422). */
export class InvalidInput extends ApiError {}
/** Too many calls (429); `retryAfter` says when to go on. */
export class RateLimited extends ApiError {}
/** Something went wrong on the server's side (5xx). */
export class ServerError extends ApiError {}
/** The server, or what stands before it, cannot answer at the moment (502, 503, 504). */
export class Unavailable extends ServerError {}

type Kind = new (problem: Problem, requestId?: string, retryAfter?: number) => ApiError;
const BY_CODE: Record<string, Kind> = { "idempotency-key-reused": KeyReused, refused: Refused };
const BY_STATUS: Record<number, Kind> = {
  401: Unauthorized, 403: Forbidden, 404: NotFound, 409: Conflict, 422: InvalidInput, 429: RateLimited,
  502: Unavailable, 503: Unavailable, 504: Unavailable,
};

/** The error that an answer with a status of 400 or above stands for, whoever gave it. */
export function readProblem(status: number, text: string, requestId = "", retryAfter?: number): ApiError {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    document = undefined;
  }
  const known = typeof document === "object" && document !== null && "code" in document;
  const problem = known
    ? (document as Problem)
    : { status, code: `http-${status}`, title: `HTTP ${status}`, detail: text.replace(/\s+/g, " ").trim().slice(0, 200) };
  return makeProblem({ ...problem, status }, requestId, retryAfter);
}

/** The error that a problem document stands for. */
export function makeProblem(problem: Problem, requestId = "", retryAfter?: number): ApiError {
  const fallback: Kind = problem.status >= 500 ? ServerError : ApiError;
  const kind = BY_CODE[problem.code] ?? BY_STATUS[problem.status] ?? fallback;
  return new kind(problem, requestId, retryAfter);
}

function render(problem: Problem): string {
  const head = [problem.title, problem.detail].filter(Boolean).join(": ");
  const faults = (problem.faults ?? []).map((one) => `\n  - ${one.path}: ${one.message} [${one.code}]`);
  return `${head} [${problem.code}]${faults.join("")}${problem.fix ? `\n  → ${problem.fix}` : ""}`;
}
