// The tracker by itself: consent, dwell, whose events are sent in whose name, back-off, what answers let go of.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

const require = createRequire(import.meta.url);
const { createTracker } =
  process.env.LIUKE_KIND === "cjs" ? require(`${process.env.LIUKE_ROOT}/cjs/track.js`) : await import(`${process.env.LIUKE_ROOT}/esm/track.js`);

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function open(options = {}) {
  const kept = new Map();
  const storage = {
    keys: () => [...kept.keys()], get: (name) => kept.get(name), set: (name, value) => void kept.set(name, value), remove: (name) => void kept.delete(name),
  };
  const sent = [];
  const replies = [];
  const transport = async (request) => {
    const body = JSON.parse(request.body);
    sent.push({ ...body, by: request.headers.authorization.slice(7), url: request.url });
    const reply = replies.shift() ?? {};
    if (reply === "lost") throw new Error("lost");
    const text = JSON.stringify({ stored: body.events.length - (reply.refused?.length ?? 0), duplicates: 0, refused: [], ...reply });
    return { status: reply.status ?? 200, headers: { "retry-after": reply.after ?? "" }, text: reply.text ?? text };
  };
  const make = (more = {}) =>
    createTracker({ baseUrl: "https://x.example/", key: "pk_1", storage, transport, everyMs: 100_000, firstMs: 5, ...options, ...more });
  return { kept, sent, replies, make };
}
const types = (request) => request.events.map((one) => one.type);

test("before the consent nothing is kept and nothing is sent; a no takes everything away", async () => {
  const { kept, sent, make } = open();
  const tracker = make();
  assert.equal(tracker.track("a.b", {}), undefined);
  tracker.page("home");
  tracker.click("buy");
  tracker.search("tea");
  tracker.hide();
  tracker.show();
  assert.deepEqual(await tracker.flush(), { taken: 0, refused: 0, left: 0 });
  assert.deepEqual([kept.size, sent.length], [0, 0]);
  kept.set("of.the.app", "1");
  tracker.consent(true);
  tracker.track("a.b", {});
  assert.equal(kept.size, 2);
  tracker.consent(false);
  await sleep(5);
  assert.deepEqual([[...kept.keys()], sent.length], [["of.the.app"], 0]);
  assert.equal(tracker.track("a.b", {}), undefined);
});

test("a no while events are under way keeps nothing", async () => {
  const { kept, make } = open();
  const tracker = make();
  tracker.consent(true);
  tracker.track("a.b", {});
  const sending = tracker.flush();
  tracker.consent(false);
  await sending;
  assert.deepEqual([...kept.keys()].filter((name) => name.startsWith("liuke.track.e")), []);
});

test("pages, how long they were seen, clicks and searches", async () => {
  const { sent, make } = open();
  const tracker = make();
  tracker.consent(true);
  tracker.page("home", { tab: 1 });
  await sleep(12);
  tracker.hide();
  await sleep(30); // nobody sees it
  tracker.show();
  await sleep(12);
  tracker.click("banner", { at: 2 });
  tracker.search("milk tea", { results: 3 });
  tracker.page("mall");
  await tracker.flush();
  await tracker.flush();
  const events = sent.flatMap((one) => one.events);
  assert.deepEqual(events.map((one) => one.type), ["page.viewed", "page.left", "element.clicked", "search.done", "page.left", "page.viewed"]);
  const [viewed, left, clicked, searched, again, next] = events;
  assert.deepEqual(viewed.data, { tab: 1, page: "home" });
  assert.deepEqual([left.data.page, left.data.view, again.data.view], ["home", viewed.id, viewed.id]);
  assert.ok(left.data.ms >= 11 && again.data.ms >= 11 && left.data.ms + again.data.ms < 10_000);
  assert.deepEqual(clicked.data, { page: "home", at: 2, element: "banner" });
  assert.deepEqual(searched.data, { page: "home", results: 3, query: "milk tea" });
  assert.deepEqual(next.data, { page: "mall", from: "home" });
  assert.ok(events.every((one) => /^[0-9a-f-]{36}$/.test(one.id) && Math.abs(one.t_us - Date.now() * 1_000) < 60_000_000));
});

test("requests say whose they are, from which device, when they left, and that somebody agreed", async () => {
  const { sent, make } = open({ batch: 2 });
  const tracker = make();
  tracker.consent(true);
  for (let n = 0; n < 5; n += 1) tracker.track("a.b", { n });
  assert.deepEqual(await tracker.flush(), { taken: 5, refused: 0, left: 0 });
  assert.deepEqual(sent.map((one) => one.events.map((event) => event.data.n)), [[0, 1], [2, 3], [4]]);
  assert.deepEqual(new Set(sent.map((one) => [one.url, one.by, one.consent].join())), new Set(["https://x.example/v1/track,pk_1,true"]));
  assert.equal(new Set(sent.map((one) => one.anonymous_id)).size, 1);
  assert.ok(sent.every((one) => Math.abs(one.sent_us - Date.now() * 1_000) < 60_000_000));
  assert.deepEqual(Object.keys(sent[0].events[0]).sort(), ["data", "id", "t_us", "type"]);
});

test("nobody's events are sent in another's name", async () => {
  const { sent, make } = open({ key: undefined, token: () => "token-of-ann" });
  const tracker = make();
  tracker.consent(true);
  tracker.track("nobody.yet", {});
  assert.deepEqual((await tracker.flush()).left, 1); // without a publishable key it waits for somebody
  tracker.identify("ann");
  tracker.track("of.ann", {});
  await tracker.flush();
  assert.deepEqual(sent.map((one) => [one.by, types(one)]), [["token-of-ann", ["nobody.yet", "of.ann"]]]);
  sent.length = 0;
  tracker.track("of.ann", {});
  tracker.identify("bob");
  tracker.track("of.bob", {});
  await tracker.flush();
  await tracker.flush();
  assert.deepEqual(sent.map(types), [["of.bob"]]);
  tracker.identify("ann");
  await tracker.flush();
  assert.deepEqual(sent.map(types), [["of.bob"], ["of.ann"]]);
});

test("a token that is refused is renewed once", async () => {
  const asked = [];
  const { sent, replies, make } = open({ token: (renew) => (asked.push(renew), renew ? "new" : "old") });
  const tracker = make();
  tracker.identify("ann");
  tracker.consent(true);
  tracker.track("a.b", {});
  replies.push({ status: 401 });
  assert.equal((await tracker.flush()).taken, 1);
  assert.deepEqual([asked, sent.map((one) => one.by)], [[false, true, false], ["old", "new"]]);
  replies.push({ status: 401 }, { status: 401 });
  tracker.track("a.b", {});
  assert.equal((await tracker.flush()).left, 1);
});

test("what nobody answered is sent again by itself, with the same ids", async () => {
  const { sent, replies, make } = open();
  replies.push("lost", { status: 502, text: "<h1>Bad Gateway</h1>" }, { status: 429, after: "0" }, { text: "<h1>Log in to this network</h1>" }, { text: '{"stored":0,"duplicates":0,"refused":[]}' });
  const tracker = make();
  tracker.consent(true);
  const id = tracker.track("a.b", {});
  while (sent.length < 6) await sleep(5);
  await tracker.flush();
  assert.deepEqual(sent.map((one) => one.events.map((event) => event.id)), Array(6).fill([id]));
  assert.equal((await tracker.flush()).left, 0);
});

test("a server that asks to wait is left alone for so long", async () => {
  const { sent, replies, make } = open();
  replies.push({ status: 503, after: "60" });
  const tracker = make();
  tracker.consent(true);
  tracker.track("a.b", {});
  await tracker.flush();
  tracker.track("a.b", {});
  await sleep(30);
  assert.equal(sent.length, 1);
});

test("a request that is too large is halved; an event that is refused is named and goes", async () => {
  const refused = [];
  const { sent, replies, make } = open({ batch: 8, onRefused: (event, faults) => refused.push([event.data.n, faults[0].code]) });
  const tracker = make();
  tracker.consent(true);
  for (let n = 0; n < 4; n += 1) tracker.track("a.b", { n });
  replies.push({ status: 413 }, { refused: [{ at: 1, id: "x", faults: [{ path: "", code: "too-old", message: "" }] }] });
  assert.deepEqual(await tracker.flush(), { taken: 3, refused: 1, left: 0 });
  assert.deepEqual(sent.map((one) => one.events.length), [4, 2, 2]);
  assert.deepEqual(refused, [[1, "too-old"]]);
});

test("more than may wait is counted, and what waits is whole", () => {
  const { kept, make } = open({ limit: 3 });
  const tracker = make();
  tracker.consent(true);
  for (let n = 0; n < 5; n += 1) tracker.track("a.b", { n });
  assert.equal(tracker.dropped, 2);
  assert.equal([...kept.keys()].length, 3);
});

test("what somebody broke in the storage stops nothing", async () => {
  const { kept, sent, make } = open();
  kept.set("liuke.track.e.0", "{broken");
  const tracker = make();
  tracker.consent(true);
  tracker.track("a.b", {});
  assert.equal((await tracker.flush()).left, 0);
  assert.equal(sent.length, 1);
});

test("two windows on one storage send everything, and lose nothing of one another", async () => {
  const { sent, make } = open();
  const [one, two] = [make(), make()];
  one.consent(true);
  two.consent(true);
  const ids = [];
  for (let n = 0; n < 20; n += 1) ids.push((n % 2 ? one : two).track("a.b", { n }));
  await Promise.all([one.flush(), two.flush()]);
  assert.deepEqual(new Set(sent.flatMap((request) => request.events.map((event) => event.id))), new Set(ids));
});
