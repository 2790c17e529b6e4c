export interface Column<T> {
  key: string
  label: string
  /** Plain value: what is shown without a slot, and what CSV holds. */
  value: (row: T) => string | number | null | undefined
  /** Text for people where it differs from the plain value. */
  show?: (row: T) => string
  align?: 'left' | 'right'
  /** Name by which the server sorts. */
  sort?: string
  width?: string
  /** Not shown until chosen. */
  hidden?: boolean
  /** The cell that names the row; heads the card on a phone. */
  primary?: boolean
}
