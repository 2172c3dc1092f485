/** A piece of a layout: literal text, then what stands for a part of the time; the last piece may have no token. */
export interface LayoutPiece {
  readonly literal: string
  /** As the layout writes it: `2006`, `Jan`, `-07:00`, `.000`; `''` at the end. */
  readonly token: string
}

const token = new RegExp(
  [
    'January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST',
    '0[1-6]|002|15|1|2006|2|_2(?!006)|__2|3|4|5|PM|pm',
    '-070000|-07:00:00|-0700|-07:00|-07',
    'Z070000|Z07:00:00|Z0700|Z07:00|Z07',
    '[.,](?:0+|9+)(?![0-9])',
  ].join('|'),
  'g',
)

/** Cuts a layout of Go, which writes the time 2006-01-02 15:04:05 -0700, into pieces. */
export function readLayout(layout: string): LayoutPiece[] {
  const pieces: LayoutPiece[] = []
  let end = 0
  for (const match of layout.matchAll(token)) {
    pieces.push({ literal: layout.slice(end, match.index), token: match[0] })
    end = match.index + match[0].length
  }
  return [...pieces, { literal: layout.slice(end), token: '' }]
}
