/** Where the offline queue survives the end of the app. */

import { findWx, type Wx } from "./transport.js";

export interface Storage {
  /** Undefined where nothing is kept under the name. */
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  remove(name: string): void;
}

/** WeChat's storage (10 MB for an app, 1 MB for a name). */
export function wxStorage(wx: Wx): Storage {
  return {
    get: (name) => {
      const value = wx.getStorageSync(name);
      return typeof value === "string" && value !== "" ? value : undefined;
    },
    set: (name, value) => wx.setStorageSync(name, value),
    remove: (name) => wx.removeStorageSync(name),
  };
}

interface WebStorage {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

declare const localStorage: WebStorage | undefined;

/** A browser's `localStorage`. */
export function webStorage(storage: WebStorage): Storage {
  return {
    get: (name) => storage.getItem(name) ?? undefined,
    set: (name, value) => storage.setItem(name, value),
    remove: (name) => storage.removeItem(name),
  };
}

/** Forgets everything with the process. */
export function memoryStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    get: (name) => kept.get(name),
    set: (name, value) => void kept.set(name, value),
    remove: (name) => void kept.delete(name),
  };
}

/** What this platform has; memory where it has nothing. */
export function findStorage(): Storage {
  const wx = findWx();
  if (wx) return wxStorage(wx);
  try {
    if (typeof localStorage !== "undefined") return webStorage(localStorage);
  } catch {
    // a browser that keeps nothing throws on the mere look
  }
  return memoryStorage();
}
