// What the compiler must see and refuse; a test compiles this file, nothing runs it.
import { Liuke, Refused, type Centre, type CouponView, type EventAnswer, type Page } from "../../../sdk/js/dist/esm/index.js";

const liuke = new Liuke({ baseUrl: "https://liuke.example.com", token: async () => "t" });

export async function right(): Promise<void> {
  const centre: Centre = await liuke.me.centre();
  const name: string = centre.tier.current.name;
  const done: EventAnswer = await liuke.me.checkIn.checkIn({}, { key: "k" });
  const page: Page<CouponView> = await liuke.member("wechat:1").coupons.list({ status: "active", limit: 2 });
  const next: string | null = page.next_cursor;
  try {
    await liuke.me.mall.redeem({ item: name, quantity: 1 });
  } catch (error) {
    if (error instanceof Refused) void [error.reason.length, error.faults.length, done.balances["points"], next];
  }
}

export async function wrong(): Promise<void> {
  // @ts-expect-error an item is needed
  await liuke.me.mall.redeem({});
  // @ts-expect-error a quantity is a number
  await liuke.me.mall.redeem({ item: "mug", quantity: "1" });
  // @ts-expect-error there is no such status
  await liuke.me.coupons.list({ status: "lost" });
  // @ts-expect-error a member earns nothing by asking for it
  await liuke.me.points.earn({ asset: "points", amount: 1 });
  // @ts-expect-error the address is needed
  new Liuke({});
}
