/** The merchant: its name, its calendar's time zone, its currency. */
import { reactive } from 'vue'
import { findServer } from './client'
import { read, write } from './kept'
import { getToken } from './session'

export interface Shop {
  name: string
  zone: string
  currency: string
  /** Digits after the point. */
  exponent: number
}

interface Who {
  tenant: { name: string; time_zone: string | null; currency: string | null; exponent: number | null }
}

export const shop = reactive<Shop>({ name: '', zone: 'Asia/Shanghai', currency: 'CNY', exponent: 2, ...read<Shop>('shop') })

let asked = ''

/** Once for each token; the pages do not wait for it after the first time. */
export async function learnShop(): Promise<void> {
  const token = await getToken(false)
  if (!token || asked === token) return
  asked = token
  uni.request({
    url: `${findServer()}/v1/me`,
    header: { authorization: `Bearer ${token}` },
    success: ({ statusCode, data }) => {
      if (statusCode !== 200) return
      const { tenant } = data as Who
      Object.assign(shop, {
        name: tenant.name,
        zone: tenant.time_zone ?? shop.zone,
        currency: tenant.currency ?? shop.currency,
        exponent: tenant.exponent ?? shop.exponent,
      })
      write('shop', { ...shop })
    },
    fail: () => (asked = ''),
  })
}
