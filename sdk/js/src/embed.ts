/**
 * The member app inside an app of the merchant's: as a sub-package of the same mini program, as a mini program of its own,
 * or as pages for browsers. Needs nothing else of this package.
 */

/** Pages that can be opened, by what they are to a member. */
export const PAGES = {
  "member-center": "home",
  card: "card",
  points: "points",
  coupons: "coupons",
  mall: "mall",
  activities: "activities",
  activity: "activity",
  rewards: "rewards",
  invite: "invite",
  inbox: "inbox",
  settings: "settings",
} as const;

export type EmbeddedPage = keyof typeof PAGES;

export interface EmbedOptions {
  /** Token of the member who is signed in, from a backend of yours; asked for whenever a page is opened. */
  token(): string | Promise<string>;
  /** Root of the sub-package, as in `app.json`. */
  subPackage?: string;
  /** App id, where the member app is a mini program of its own. */
  appId?: string;
  /** Address of the pages for browsers, as `https://liuke.example.com/m/`. */
  url?: string;
  /** In a mini program: a page of yours with a `web-view` that shows what stands in its parameter `url`. */
  webView?: string;
}

interface EmbedWx {
  navigateTo(options: object): void;
  navigateToMiniProgram(options: object): void;
  setStorageSync(name: string, value: string): void;
}

declare const wx: EmbedWx | undefined;
declare const location: { href: string } | undefined;

/** Where the member app looks for the token that it was handed. */
const TOKEN = "liuke.member.token";

export class Embedded {
  /** @throws Error the options name no way, or more than one */
  constructor(private readonly options: EmbedOptions) {
    const ways = [options.subPackage, options.appId, options.url].filter((way) => way !== undefined && way !== "");
    if (ways.length !== 1) throw new Error("name one of subPackage, appId and url");
  }

  /**
   * Open a page of the member app.
   *
   * @param page what it is; `activity` wants its `id` in the query
   * @throws Error nobody is signed in, or the platform refused
   */
  async open(page: EmbeddedPage, query: Record<string, string> = {}): Promise<void> {
    const { subPackage, appId, url, webView } = this.options;
    if (!(page in PAGES)) throw new Error(`there is no page ${page}: ${Object.keys(PAGES).join(", ")}`);
    const token = await this.options.token();
    if (!token) throw new Error("nobody is signed in");
    const path = `pages/${PAGES[page]}/index`;
    if (subPackage) {
      found().setStorageSync(TOKEN, JSON.stringify(token));
      return go((done) => found().navigateTo({ url: `/${subPackage.replace(/^\/|\/$/g, "")}/${path}${render(query)}`, ...done }));
    }
    if (appId) {
      return go((done) => found().navigateToMiniProgram({ appId, path: `${path}${render(query)}`, extraData: { token }, ...done }));
    }
    // behind `#`, where no server and no log sees it
    const link = `${(url as string).replace(/\/*$/, "/")}#/${path}${render({ ...query, token })}`;
    if (webView) return go((done) => found().navigateTo({ url: `${webView}?url=${encodeURIComponent(link)}`, ...done }));
    if (typeof location === "undefined") throw new Error("in a mini program pass webView, subPackage or appId");
    location.href = link;
  }
}

/** The member app, ready to be opened: `embed({…}).open("member-center")`. */
export function embed(options: EmbedOptions): Embedded {
  return new Embedded(options);
}

function found(): EmbedWx {
  if (typeof wx === "undefined") throw new Error("this is no mini program: pass url");
  return wx;
}

function go(start: (done: object) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start({
      success: () => resolve(),
      fail: (reason: { errMsg?: string }) => reject(new Error(reason.errMsg ?? "the page was not opened")),
    });
  });
}

function render(query: Record<string, string>): string {
  const pairs = Object.keys(query).map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(query[name] ?? "")}`);
  return pairs.length ? `?${pairs.join("&")}` : "";
}
