// The JavaScript client against the served tea shop, over fetch and over wx.request.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeWx, issueToken, keysSeen, owner, plan, points, register, sdk, shaky, LIUKE_URL, LIUKE_NETWORK, RETRY } from "./support.mjs";

const { ApiError, Forbidden, InvalidInput, KeyReused, Liuke, NotFound, Refused, TimedOut, TransportError, Unauthorized, wxTransport } = sdk;
const tag = process.env.LIUKE_KIND ?? "esm";

for (const [platform, transport] of [["fetch", undefined], ["wx", wxTransport(fakeWx())]]) {
  const options = transport ? { transport } : {};

  test(`${platform}: a member centre, a check-in, a task, a coupon, the mall and a quote`, async () => {
    const member = await register(`js-${tag}-${platform}`);
    const token = await issueToken(member);
    const liuke = new Liuke({ baseUrl: LIUKE_URL, token: () => token, locale: "en", retry: RETRY, ...options });
    const centre = await liuke.me.centre();
    assert.equal(centre.member_id, member);
    assert.equal(centre.tier.current.id, "basic");
    assert.equal(centre.balances.find((one) => one.asset === "points").available, 100);

    const done = await liuke.me.checkIn.checkIn();
    assert.equal(done.balances.points, 105);
    assert.deepEqual(done.texts.gains, ["5 Points (Daily check-in)", "5 Growth value (Daily check-in)"]);
    await assert.rejects(liuke.me.checkIn.checkIn(), (error) => {
      assert.ok(error instanceof Refused && error instanceof ApiError);
      assert.deepEqual([error.status, error.reason, error.attempts], [409, "already-checked-in", 1]);
      assert.match(error.requestId, /./);
      return true;
    });
    const month = await liuke.me.checkIn.calendar();
    assert.equal(month.checked.length, 1);

    const tasks = await liuke.me.tasks.list();
    assert.ok(tasks.items.some((one) => one.id === "daily_menu" || one.activity === "daily_menu"));
    await owner().send({ type: "page.viewed", member, key: "p1", data: { page: "new_products" } });
    const unfinished = await liuke.me.tasks.claim("weekly_two").then(undefined, (error) => error);
    assert.ok(unfinished instanceof Refused);

    await assert.rejects(liuke.me.coupons.claim({ batch: "delivery" }), Refused);
    assert.deepEqual((await liuke.me.coupons.list()).items, []);

    const bought = await liuke.me.mall.redeem({ item: "five_yuan" }, { key: "buy" });
    const again = await liuke.me.mall.redeem({ item: "five_yuan" }, { key: "buy" });
    assert.deepEqual([bought.replayed, again.replayed], [false, true]);
    assert.equal(again.balances.points, bought.balances.points);
    await assert.rejects(liuke.me.mall.redeem({ item: "mug" }, { key: "buy" }), KeyReused);
    assert.equal(await points(member), bought.balances.points);

    const coupons = await liuke.me.coupons.list({ status: "active", limit: 10 });
    assert.deepEqual(coupons.items.map((one) => one.batch), ["mall_five"]);
    const quote = await liuke.me.checkout.quote({
      lines: [{ sku: "tea", category: "drink", quantity: 1, unit_cents: 2_000 }],
    });
    assert.equal(quote.result.payable_cents, 1_300); // 10 % off the first order, then 5 yuan

    await assert.rejects(liuke.member("wechat:somebody-else").centre(), Forbidden);
  });

  test(`${platform}: problems are typed`, async () => {
    const liuke = owner(options);
    await assert.rejects(liuke.member("wechat:nobody").centre(), NotFound);
    await assert.rejects(new Liuke({ baseUrl: LIUKE_URL, apiKey: "lk_x_y", ...options }).me.centre(), Unauthorized);
    await assert.rejects(liuke.send({ type: "", member: "?", key: "k" }), (error) => {
      assert.ok(error instanceof InvalidInput);
      assert.ok(error.faults.length >= 1);
      return true;
    });
    await assert.rejects(owner({ ...options, baseUrl: "http://127.0.0.1:9" }).send({ type: "app.opened", member: "1" }), (error) => {
      assert.ok(error instanceof TransportError);
      assert.equal(error.attempts, 5);
      return true;
    });
  });

  for (const act of ["lose_request", "lose_answer", "cut_answer", "bad_gateway", "busy"]) {
    test(`${platform}: ${act} twice: the same key until it is answered, and it happens once`, async () => {
      const member = await register(`js-${tag}-${platform}-${act}`);
      const token = await issueToken(member);
      const liuke = shaky({ apiKey: undefined, token: () => token, ...options });
      await plan(act, act);
      const done = await liuke.me.checkIn.checkIn();
      assert.equal(done.balances.points, 105);
      const keys = await keysSeen();
      assert.equal(keys.length, 3);
      assert.equal(new Set(keys).size, 1);
      assert.match(keys[0], /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.equal(await points(member), 105);
    });
  }

  test(`${platform}: silence ends in time`, async () => {
    await plan("stall");
    const begun = Date.now();
    const failed = await shaky({ ...options, timeoutMs: 200, deadlineMs: 300, retry: { attempts: 1 } })
      .send({ type: "app.opened", member: "wechat:js-silent", key: "s" })
      .then(undefined, (error) => error);
    assert.ok(failed instanceof TimedOut, String(failed));
    assert.ok(Date.now() - begun < 1_000);
  });
}

test("a token that is refused is renewed once, whoever asks at that time", async () => {
  const member = await register(`js-${tag}-renewed`);
  const token = await issueToken(member);
  const asked = [];
  const liuke = new Liuke({
    baseUrl: LIUKE_URL,
    retry: RETRY,
    token: async (renew) => {
      asked.push(renew);
      return renew ? token : "stale";
    },
  });
  const centres = await Promise.all(Array.from({ length: 8 }, () => liuke.me.centre()));
  assert.deepEqual(centres.map((one) => one.member_id), Array(8).fill(member));
  assert.deepEqual(asked, [false, true]);
});

test("a token that stays refused is told, not asked for again and again", async () => {
  let asked = 0;
  const liuke = new Liuke({ baseUrl: LIUKE_URL, retry: RETRY, token: () => (asked += 1, "stale") });
  await assert.rejects(liuke.me.centre(), Unauthorized);
  assert.equal(asked, 2);
});

test("an empty answer is no success", async () => {
  for (const status of [200, 304]) {
    const liuke = owner({ transport: async () => ({ status, headers: {}, text: "" }) });
    await assert.rejects(liuke.member("1").checkIn.checkIn({}, { key: "k" }), (error) => {
      assert.ok(error instanceof sdk.UnexpectedAnswer);
      assert.equal(error.key, "k");
      return true;
    });
  }
});

test("options that make no sense are refused", () => {
  assert.throws(() => new Liuke({ baseUrl: "localhost" }), /baseUrl/);
  assert.throws(() => new Liuke({ baseUrl: LIUKE_NETWORK, apiKey: "a", token: () => "b" }), /not both/);
  assert.throws(() => owner().member(".."), /somebody/);
});
