// What the tests of the JavaScript client share: addresses and keys come from the environment, the network takes orders.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

export const { LIUKE_URL, LIUKE_NETWORK, LIUKE_CONTROL, LIUKE_KEY } = process.env;
export const RETRY = { attempts: 5, firstMs: 10, longestMs: 50 };

const kind = process.env.LIUKE_KIND ?? "esm";
export const sdk =
  kind === "cjs"
    ? createRequire(import.meta.url)("../../../sdk/js/dist/cjs/index.js")
    : await import("../../../sdk/js/dist/esm/index.js");

/** Tell the network what to do to the next requests. */
export async function plan(...acts) {
  await fetch(`${LIUKE_CONTROL}/plan`, { method: "POST", body: JSON.stringify(acts) });
}

/** Idempotency keys of the requests since the last plan. */
export async function keysSeen() {
  return (await fetch(`${LIUKE_CONTROL}/keys`)).json();
}

/** A client with all rights, straight to the server. */
export function owner(options = {}) {
  return new sdk.Liuke({ baseUrl: LIUKE_URL, apiKey: LIUKE_KEY, locale: "en", retry: RETRY, ...options });
}

/** A client behind the network. */
export function shaky(options = {}) {
  return owner({ baseUrl: LIUKE_NETWORK, timeoutMs: 1_000, deadlineMs: 5_000, ...options });
}

/** Register somebody, by the plain API; their number. */
export async function register(name) {
  const { member_id } = await post("/v1/members", { namespace: "wechat", external_id: name });
  return member_id;
}

/** A token of the member's own. */
export async function issueToken(member) {
  return (await post(`/v1/members/${member}/token`, {})).token;
}

export async function post(path, body) {
  const answer = await fetch(`${LIUKE_URL}${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${LIUKE_KEY}`, "content-type": "application/json", "idempotency-key": crypto.randomUUID(),
    },
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, await answer.clone().text());
  return answer.json();
}

/** The member's points. */
export async function points(member) {
  const centre = await owner().member(member).centre();
  return centre.balances.find((one) => one.asset === "points").available;
}

/** A WeChat that speaks to the real server: the calls of `wx` that a mini program has, over Node's fetch. */
export function fakeWx() {
  const kept = new Map();
  const wx = {
    offline: false,
    requests: [],
    request(options) {
      for (const name of Object.keys(options)) {
        const known = ["url", "method", "header", "data", "dataType", "responseType", "timeout", "success", "fail"];
        assert.ok(known.includes(name), `wx.request has no ${name}`);
      }
      for (const name of Object.keys(options.header)) assert.notEqual(name.toLowerCase(), "referer");
      wx.requests.push(options.url);
      if (wx.offline) {
        setTimeout(() => options.fail({ errMsg: "request:fail ", errno: 600001 }), 1);
        return;
      }
      const signal = AbortSignal.timeout(options.timeout);
      fetch(options.url, { method: options.method, headers: options.header, body: options.data, signal }).then(
        async (answer) => {
          const text = await answer.text();
          const data = options.dataType === "json" && text ? JSON.parse(text) : text;
          const header = {};
          answer.headers.forEach((value, name) => {
            header[name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())] = value;
          });
          return { statusCode: answer.status, header, data };
        },
      ).then(
        (result) => options.success(result),
        (error) => options.fail({ errMsg: error.name === "TimeoutError" ? "request:fail timeout" : "request:fail" }),
      );
    },
    getStorageSync: (name) => structuredClone(kept.get(name) ?? ""),
    setStorageSync: (name, value) => void kept.set(name, structuredClone(value)),
    removeStorageSync: (name) => void kept.delete(name),
    getStorageInfoSync: () => ({ keys: [...kept.keys()], currentSize: 1, limitSize: 10_240 }),
  };
  return wx;
}
