/** A campaign's theme as the app wears it: tokens from its palette, each pair of which can be read, and its art. */
import type { Palette } from '@liuke/sdk'
import { drawArt, type Skin } from './skins'

/** A theme, as the page of an activity and a campaign name it. */
export interface Theme {
  skin: Skin
  light: Palette
  dark: Palette
}

export interface Worn {
  /** Custom properties for the root of a page or a banner. */
  tokens: string
  /** The art of the head, as a picture. */
  art: string
}

const WORDS = 4.5
const STEPS = 12
/** How much of the ink is in what is written smaller, in lines, and in what lies on the paper. */
const QUIET = 0.7
const FAINT = 0.62
const LINE = 0.14
const SUNKEN = 0.07
/** The head is the main colour by day; by night it is paper with a breath of it. */
const NIGHT_HEAD = 0.2
const TINT = 0.11

type Rgb = [number, number, number]

function parse(colour: string): Rgb {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)) as Rgb
}

/** `share` of the second colour in the first. */
export function mix(one: string, other: string, share: number): string {
  const [from, to] = [parse(one), parse(other)]
  return `#${from.map((part, at) => Math.round(part + ((to[at] ?? 0) - part) * share).toString(16).padStart(2, '0')).join('')}`
}

function lightness(colour: string): number {
  const [red, green, blue] = parse(colour).map((part) => {
    const level = part / 255
    return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast by WCAG, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [lightness(one), lightness(other)].sort((first, second) => first - second)
  return (high + 0.05) / (low + 0.05)
}

/** The colour, moved toward the ink until it can be read on every ground. */
function readable(colour: string, ink: string, grounds: string[]): string {
  for (let step = 0; step < STEPS; step += 1) {
    const found = mix(colour, ink, step / STEPS)
    if (grounds.every((ground) => contrast(found, ground) >= WORDS)) return found
  }
  return ink
}

/** A ground that is darker, or lighter, than the colour: away from the words on it. */
function deepen(colour: string, words: string, share: number): string {
  return mix(colour, lightness(words) > lightness(colour) ? '#000000' : '#ffffff', share)
}

/** So much of another colour in the paper as the ink can still be read on. */
function ground(paper: string, other: string, share: number, ink: string): string {
  for (let step = STEPS; step > 0; step -= 1) {
    const found = mix(paper, other, (share * step) / STEPS)
    if (contrast(found, ink) >= WORDS) return found
  }
  return paper
}

/** A campaign may be dark by day: what is night is seen by its paper. */
function tokensOf(palette: Palette): Record<string, string> {
  const { primary, on_primary: onPrimary, accent, paper, ink } = palette
  const dark = lightness(paper) < lightness(ink)
  const surface = dark ? ground(paper, ink, 0.055, ink) : mix(paper, '#ffffff', 0.82)
  const sunken = ground(surface, ink, SUNKEN, ink)
  const actTint = ground(surface, primary, dark ? 0.16 : TINT, ink)
  const accentTint = ground(surface, accent, TINT, ink)
  const grounds = [paper, surface, sunken, actTint]
  const head = dark ? ground(paper, primary, NIGHT_HEAD, ink) : primary
  const onHead = dark ? ink : onPrimary
  return {
    paper, surface, sunken, ink,
    'ink-2': readable(mix(paper, ink, QUIET), ink, grounds),
    'ink-3': readable(mix(paper, ink, FAINT), ink, grounds),
    line: mix(surface, ink, LINE), 'line-2': mix(surface, ink, LINE * 2),
    act: primary, 'on-act': onPrimary, 'act-ink': readable(primary, ink, grounds), 'act-tint': actTint,
    accent: readable(accent, ink, [...grounds, accentTint]), 'accent-tint': accentTint,
    'warn-tint': accentTint, warn: readable(accent, ink, [accentTint]),
    'head-a': deepen(head, onHead, 0.22), 'head-b': head, 'on-head': onHead,
    'on-head-2': readable(mix(head, onHead, 0.84), onHead, [head, deepen(head, onHead, 0.22)]),
  }
}

/** Tokens and art of a theme; nothing of one that there is not. */
export function wear(theme: Theme | null | undefined, dark: boolean): Worn {
  if (!theme) return { tokens: '', art: '' }
  const tokens = tokensOf(dark ? theme.dark : theme.light)
  const said = Object.entries(tokens).map(([name, colour]) => `--${name}:${colour}`)
  return { tokens: said.join(';'), art: drawArt(theme.skin, tokens['on-head'] ?? '#ffffff', tokens['head-a'] ?? '#000000') }
}
