/** What stands between `%` and the verb. */
export interface Flags {
  readonly plus: boolean
  readonly minus: boolean
  readonly sharp: boolean
  readonly space: boolean
  readonly zero: boolean
  readonly width: number | undefined
  readonly precision: number | undefined
  /** `%#v`, which takes the place of `sharp`. */
  readonly goSyntax: boolean
}

/** No flags. */
export const noFlags: Flags = {
  plus: false,
  minus: false,
  sharp: false,
  space: false,
  zero: false,
  width: undefined,
  precision: undefined,
  goSyntax: false,
}

/** Fills a text up to the width: on the left, unless `-` says otherwise. */
export function pad(text: string, { width, minus, zero }: Flags): string {
  if (width === undefined) return text
  const missing = width - [...text].length
  if (missing <= 0) return text
  return minus ? text + ' '.repeat(missing) : (zero ? '0' : ' ').repeat(missing) + text
}

/** Fills up with blanks, also where zeros are asked for. */
export function padBlank(text: string, flags: Flags): string {
  return pad(text, flags.zero ? { ...flags, zero: false } : flags)
}
