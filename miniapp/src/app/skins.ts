/**
 * The art of the six skins: drawn in two strokes and a few planes, of our own, in the colours that the campaign has. It
 * is a picture of 390 × 260 that is cut at its left and its foot where there is less room.
 */
import type { Look } from '@liuke/sdk'

export type Skin = Look['skin']

const WIDTH = 390
const HEIGHT = 260
const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at)
const turn = (angle: number, drawn: string): string => `<g transform='rotate(${angle})'>${drawn}</g>`
const at = (x: number, y: number, drawn: string): string => `<g transform='translate(${x} ${y})'>${drawn}</g>`
const line = (path: string, width = 1.4, opacity = 0.6): string => `<path d='${path}' fill='none' stroke='INK' stroke-width='${width}' stroke-linecap='round' stroke-linejoin='round' opacity='${opacity}'/>`
const plane = (path: string, fill: string, opacity = 1): string => `<path d='${path}' fill='${fill}'${opacity < 1 ? ` opacity='${opacity}'` : ''}/>`
const disc = (x: number, y: number, radius: number, fill: string, opacity = 1): string => `<circle cx='${x}' cy='${y}' r='${radius}' fill='${fill}' opacity='${opacity}'/>`

/** A cloud in two strokes: its back, and the curl within. */
const cloud = (x: number, y: number, size: number, opacity: number): string =>
  at(x, y, `<g transform='scale(${size})'>${line('M70 0c16 0 22-20 6-25 2-18-22-25-31-11-8-18-38-16-40 4-14-10-33-2-31 13-16-4-26 8-22 19', 1.6, opacity)}${line('M46-14c-7-8-19-2-17 6 2 6 10 6 11 0M-2-12c-5-6-14-2-12 4', 1.6, opacity)}</g>`)
const stars = (places: [number, number, number][]): string => places.map(([x, y, size]) => disc(x, y, size, 'GLOW', 0.7)).join('')

function moon(): string {
  const halo = [112, 92, 76].map((radius) => disc(292, 112, radius, 'GLOW', 0.07)).join('')
  const seas = disc(274, 92, 13, 'SEAL', 0.08) + disc(308, 104, 20, 'SEAL', 0.06) + disc(282, 134, 9, 'SEAL', 0.08) + disc(316, 142, 6, 'SEAL', 0.07)
  return `${halo}${disc(292, 112, 60, 'GLOW', 0.95)}${seas}${cloud(312, 176, 1.15, 0.75)}${cloud(214, 214, 0.7, 0.4)}${stars([[196, 30, 1.6], [222, 84, 1.2], [368, 34, 1.6], [250, 22, 1], [206, 150, 1], [182, 196, 1.3]])}`
}

/** A paper-cut window flower, as it is folded and cut: one sector, turned twelve times. */
function paperCut(radius: number): string {
  const part = radius / 100
  const leaf = `<g transform='scale(${part})'>${plane('M0-98C16-86 22-66 0-52-22-66-16-86 0-98ZM0-90c-8 8-10 18 0 26 10-8 8-18 0-26Z', 'GLOW')}${plane('M0-46c9 7 9 17 0 24-9-7-9-17 0-24Z', 'GLOW')}</g>`
  const tooth = `<g transform='scale(${part})'>${plane('M-11-104 0-118 11-104 0-99Z', 'GLOW')}</g>`
  return `<g fill-rule='evenodd'>${range(12).map((each) => turn(each * 30, leaf) + turn(each * 30 + 15, tooth)).join('')}<circle r='${radius * 0.99}' fill='none' stroke='GLOW' stroke-width='2.4'/><circle r='${radius * 0.48}' fill='none' stroke='GLOW' stroke-width='1.6'/>${range(6).map((each) => turn(each * 60, plane('M0-16c5 4 5 9 0 12-5-3-5-8 0-12Z', 'GLOW'))).join('')}</g>`
}
const lantern = (x: number, drop: number, size: number): string =>
  at(x, drop, `<g transform='scale(${size})'><path d='M0-${Math.round(drop / size)}V-24' stroke='GLOW' stroke-width='1.4' opacity='.8'/>${plane('M-9-24H9v4H-9ZM-9 20H9v4H-9Z', 'GLOW', 0.95)}${plane('M-10-20H10C30-14 30 14 10 20H-10C-30 14-30-14-10-20Z', 'GLOW', 0.9)}<path d='M-4-20c-9 10-9 30 0 40M4-20c9 10 9 30 0 40' fill='none' stroke='SEAL' stroke-width='1.6' opacity='.5'/><path d='M-4 26v16M0 26v20M4 26v16' stroke='GLOW' stroke-width='1.4' opacity='.8'/></g>`)

function spring(): string {
  return `<g opacity='.92'>${at(314, 92, paperCut(80))}</g>${lantern(224, 46, 0.62)}${lantern(252, 24, 0.4)}`
}

/** Three circles, four quarters, a stripe: a sale without shouting. */
function sale(): string {
  const cell = 52
  const quarter = (x: number, y: number, angle: number, fill: string, opacity: number): string => at(x + cell / 2, y + cell / 2, turn(angle, plane(`M${-cell / 2} ${-cell / 2}H${cell / 2}A${cell} ${cell} 0 0 1 ${-cell / 2} ${cell / 2}Z`, fill, opacity)))
  const tiles: [number, number, number, number][] = [[4, 0, 0, 0.9], [5, 0, 90, 0.3], [6, 0, 180, 0.6], [5, 1, 270, 0.75], [6, 1, 0, 0.25], [4, 2, 90, 0.28], [6, 2, 270, 0.9], [5, 3, 180, 0.4], [6, 4, 90, 0.3], [3, 1, 180, 0.16]]
  return `${tiles.map(([column, row, angle, opacity]) => quarter(column * cell + 26, row * cell, angle, 'GLOW', opacity)).join('')}${disc(4 * cell + 52, cell + 26, 13, 'INK', 0.9)}${disc(5 * cell + 52, 2 * cell + 26, 20, 'INK', 0.22)}${line('M-10 226 118 98M14 250 142 122', 10, 0.07)}`
}

function school(): string {
  const squares = range(9).map((each) => `M${170 + each * 26} 0V260M150 ${each * 26 + 14}H390`).join('')
  const pencil = `<g transform='translate(276 128) rotate(-38) scale(.82)'>${plane('M-96-13H44V13H-96Z', 'GLOW', 0.95)}${plane('M44-13 76 0 44 13Z', 'INK', 0.9)}${plane('M66-4 76 0 66 4Z', 'SEAL', 0.9)}${plane('M-114-13H-96V13H-114a6 6 0 0 1-6-6V-7a6 6 0 0 1 6-6Z', 'INK', 0.55)}<path d='M-96-4.5H44M-96 4.5H44' stroke='SEAL' stroke-width='1.4' opacity='.3'/></g>`
  const flight = `<g transform='translate(336 46) rotate(-8) scale(.9)'>${plane('M-36 4 34-22 4 26-6 10Z', 'INK', 0.95)}${plane('M-6 10 34-22-12 6Z', 'SEAL', 0.22)}${plane('M-6 10 4 26 0 12Z', 'SEAL', 0.34)}</g>`
  return `${line(squares, 1, 0.13)}${pencil}${line('M60 214c60 10 104-20 88-40s-52 10-16 24 142-34 176-138', 1.6, 0.34)}${flight}${line(range(16).map((each) => `M${6 + each * 25} 260v-${each % 5 ? 7 : 13}`).join(''), 1.4, 0.3)}`
}

const burst = (x: number, y: number, radius: number, rays: number, opacity: number): string =>
  at(x, y, `<g opacity='${opacity}'>${range(rays).map((each) => turn((each * 360) / rays, `<path d='M0-${radius * 0.34}V-${radius * (each % 2 ? 0.72 : 0.92)}' stroke='GLOW' stroke-width='2' stroke-linecap='round'/>${disc(0, -radius * (each % 2 ? 0.84 : 1.06), each % 2 ? 2 : 2.8, 'INK', 0.9)}`)).join('')}<circle r='${radius * 0.16}' fill='GLOW'/></g>`)

function anniversary(): string {
  const flags = range(6).map((each) => {
    const x = 214 + each * 32
    const y = 3 + 22 * Math.sin(((each + 0.5) / 6) * Math.PI)
    return at(x, y, plane('M0 0H24L12 23Z', each % 2 ? 'INK' : 'GLOW', each % 2 ? 0.26 : 0.5))
  }).join('')
  return `${line('M206 2Q304 50 402 2', 1.4, 0.5)}${flags}${burst(312, 118, 60, 20, 0.95)}${burst(232, 168, 26, 10, 0.5)}${burst(374, 206, 36, 12, 0.4)}`
}

function plain(): string {
  return `${[60, 100, 140, 180, 220].map((radius) => `<circle cx='372' cy='52' r='${radius}' fill='none' stroke='INK' stroke-width='1.4' opacity='${(0.3 - radius / 1000).toFixed(2)}'/>`).join('')}${at(304, 116, `<g transform='rotate(14) scale(.92)'>${line('M-28-84C-50-28-58 32 14 84 74 44 66-44-28-84ZM-24-66 10 70M-16-36c14-4 26 0 34 6M-10-12c16-4 30 0 40 8M-4 12c14-4 28 0 38 8M1 36c10-4 20-2 28 4', 2, 0.5)}</g>`)}`
}

const DRAW: Record<Skin, () => string> = { mid_autumn: moon, spring_festival: spring, mid_year_618: sale, back_to_school: school, anniversary, plain }
/** The one warm colour of each; where the head is light, it is the ink. */
const GLOW: Record<Skin, string> = { mid_autumn: '#f5c77b', spring_festival: '#f7d9a4', mid_year_618: '#ffc7a8', back_to_school: '#ffd27d', anniversary: '#f4c98a', plain: '#ffffff' }

export function drawArt(skin: Skin, ink: string, seal: string): string {
  const night = parseInt(ink.slice(1, 3), 16) > 140
  const drawn = (DRAW[skin] ?? plain)().replace(/INK/g, ink).replace(/GLOW/g, night ? GLOW[skin] : ink).replace(/SEAL/g, seal)
  return `data:image/svg+xml,${`<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 ${WIDTH} ${HEIGHT}' preserveAspectRatio='xMaxYMin slice'>${drawn}</svg>`.replace(/[<>#]/g, (one) => encodeURIComponent(one))}`
}
