/** Which ways from the home page this member takes: the most taken stand first. */
import { read, write } from './kept'

type Uses = Record<string, number>

export function noteUse(name: string): void {
  const uses = read<Uses>('uses') ?? {}
  uses[name] = (uses[name] ?? 0) + 1
  write('uses', uses)
}

/** In the order of use; those that were never used keep theirs. */
export function byUse(names: string[]): string[] {
  const uses = read<Uses>('uses') ?? {}
  return names.map((name, at) => ({ name, at })).sort((one, other) => (uses[other.name] ?? 0) - (uses[one.name] ?? 0) || one.at - other.at).map(({ name }) => name)
}
