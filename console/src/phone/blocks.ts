/** One component a block. Blocks that belong together stand in one card; a block of another release is a neutral box. */
import type { Component } from 'vue'
import type { PageBlock } from '@/api/types'
import CalendarBlock from './blocks/CalendarBlock.vue'
import CardsBlock from './blocks/CardsBlock.vue'
import CountdownBlock from './blocks/CountdownBlock.vue'
import HeroBlock from './blocks/HeroBlock.vue'
import MediaBlock from './blocks/MediaBlock.vue'
import OptionsBlock from './blocks/OptionsBlock.vue'
import PeopleBlock from './blocks/PeopleBlock.vue'
import PostsBlock from './blocks/PostsBlock.vue'
import PriceBlock from './blocks/PriceBlock.vue'
import PrizesBlock from './blocks/PrizesBlock.vue'
import ProgressBlock from './blocks/ProgressBlock.vue'
import QuestionBlock from './blocks/QuestionBlock.vue'
import StepsBlock from './blocks/StepsBlock.vue'
import StockBlock from './blocks/StockBlock.vue'
import TextBlock from './blocks/TextBlock.vue'
import TilesBlock from './blocks/TilesBlock.vue'
import UnknownBlock from './blocks/UnknownBlock.vue'

const BLOCKS: Record<PageBlock['block'], Component> = {
  hero: HeroBlock,
  progress: ProgressBlock,
  steps: StepsBlock,
  calendar: CalendarBlock,
  prizes: PrizesBlock,
  cards: CardsBlock,
  options: OptionsBlock,
  question: QuestionBlock,
  stock: StockBlock,
  people: PeopleBlock,
  countdown: CountdownBlock,
  tiles: TilesBlock,
  price: PriceBlock,
  text: TextBlock,
  media: MediaBlock,
  posts: PostsBlock,
}

export function componentOf(block: PageBlock): Component {
  return (BLOCKS as Record<string, Component | undefined>)[block.block] ?? UnknownBlock
}

/** What stands on the paper itself; everything else is in a card. */
const BARE = new Set<string>(['hero', 'media'])
/** What says more about the block before it. */
const JOINS: Record<string, readonly string[]> = {
  stock: ['price', 'text', 'stock'],
  countdown: ['stock', 'text'],
  text: ['stock', 'prizes', 'progress'],
  tiles: ['stock', 'countdown'],
  price: ['tiles'],
}

export interface BlockGroup {
  bare: boolean
  blocks: PageBlock[]
}

/** Blocks in their order, those that belong together in one group. */
export function groupBlocks(blocks: readonly PageBlock[]): BlockGroup[] {
  const groups: BlockGroup[] = []
  for (const block of blocks) {
    const last = groups.at(-1)
    const before = last?.blocks.at(-1)?.block ?? ''
    if (last && !last.bare && JOINS[block.block]?.includes(before)) last.blocks.push(block)
    else groups.push({ bare: BARE.has(block.block), blocks: [block] })
  }
  return groups
}
