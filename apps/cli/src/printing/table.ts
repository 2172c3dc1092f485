/**
 * A table as text: columns padded to their widest cell, a tab between them. A cell with several lines makes a row of
 * several lines. Without a header only rows are printed.
 */
export function formatTable(
  header: readonly string[] | undefined,
  rows: readonly (readonly string[])[],
): string {
  const lines = header ? [header.map(title => title.toUpperCase()), ...rows] : rows
  const split = lines.flatMap(linesOf)
  const widths: number[] = []
  for (const line of split) {
    line.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, widthOf(cell))
    })
  }
  const pad = (cell: string, i: number) => cell + ' '.repeat((widths[i] ?? 0) - widthOf(cell))
  return split.map(line => `${line.map(pad).join('\t')}\t\n`).join('')
}

function linesOf(row: readonly string[]): readonly (readonly string[])[] {
  const cells = row.map(cell => cell.split('\n'))
  const height = Math.max(1, ...cells.map(cell => cell.length))
  return Array.from({ length: height }, (_, i) => cells.map(cell => cell[i] ?? ''))
}

function widthOf(cell: string): number {
  return [...cell].length
}
