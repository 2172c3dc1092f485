const units = ['B', 'kB', 'MB', 'GB', 'TB']

/** Bytes for people: four significant digits in steps of 1,000, as `12.34kB`. */
export function humanSize(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${Number(value.toPrecision(4))}${units[unit]}`
}
