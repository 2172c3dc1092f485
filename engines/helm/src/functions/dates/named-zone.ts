import { utc, type Zone, type ZoneTime } from './zone.ts'
import { zoneAbbreviations } from './zone-abbreviations.ts'

/** The zone of a name in the IANA database, as `time.LoadLocation` finds it; undefined if there is none. */
export function namedZone(name: string): Zone | undefined {
  if (name === '' || name === 'UTC') return utc
  const format = zoneFormat(name)
  if (!format) return undefined
  const abbreviations = zoneAbbreviations(name)
  const at = (seconds: number): ZoneTime => {
    const offset = offsetAt(format, seconds)
    return { offset, abbreviation: abbreviations.get(offset) ?? numericAbbreviation(offset) }
  }
  const offsetNamed = (abbreviation: string, seconds: number) => {
    const offsets = [...abbreviations].filter(([, known]) => known === abbreviation).map(([offset]) => offset)
    return offsets.find(offset => at(seconds - offset).offset === offset) ?? offsets[0]
  }
  return { name, at, offsetNamed }
}

function zoneFormat(name: string): Intl.DateTimeFormat | undefined {
  // Intl also takes offsets, which are no names.
  if (!/^[A-Za-z]/.test(name)) return undefined
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
    const found = format.resolvedOptions().timeZone
    // Names are files to Go, so their case counts.
    const isOtherCase = found !== name && found.toLowerCase() === name.toLowerCase()
    return isOtherCase ? undefined : format
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function offsetAt(format: Intl.DateTimeFormat, seconds: number): number {
  // What Intl cannot reach has the offset of the last day that it can.
  const milliseconds = Math.max(-8.64e15, Math.min(8.64e15, seconds * 1000))
  const text = format.formatToParts(milliseconds).find(part => part.type === 'timeZoneName')?.value ?? ''
  const match = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(text)
  if (!match) return 0
  const [, sign, hours, minutes, rest = '0'] = match
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(rest)
  return sign === '-' ? -offset : offset
}

/** Zones without a name of their own are abbreviated by their offset: `+03`, `+0530`; local mean time has seconds. */
function numericAbbreviation(offset: number): string {
  if (offset % 60 !== 0) return 'LMT'
  const minutes = Math.floor(Math.abs(offset) / 60)
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0')
  const rest = minutes % 60 === 0 ? '' : String(minutes % 60).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${hours}${rest}`
}
