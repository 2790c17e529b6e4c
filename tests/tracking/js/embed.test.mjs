// Opening pages of the member app from an app of the merchant's: as a sub-package, another mini program, pages for browsers.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

const require = createRequire(import.meta.url);
const { embed } = process.env.LIUKE_KIND === "cjs" ? require(`${process.env.LIUKE_ROOT}/cjs/embed.js`) : await import(`${process.env.LIUKE_ROOT}/esm/embed.js`);

function fakeWx(refusal) {
  const calls = [];
  const end = (name) => (options) => {
    const { success, fail, ...rest } = options;
    calls.push([name, rest]);
    refusal ? fail({ errMsg: refusal }) : success({});
  };
  globalThis.wx = {
    navigateTo: end("navigateTo"), navigateToMiniProgram: end("navigateToMiniProgram"),
    setStorageSync: (name, value) => calls.push(["setStorageSync", name, value]),
  };
  return calls;
}
const token = async () => "a.b.c";

test("a sub-package finds the token where it keeps its own", async () => {
  const calls = fakeWx();
  await embed({ token, subPackage: "member" }).open("member-center");
  await embed({ token, subPackage: "/member/" }).open("activity", { id: "spring wheel" });
  const kept = ["setStorageSync", "liuke.member.token", '"a.b.c"'];
  assert.deepEqual(calls, [
    kept, ["navigateTo", { url: "/member/pages/home/index" }],
    kept, ["navigateTo", { url: "/member/pages/activity/index?id=spring%20wheel" }],
  ]);
});

test("a mini program of its own is sent the token along, and no address holds it", async () => {
  const calls = fakeWx();
  await embed({ token, appId: "wx1" }).open("coupons", { show: "benefits" });
  assert.deepEqual(calls, [["navigateToMiniProgram", { appId: "wx1", path: "pages/coupons/index?show=benefits", extraData: { token: "a.b.c" } }]]);
});

test("pages for browsers get it behind #, also in a web-view", async () => {
  globalThis.location = { href: "https://shop.example/" };
  await embed({ token, url: "https://liuke.example/m" }).open("mall");
  assert.equal(location.href, "https://liuke.example/m/#/pages/mall/index?token=a.b.c");
  const calls = fakeWx();
  await embed({ token, url: "https://liuke.example/m/", webView: "/pages/web/index" }).open("card");
  assert.deepEqual(calls, [["navigateTo", { url: `/pages/web/index?url=${encodeURIComponent("https://liuke.example/m/#/pages/card/index?token=a.b.c")}` }]]);
});

test("what cannot be opened says why, and nothing is kept", async () => {
  const calls = fakeWx();
  assert.throws(() => embed({ token }), /name one of/);
  assert.throws(() => embed({ token, subPackage: "a", url: "https://x" }), /name one of/);
  await assert.rejects(embed({ token: () => "", subPackage: "member" }).open("card"), /nobody is signed in/);
  await assert.rejects(embed({ token, subPackage: "member" }).open("cart"), /there is no page cart/);
  assert.deepEqual(calls, []);
  fakeWx("navigateTo:fail page not found");
  await assert.rejects(embed({ token, subPackage: "member" }).open("card"), /page not found/);
});
