/** A moment of an object in local time, as RFC 3339 with the zone's offset; empty for none. */
export function formatTime(text: string): string {
  if (!text) return ''
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) return text
  const offset = -date.getTimezoneOffset()
  if (offset === 0) return `${date.toISOString().slice(0, 19)}Z`
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19)
  const two = (n: number) => String(Math.floor(Math.abs(n))).padStart(2, '0')
  return `${local}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`
}
