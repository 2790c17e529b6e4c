/** Reads the program's JSON Schema: what kind of field a node is, how it is named, what a fresh value looks like. */
import type { Locale } from '@/state/preferences'

export interface Label {
  zh: string
  en: string
}

export interface Hints {
  widget?: string
  /** Forms offer what is in this list of the catalogue. */
  catalogue?: 'stores' | 'products' | 'categories'
  ref?: string
  unit?: string
  /** How forms show it where that is another unit: a factor is kept in basis points. */
  counts?: string
  /** Name of the field beside it that decides the unit; `units`: of each of its choices. */
  unit_of?: string
  units?: Record<string, string>
  /** Of a map: what its keys name. */
  keys?: string
  media?: string
  example?: string
  /** Shown although nothing is set: always, or where the fields beside it have one of these values. */
  main?: true | Record<string, unknown[]>
}

export interface Node {
  $ref?: string
  $defs?: Record<string, Node>
  type?: string
  format?: string
  const?: unknown
  enum?: (string | number)[]
  default?: unknown
  title?: string
  description?: string
  properties?: Record<string, Node>
  required?: string[]
  items?: Node
  additionalProperties?: Node | boolean
  patternProperties?: Record<string, Node>
  anyOf?: Node[]
  oneOf?: Node[]
  discriminator?: { propertyName: string; mapping: Record<string, string> }
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  pattern?: string
  maxLength?: number
  minItems?: number
  maxItems?: number
  'x-label'?: Label
  'x-ui'?: Hints
  'x-kinds'?: Record<string, { label: Label }>
  /** Of the whole schema: kind of thing that fields refer to → path of the list in which such things stand. */
  'x-refs'?: Record<string, string>
}

export type Kind = 'wording' | 'string' | 'integer' | 'boolean' | 'enum' | 'const' | 'object' | 'map' | 'array' | 'union' | 'condition' | 'value'

/** One alternative of a union. `tag` is the value of the discriminating field, empty where there is none. */
export interface Variant {
  id: string
  tag: string
  node: Node
  label?: Label
}

/** A field as forms see it: references followed, `null` taken out. */
export interface Field {
  kind: Kind
  node: Node
  /** Hints of the place win over those of the definition. */
  hints: Hints
  label?: Label
  nullable: boolean
  definition: string
  variants: Variant[]
  /** Name of the field that tells variants apart; empty: they are told apart by shape. */
  tagField: string
}

/** Definitions of days by the Chinese calendar: a fresh one names a festival. */
const LUNAR = ['LunarSpan', 'YearlyLunarDays']
const CONDITION = ['Compare', 'AllOf', 'AnyOf', 'Not']

/** Name of a definition, from its reference. */
export function definitionOf(node: Node): string {
  return node.$ref?.split('/').at(-1) ?? ''
}

/** Follows references; keywords beside a reference win over those of its target. */
export function resolve(root: Node, node: Node): Node {
  if (!node.$ref) return node
  const target = root.$defs?.[definitionOf(node)] ?? {}
  const { $ref: _, ...beside } = node
  return { ...resolve(root, target), ...beside, 'x-ui': { ...target['x-ui'], ...beside['x-ui'] } }
}

export function describeField(root: Node, given: Node): Field {
  let node = given
  let nullable = false
  let definition = definitionOf(node)
  const options = node.anyOf
  if (options?.some((option) => option.type === 'null')) {
    nullable = true
    const rest = options.filter((option) => option.type !== 'null')
    const { anyOf: _, ...beside } = node
    node = rest.length === 1 && rest[0] ? { ...rest[0], ...omitDefault(beside) } : { ...beside, anyOf: rest }
    definition = definitionOf(node)
  }
  const resolved = resolve(root, node)
  const field: Field = {
    kind: 'value',
    node: resolved,
    hints: resolved['x-ui'] ?? {},
    label: given['x-label'] ?? resolved['x-label'],
    nullable,
    definition,
    variants: [],
    tagField: '',
  }
  return { ...field, ...classify(root, resolved, definition) }
}

function omitDefault(node: Node): Node {
  const { default: _, ...rest } = node
  return rest
}

function classify(root: Node, node: Node, definition: string): Partial<Field> {
  if (definition === 'Text' || node['x-ui']?.widget === 'text') return { kind: 'wording' }
  const alternatives = node.oneOf ?? node.anyOf
  if (alternatives) {
    const names = alternatives.map(definitionOf)
    if (node['x-ui']?.widget === 'condition' || CONDITION.every((name) => names.includes(name))) return { kind: 'condition' }
    if (names.every(Boolean)) return { kind: 'union', ...readVariants(root, node, alternatives) }
    if (names.some(Boolean) && alternatives.every((one) => one.$ref || one.enum)) {
      const variants = alternatives.flatMap((one) => (one.enum ? one.enum.map((word) => makeWord(String(word))) : readVariants(root, node, [one]).variants))
      return { kind: 'union', variants, tagField: '' }
    }
    return { kind: 'value' }
  }
  if (CONDITION.includes(definition)) return { kind: 'condition' }
  if (node.const !== undefined) return { kind: 'const' }
  if (node.enum) return { kind: 'enum' }
  switch (node.type) {
    case 'object':
      return { kind: node.properties ? 'object' : 'map' }
    case 'array':
    case 'integer':
    case 'boolean':
    case 'string':
      return { kind: node.type }
    case 'number':
      return { kind: 'integer' }
    default:
      return { kind: 'value' }
  }
}

function readVariants(root: Node, node: Node, alternatives: Node[]): Pick<Field, 'variants' | 'tagField'> {
  const tags = Object.entries(node.discriminator?.mapping ?? {})
  const variants = alternatives.map((alternative) => {
    const id = definitionOf(alternative)
    const tag = tags.find(([, reference]) => reference === alternative.$ref)?.[0] ?? ''
    return { id, tag, node: resolve(root, alternative), label: node['x-kinds']?.[tag]?.label }
  })
  return { variants, tagField: node.discriminator?.propertyName ?? '' }
}

/** A choice that is one word, beside those that have fields. */
function makeWord(word: string): Variant {
  return { id: word, tag: word, node: { const: word } }
}

/** Which variant a value is: by its tag, else the first whose required fields are there and that knows all its fields. */
export function findVariant(field: Field, value: unknown): Variant | undefined {
  if (typeof value === 'string') return field.variants.find((variant) => variant.node.const === value)
  const given = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  if (field.tagField) return field.variants.find((variant) => variant.tag === given[field.tagField])
  const keys = Object.keys(given)
  const fits = (variant: Variant): boolean =>
    variant.node.const === undefined &&
    (variant.node.required ?? []).every((key) => key in given) && keys.every((key) => key in (variant.node.properties ?? {}))
  return field.variants.find(fits)
}

/** A value to start from: what the schema gives as default, else the least that has the right shape. */
export function makeFresh(root: Node, given: Node, depth = 0): unknown {
  const field = describeField(root, given)
  const node = field.node
  if (node.default !== undefined && node.default !== null) return structuredClone(node.default)
  if (node.const !== undefined) return node.const
  switch (field.kind) {
    case 'wording':
      return { zh: '', en: '' }
    case 'string':
      return ''
    case 'enum':
      return node.enum?.[0]
    case 'integer':
      return node.minimum ?? (node.exclusiveMinimum !== undefined ? node.exclusiveMinimum + 1 : 0)
    case 'boolean':
      return false
    case 'array':
      return node.minItems && node.items && depth < 4 ? [makeFresh(root, node.items, depth + 1)] : []
    case 'condition':
      return { field: 'member.tier', op: 'eq', value: '' }
    case 'union':
      return field.variants[0] ? makeVariant(root, field.variants[0], field.tagField, depth + 1) : {}
    case 'object':
      return LUNAR.includes(field.definition) ? { ...makeObject(root, node, depth), festival: 'spring_festival', ...(node.properties?.year ? { year: new Date().getFullYear() + 1 } : {}) } : makeObject(root, node, depth)
    case 'map':
      return {}
    default:
      return ''
  }
}

export function makeVariant(root: Node, variant: Variant, tagField: string, depth = 0): Record<string, unknown> {
  const made = makeObject(root, variant.node, depth)
  return tagField ? { [tagField]: variant.tag, ...made, ...{ [tagField]: variant.tag } } : made
}

function makeObject(root: Node, node: Node, depth: number): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  for (const name of node.required ?? []) {
    const property = node.properties?.[name]
    if (property) made[name] = makeFresh(root, property, depth + 1)
  }
  return made
}

/** The label in a language; a readable form of the name where the schema has none. */
export function sayLabel(label: Label | undefined, locale: Locale, fallback: string): string {
  return label?.[locale] || fallback.replaceAll('_', ' ')
}

/** Names of the field's own docs are for developers; the first sentence is what people need. */
export function firstSentence(text: string | undefined): string {
  return text?.split(/\n\n|\. /)[0]?.replaceAll('``', '').replace(/\s+/g, ' ').replace(/\.$/, '') ?? ''
}
