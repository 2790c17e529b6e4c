// Events that wait: kept over restarts, sent in order, counted once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeWx, keysSeen, owner, plan, points, post, register, sdk, shaky } from "./support.mjs";

const { QueueFull, Refused, TransportError, memoryStorage, wxStorage, wxTransport } = sdk;
const tag = process.env.LIUKE_KIND ?? "esm";
const earn = (member, key, amount = 1) => ({ type: "points.earn", member, key, data: { asset: "points", amount } });

test("a mini program without a network keeps its events over its end and sends them once, in order", async () => {
  const member = await register(`js-${tag}-queue`);
  const wx = fakeWx();
  const open = () => owner({ transport: wxTransport(wx) }).queue({ storage: wxStorage(wx), name: member, batch: 3 });

  wx.offline = true;
  const first = open();
  for (let n = 1; n <= 7; n += 1) first.add(earn(member, `q${n}`, n));
  const stuck = await first.flush();
  assert.deepEqual([stuck.taken, stuck.left], [0, 7]);
  assert.ok(stuck.error instanceof TransportError);

  wx.offline = false; // the app ended and begins again: another queue over the same storage
  const answers = [];
  const second = owner({ transport: wxTransport(wx) }).queue({
    storage: wxStorage(wx), name: member, batch: 3, onAnswer: (event, answer) => answers.push([event.key, answer.balances.points]),
  });
  assert.deepEqual(second.waiting().map((one) => one.key), ["q1", "q2", "q3", "q4", "q5", "q6", "q7"]);
  const [sent, same] = await Promise.all([second.flush(), second.flush()]);
  assert.deepEqual(sent, { taken: 7, rejected: 0, left: 0 });
  assert.equal(same, sent);
  assert.deepEqual(answers, [["q1", 101], ["q2", 103], ["q3", 106], ["q4", 110], ["q5", 115], ["q6", 121], ["q7", 128]]);
  assert.equal(wx.getStorageSync(`liuke.events.${member}`), "");
  assert.deepEqual(await second.flush(), { taken: 0, rejected: 0, left: 0 });
  assert.equal(await points(member), 128);
});

test("what was sent and not heard answered is sent again after the restart and counts once", async () => {
  const member = await register(`js-${tag}-unheard`);
  const storage = memoryStorage();
  const dying = shaky({ retry: { attempts: 1 } }).queue({ storage });
  dying.add(earn(member, "u1", 5));
  dying.add(earn(member, "u2", 6));
  await plan("lose_answer");
  assert.equal((await dying.flush()).left, 2);
  assert.equal(await points(member), 111);
  const born = owner().queue({ storage });
  assert.deepEqual(await born.flush(), { taken: 2, rejected: 0, left: 0 });
  assert.equal(await points(member), 111);
});

test("an event that is refused for good goes, is told, and does not hold up the others", async () => {
  const member = await register(`js-${tag}-refused`);
  const rejected = [];
  const queue = owner().queue({ storage: memoryStorage(), onRejected: (event, error) => rejected.push([event.key, error.constructor, error.reason]) });
  queue.add(earn(member, "r1"));
  queue.add({ type: "points.spend", member, key: "r2", data: { asset: "points", amount: 9_999 } });
  queue.add(earn(member, "r3"));
  assert.deepEqual(await queue.flush(), { taken: 2, rejected: 1, left: 0 });
  assert.deepEqual(rejected, [["r2", Refused, "insufficient-balance"]]);
  assert.equal(await points(member), 102);
});

test("an event that spoils its request is found and the others are taken", async () => {
  const member = await register(`js-${tag}-spoilt`);
  const rejected = [];
  const queue = owner().queue({ storage: memoryStorage(), onRejected: (event, error) => rejected.push([event.key, error.status]) });
  queue.add(earn(member, "s1"));
  queue.add({ type: "x".repeat(200), member, key: "s2" });
  queue.add(earn(member, "s3"));
  assert.deepEqual(await queue.flush(), { taken: 2, rejected: 1, left: 0 });
  assert.deepEqual(rejected, [["s2", 422]]);
  assert.equal(await points(member), 102);
});

test("what somebody on the way answers loses no event", async () => {
  const rejected = [];
  const sizes = [];
  const answer = (status, text) => async (request) => {
    sizes.push(JSON.parse(request.body).events.length);
    return { status, headers: {}, text };
  };
  for (const [status, text, seen] of [
    [400, "<h1>Bad Request</h1>", [2]], [407, "", [2]], [451, "blocked", [2]], [413, "<h1>Too Large</h1>", [2, 1]],
    [200, "", [2]], [200, "{}", [2]], [200, "<h1>Log in to this network</h1>", [2]], [304, "", [2]],
  ]) {
    sizes.length = 0;
    const queue = owner({ transport: answer(status, text) }).queue({
      storage: memoryStorage(), onRejected: (event) => rejected.push(event),
    });
    queue.add({ type: "app.opened", member: "wechat:js-way" });
    queue.add({ type: "app.opened", member: "wechat:js-way" });
    const done = await queue.flush();
    assert.deepEqual([done.taken, done.rejected, done.left, sizes], [0, 0, 2, seen], `${status} ${text}`);
    assert.ok(done.error instanceof sdk.LiukeError);
  }
  assert.deepEqual(rejected, []);
});

test("without a good key everything is kept", async () => {
  const queue = owner({ apiKey: "lk_x_y" }).queue({ storage: memoryStorage() });
  queue.add({ type: "app.opened", member: "wechat:js-kept" });
  const done = await queue.flush();
  assert.deepEqual([done.left, done.error.status], [1, 401]);
});

test("events carry the time at which they happened and a key of their own", async () => {
  const queue = owner().queue({ storage: memoryStorage() });
  const before = Date.now() * 1_000;
  const event = queue.add({ type: "app.opened", member: "wechat:js-timed" });
  assert.ok(event.t_us >= before && event.t_us <= Date.now() * 1_000);
  assert.match(event.key, /^[0-9a-f-]{36}$/);
  assert.deepEqual(queue.waiting(), [event]);
});

test("a full queue refuses and drops nothing", () => {
  const queue = owner().queue({ storage: memoryStorage(), limit: 2 });
  queue.add({ type: "app.opened", member: "1", key: "a" });
  queue.add({ type: "app.opened", member: "1", key: "b" });
  assert.throws(() => queue.add({ type: "app.opened", member: "1", key: "c" }), QueueFull);
  assert.deepEqual(queue.waiting().map((one) => one.key), ["a", "b"]);
});

test("a storage that somebody broke is put aside, not lost", () => {
  const storage = memoryStorage();
  storage.set("liuke.events.default", "{broken");
  const queue = owner().queue({ storage });
  assert.deepEqual(queue.waiting(), []);
  assert.equal(storage.get("liuke.events.default.unreadable"), "{broken");
  queue.add({ type: "app.opened", member: "1", key: "a" });
  assert.equal(queue.waiting().length, 1);
});

test("events that came meanwhile are sent by the same flush", async () => {
  const member = await register(`js-${tag}-meanwhile`);
  const queue = owner().queue({ storage: memoryStorage(), batch: 1 });
  queue.add(earn(member, "m1"));
  const flushing = queue.flush();
  queue.add(earn(member, "m2"));
  assert.deepEqual(await flushing, { taken: 2, rejected: 0, left: 0 });
  await plan();
  assert.deepEqual(await keysSeen(), []);
  await post(`/v1/members/${member}/points/spend`, { asset: "points", amount: 102 });
  assert.equal(await points(member), 0);
});
