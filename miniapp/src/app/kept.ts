/** What outlives the app on this device; a device that keeps nothing is no error. */

const PREFIX = 'liuke.member.'

export function read<T>(name: string): T | undefined {
  try {
    const kept: unknown = uni.getStorageSync(PREFIX + name)
    return typeof kept === 'string' && kept !== '' ? (JSON.parse(kept) as T) : undefined
  } catch {
    return undefined
  }
}

export function write(name: string, value: unknown): void {
  try {
    uni.setStorageSync(PREFIX + name, JSON.stringify(value))
  } catch {
    // full or forbidden: the app works without
  }
}

/** Names that begin so. */
export function list(start: string): string[] {
  try {
    const names = uni.getStorageInfoSync().keys.filter((name) => name.startsWith(PREFIX + start))
    return names.map((name) => name.slice(PREFIX.length))
  } catch {
    return []
  }
}

export function forget(name: string): void {
  try {
    uni.removeStorageSync(PREFIX + name)
  } catch {
    // as above
  }
}
