/** Reports come as a list or as one page of a list. */
import { api } from '@/api'
import type { Page } from '@/api/types'

export async function readRows<T>(path: string, query: Record<string, string> = {}, signal?: AbortSignal): Promise<T[]> {
  const found = await api.get<Page<T> | T[] | { rows: T[] }>(path, query, signal)
  if (Array.isArray(found)) return found
  return 'items' in found ? found.items : found.rows
}
