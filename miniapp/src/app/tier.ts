/** How a tier looks: the first is green, the last is gold, those between are silver. */
import type { TierView } from '@liuke/sdk'

export function tierLook(tier: TierView): '' | 'gold' | 'base' {
  if (!tier.next && tier.current.rank > 0) return 'gold'
  return tier.current.rank === 0 ? 'base' : ''
}
