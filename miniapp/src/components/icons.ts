/** The icons: 24 px, lines of 1.7 px, our own. They are masks, so that they take the colour of the text around them. */

const LINES = {
  home: "<path d='M4 11.2 12 4.5l8 6.7V19a1.2 1.2 0 0 1-1.2 1.2H14.6v-5.4H9.4v5.4H5.2A1.2 1.2 0 0 1 4 19Z'/>",
  card: "<rect x='3.2' y='5.4' width='17.6' height='13.2' rx='2.4'/><path d='M3.2 10h17.6'/>",
  star: "<path d='m12 4.2 2.4 5 5.4.8-3.9 3.8.9 5.4-4.8-2.6-4.8 2.6.9-5.4L4.2 10l5.4-.8Z'/>",
  person: "<circle cx='12' cy='8.4' r='3.8'/><path d='M4.8 20c.7-3.9 3.5-6 7.2-6s6.5 2.1 7.2 6'/>",
  scan: "<path d='M4 8.5V6.2C4 5 5 4 6.2 4h2.3M15.5 4h2.3C19 4 20 5 20 6.2v2.3M20 15.5v2.3c0 1.2-1 2.2-2.2 2.2h-2.3M8.5 20H6.2C5 20 4 19 4 17.8v-2.3M3.5 12h17'/>",
  ticket: "<path d='M3.5 7.6c0-.8.6-1.4 1.4-1.4h14.2c.8 0 1.4.6 1.4 1.4v2.2a2.2 2.2 0 0 0 0 4.4v2.2c0 .8-.6 1.4-1.4 1.4H4.9c-.8 0-1.4-.6-1.4-1.4v-2.2a2.2 2.2 0 0 0 0-4.4Z'/><path d='M14 6.5v2M14 11v2M14 15.5v2'/>",
  coin: "<circle cx='12' cy='12' r='8.3'/><path d='M12 7.6v8.8M15 9.6c-.6-.8-1.7-1.2-3-1.2-1.6 0-2.8.7-2.8 1.9 0 2.6 6 1.1 6 3.7 0 1.2-1.3 2-3.1 2-1.4 0-2.6-.5-3.2-1.4'/>",
  gift: "<rect x='4' y='9' width='16' height='4' rx='1'/><path d='M5.5 13v6c0 .6.4 1 1 1h11c.6 0 1-.4 1-1v-6M12 9v11M12 9C9 9 7.3 7.9 7.3 6.3S8.6 4 9.6 4C11.2 4 12 6.5 12 9ZM12 9c3 0 4.7-1.1 4.7-2.7S15.4 4 14.4 4C12.8 4 12 6.5 12 9Z'/>",
  check: "<path d='m5 12.6 4.6 4.6L19.2 7.4'/>",
  bell: "<path d='M6 16.5V11a6 6 0 0 1 12 0v5.5l1.4 1.5H4.6ZM10 20.4c.5.6 1.2.9 2 .9s1.5-.3 2-.9'/>",
  back: "<path d='m14.8 5-7 7 7 7'/>",
  next: "<path d='m9.2 5 7 7-7 7'/>",
  close: "<path d='m6 6 12 12M18 6 6 18'/>",
  calendar: "<rect x='4' y='5.5' width='16' height='14.5' rx='2.4'/><path d='M4 10h16M8.5 3.5v4M15.5 3.5v4'/>",
  task: "<rect x='4.5' y='4.5' width='15' height='15.5' rx='2.4'/><path d='m8 12 2.7 2.7L16 9.6'/>",
  wheel: "<circle cx='12' cy='12' r='8.3'/><path d='M12 3.7v16.6M4.8 7.9l14.4 8.2M19.2 7.9 4.8 16.1'/>",
  people: "<circle cx='9' cy='8.6' r='3.2'/><path d='M3 19c.5-3.3 2.8-5.2 6-5.2s5.5 1.9 6 5.2M15.5 5.8a3.1 3.1 0 0 1 0 5.7M17.5 14.3c2 .6 3.2 2.2 3.5 4.7'/>",
  bolt: "<path d='M13 3.5 5.5 13.5H11l-1 7 7.5-10H12Z'/>",
  heart: "<path d='M12 19.8C6.5 16 4 12.9 4 9.5A4.2 4.2 0 0 1 12 7.6a4.2 4.2 0 0 1 8 1.9c0 3.4-2.5 6.5-8 10.3Z'/>",
  chat: "<path d='M4 6.8C4 5.8 4.8 5 5.8 5h12.4c1 0 1.8.8 1.8 1.8v8.4c0 1-.8 1.8-1.8 1.8H12l-4.5 3.5V17H5.8C4.8 17 4 16.2 4 15.2Z'/>",
  chart: "<path d='M4 20h16M6.5 16.5v-5M12 16.5V5.5M17.5 16.5v-8'/>",
  tag: "<path d='M4 5.2C4 4.5 4.5 4 5.2 4h6.3L20 12.5 12.5 20 4 11.5Z'/><circle cx='8.2' cy='8.2' r='1.3'/>",
  bag: "<path d='M5.5 8.5h13l1 10.3c.1.7-.5 1.2-1.2 1.2H5.7c-.7 0-1.3-.5-1.2-1.2ZM8.8 11V7.2a3.2 3.2 0 0 1 6.4 0V11'/>",
  pin: "<path d='M12 20.5c4.3-4.6 6.5-8 6.5-10.8a6.5 6.5 0 0 0-13 0c0 2.8 2.2 6.2 6.5 10.8Z'/><circle cx='12' cy='9.7' r='2.3'/>",
  gear: "<path d='M4 7.5h9M17.5 7.5H20M4 16.5h2.5M11 16.5h9'/><circle cx='15.2' cy='7.5' r='2.2'/><circle cx='8.8' cy='16.5' r='2.2'/>",
  doc: "<path d='M6.5 4h7L18 8.5V19c0 .6-.4 1-1 1H6.5c-.6 0-1-.4-1-1V5c0-.6.4-1 1-1ZM13 4v5h5M8.5 13h6.5M8.5 16.3h4.5'/>",
  cloud: "<path d='M7.5 18.5a4 4 0 0 1-.4-8 5.2 5.2 0 0 1 10-.6 4.3 4.3 0 0 1-.6 8.6M4 4l16 16'/>",
  clock: "<circle cx='12' cy='12' r='8.3'/><path d='M12 7.3V12l3.2 2'/>",
  share: "<path d='M12 14.5V4.2M8.4 7.6 12 4l3.6 3.6M7.5 11H6.2c-.7 0-1.2.5-1.2 1.2v6.6c0 .7.5 1.2 1.2 1.2h11.6c.7 0 1.2-.5 1.2-1.2v-6.6c0-.7-.5-1.2-1.2-1.2h-1.3'/>",
  plus: "<path d='M12 5.5v13M5.5 12h13'/>",
  medal: "<circle cx='12' cy='14.2' r='5.6'/><path d='m8.6 9.6-3-5.8h4l2.4 4.6M15.4 9.6l3-5.8h-4L12 8.4M12 11.8l.8 1.7 1.8.2-1.3 1.3.3 1.8-1.6-.9-1.6.9.3-1.8-1.3-1.3 1.8-.2Z'/>",
  path: "<circle cx='6' cy='18' r='2'/><circle cx='18' cy='6' r='2'/><path d='M8 18h7.5a3 3 0 0 0 0-6h-7a3 3 0 0 1 0-6H16'/>",
  swap: "<path d='M5 9h13M14.5 5.5 18 9l-3.5 3.5M19 15.5H6M9.5 12 6 15.5 9.5 19'/>",
  shield: "<path d='m12 3.8 7 2.6v5.2c0 4-2.7 7.2-7 8.6-4.3-1.4-7-4.6-7-8.6V6.4Z'/>",
  sprout: "<path d='M12 20.2v-8.4M12 13.2c0-3.6-2.4-5.9-6.8-5.9 0 4.2 2.3 6.4 6.8 6.2M12 11.6c0-3.9 2.6-6.8 7.2-7 0 4.9-2.4 7.7-7.2 7.5'/>",
  leaf: "<path d='M5.2 18.8C4 11.5 8.6 5.4 19.6 4.4c.6 9.8-3.6 15-9.8 15-1.7 0-3.2-.5-4.4-1.6M4.4 20.4c2.4-4.6 5.4-7.5 9.6-9.4'/>",
  flower: "<circle cx='12' cy='12' r='2.6'/><path d='M12 9.4c-2.4-1.6-2.2-5.6 0-5.6s2.4 4 0 5.6M12 14.6c-2.4 1.6-2.2 5.6 0 5.6s2.4-4 0-5.6M9.4 12c-1.6-2.4-5.6-2.2-5.6 0s4 2.4 5.6 0M14.6 12c1.6-2.4 5.6-2.2 5.6 0s-4 2.4-5.6 0'/>",
  cup: "<path d='M5 8.5h11.2v6.3a4.6 4.6 0 0 1-4.6 4.6h-2A4.6 4.6 0 0 1 5 14.8ZM16.2 10h1.5a2.5 2.5 0 0 1 0 5h-1.6M8.3 3.6c-.8 1 .8 1.8 0 2.9M12.6 3.6c-.8 1 .8 1.8 0 2.9'/>",
  sun: "<circle cx='12' cy='12' r='4'/><path d='M12 3.4v2M12 18.6v2M3.4 12h2M18.6 12h2M5.9 5.9l1.4 1.4M16.7 16.7l1.4 1.4M18.1 5.9l-1.4 1.4M7.3 16.7l-1.4 1.4'/>",
  mountain: "<path d='m3.6 19 5.6-11 3.4 6 2.2-3.6L20.4 19Z'/>",
  gem: "<path d='M7.4 4.6h9.2l3.8 5L12 19.8 3.6 9.6ZM3.6 9.6h16.8M12 19.4 8.8 9.6 12 4.8l3.2 4.8Z'/>",
  crown: "<path d='M5 17.2 3.6 7.6l4.7 3.6L12 5.4l3.7 5.8 4.7-3.6L19 17.2ZM5 20h14'/>",
} as const

const FILLED = {
  homeOn: "<path d='M4 11.2 12 4.5l8 6.7V19a1.2 1.2 0 0 1-1.2 1.2H14.6v-5.4H9.4v5.4H5.2A1.2 1.2 0 0 1 4 19Z'/>",
  cardOn: "<path d='M5.6 5.4h12.8a2.4 2.4 0 0 1 2.4 2.4V9H3.2V7.8a2.4 2.4 0 0 1 2.4-2.4ZM3.2 11h17.6v5.2a2.4 2.4 0 0 1-2.4 2.4H5.6a2.4 2.4 0 0 1-2.4-2.4Z'/>",
  starOn: "<path d='m12 4.2 2.4 5 5.4.8-3.9 3.8.9 5.4-4.8-2.6-4.8 2.6.9-5.4L4.2 10l5.4-.8Z'/>",
  personOn: "<circle cx='12' cy='8.4' r='3.8'/><path d='M4.8 20c.7-3.9 3.5-6 7.2-6s6.5 2.1 7.2 6Z'/>",
  heartOn: "<path d='M12 19.8C6.5 16 4 12.9 4 9.5A4.2 4.2 0 0 1 12 7.6a4.2 4.2 0 0 1 8 1.9c0 3.4-2.5 6.5-8 10.3Z'/>",
} as const

export type IconName = keyof typeof LINES | keyof typeof FILLED

const picture = (drawn: string, how: string): string =>
  `data:image/svg+xml,${`<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' ${how}>${drawn}</svg>`.replace(/[<>#]/g, (one) => encodeURIComponent(one))}`
const LINE = "fill='none' stroke='#000' stroke-width='1.7' stroke-linecap='round' stroke-linejoin='round'"
const FULL = "fill='#000' stroke='#000' stroke-width='1.7' stroke-linejoin='round'"

export const ICONS = Object.fromEntries([
  ...Object.entries(LINES).map(([name, drawn]) => [name, picture(drawn, LINE)]),
  ...Object.entries(FILLED).map(([name, drawn]) => [name, picture(drawn, FULL)]),
]) as Record<IconName, string>

/** What stands for a kind of activity. */
export const KIND_ICONS: Record<string, IconName> = {
  check_in: 'calendar', task: 'task', milestone: 'star', offer: 'gift', lottery: 'wheel', flash_sale: 'bolt', cards: 'card',
  group_buy: 'people', bargain: 'tag', assist: 'people', vote: 'chart', survey: 'doc', wall: 'chat', sign_up: 'calendar',
  welfare: 'heart', leaderboard: 'chart', challenge: 'shield', quiz: 'chat', picks: 'heart', free_order: 'wheel', raffle: 'gift', community: 'chat',
}

/** What a tier may wear; the studio offers the same names (`console/src/components/form/tierIcons.ts`). */
export const TIER_ICONS = ['sprout', 'leaf', 'flower', 'cup', 'star', 'sun', 'mountain', 'heart', 'shield', 'medal', 'gem', 'crown'] as const

/** The icon of a tier; nothing where the program names none that the app draws. */
export function tierIcon(name: string): IconName | undefined {
  return TIER_ICONS.find((one) => one === name)
}
