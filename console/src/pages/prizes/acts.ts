/** What staff can do with a prize. */
export type PrizeAct = 'send' | 'hand-over' | 'forfeit' | 'replace'
