/** The blocks of a page description, as the SDK types them. */
import type { PageDescription } from '@liuke/sdk'

export type Block = PageDescription['blocks'][number]
export type Of<Name extends Block['block']> = Extract<Block, { block: Name }>
export type Action = PageDescription['actions'][number]

/** What stands on the paper itself; everything else is in a card. */
const BARE = new Set<string>(['hero', 'media'])
/** What says more about the block before it stands in the same card. */
const JOINS: Record<string, readonly string[]> = {
  stock: ['price', 'text', 'stock'], countdown: ['stock', 'text'], text: ['stock', 'prizes', 'progress'], tiles: ['stock', 'countdown'], price: ['tiles'],
}

export interface Group {
  bare: boolean
  blocks: Block[]
}

export function groupBlocks(blocks: readonly Block[]): Group[] {
  const groups: Group[] = []
  for (const block of blocks) {
    const last = groups[groups.length - 1]
    const before = last?.blocks[last.blocks.length - 1]?.block ?? ''
    if (last && !last.bare && JOINS[block.block]?.includes(before)) last.blocks.push(block)
    else groups.push({ bare: BARE.has(block.block), blocks: [block] })
  }
  return groups
}
