/** How long ago a time was, as tables show it: `45s`, `3m20s`, `5h`, `2d3h`; `<unknown>` for none. */
export function age(time: string, now: Date): string {
  if (time === '') return '<unknown>'
  return shortDuration((now.getTime() - Date.parse(time)) / 1000)
}

/** A duration in at most two units. */
export function shortDuration(seconds: number): string {
  if (seconds < -1) return '<invalid>'
  const whole = Math.max(0, Math.floor(seconds))
  const minutes = Math.floor(whole / 60)
  const hours = Math.floor(whole / 3600)
  const days = Math.floor(hours / 24)
  if (whole < 120) return `${whole}s`
  if (minutes < 10) return withRest(minutes, 'm', whole % 60, 's')
  if (minutes < 180) return `${minutes}m`
  if (hours < 8) return withRest(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  if (hours < 192) return withRest(days, 'd', hours % 24, 'h')
  if (hours < 24 * 365 * 2) return `${days}d`
  const years = Math.floor(days / 365)
  return hours < 24 * 365 * 8 ? withRest(years, 'y', days % 365, 'd') : `${years}y`
}

function withRest(value: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${value}${unit}` : `${value}${unit}${rest}${restUnit}`
}
