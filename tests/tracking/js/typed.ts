// What the compiler must see and refuse; a test compiles this file, nothing runs it.
import { createTracker, type Tracker, type TrackFlushed } from "../../../sdk/js/dist/esm/track.js";

const tracker: Tracker = createTracker({ baseUrl: "https://liuke.example.com", key: "pk_1", token: async (renew: boolean) => String(renew) }).watch();

export async function right(): Promise<void> {
  tracker.consent(true);
  tracker.track("search.done", { query: "tea", results: 3, shop: "s1" });
  tracker.track("seat.chosen", { seat: { row: 1, at: [2, 3] }, window: true, note: null });
  tracker.page("home", { tab: 1 });
  const done: TrackFlushed = await tracker.flush();
  void done.left;
}

export function wrong(): void {
  // @ts-expect-error a search has a query
  tracker.track("search.done", { results: 3 });
  // @ts-expect-error a date is no JSON
  tracker.track("seat.chosen", { at: new Date() });
  // @ts-expect-error an address is needed
  createTracker({ key: "pk_1" });
}
