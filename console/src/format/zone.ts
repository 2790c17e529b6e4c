/** A wall-clock time in a zone as an instant. */
export function momentOf(local: string, zone: string): number {
  const asUtc = Date.parse(`${local}Z`)
  let guess = asUtc
  // Twice: the first step may land on the other side of a change of the clocks.
  for (let i = 0; i < 2; i++) guess = asUtc - offsetMs(guess, zone)
  return guess * 1000
}

function offsetMs(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  }).formatToParts(at)
  const read = (type: string): string => parts.find((part) => part.type === type)?.value ?? '00'
  const shown = Date.parse(`${read('year')}-${read('month')}-${read('day')}T${read('hour')}:${read('minute')}:${read('second')}Z`)
  return shown - Math.floor(at / 1000) * 1000
}

/** An instant as the wall clock of a zone shows it, to the second: the other way round. */
export function localOf(us: number, zone: string): string {
  const at = Math.floor(us / 1000)
  return new Date(at + offsetMs(at, zone)).toISOString().slice(0, 19)
}
