/** The icons that a tier may wear, by the names that the member app draws them under (`miniapp/src/components/icons.ts`). */
import { Award, Coffee, Crown, Flower2, Gem, Heart, Leaf, Mountain, Shield, Sprout, Star, Sun } from 'lucide-vue-next'
import type { FunctionalComponent } from 'vue'

export const TIER_ICONS: Record<string, FunctionalComponent> = {
  sprout: Sprout, leaf: Leaf, flower: Flower2, cup: Coffee, star: Star, sun: Sun, mountain: Mountain, heart: Heart, shield: Shield, medal: Award, gem: Gem, crown: Crown,
}
