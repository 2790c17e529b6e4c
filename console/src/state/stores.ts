/** What stores are called; asked for once a page, and by their number until it is known. */
import { api } from '@/api'
import { useLoad } from '@/api/query'
import type { Page } from '@/api/types'

interface Store {
  id: string
  name: string
}

export function useStores(): { list: () => Store[]; nameOf: (id: string) => string } {
  const found = useLoad(async (signal) => (await api.get<Page<Store>>('/stores', { limit: 200 }, signal)).items)
  const list = (): Store[] => found.data.value ?? []
  return { list, nameOf: (id) => list().find((one) => one.id === id)?.name || id }
}
