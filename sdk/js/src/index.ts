/** Client of Liuke 留客 for WeChat mini programs, browsers and Node. */

export { Liuke, type ClientOptions } from "./client.js";
export type { Ask, Call, CallOptions } from "./core.js";
export * from "./errors.js";
export { makeKey } from "./key.js";
export * from "./member.js";
export type * from "./models.js";
export { EventQueue, QueueFull, type Flushed, type QueueOptions } from "./queue.js";
export { DEFAULT_RETRY, type RetryPolicy } from "./retry.js";
export { memoryStorage, webStorage, wxStorage, type Storage } from "./storage.js";
export { fetchTransport, wxTransport, type Fetch, type HttpReply, type HttpRequest, type Transport, type Wx } from "./transport.js";
