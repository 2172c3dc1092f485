/** A time zone: what its clocks show. */
export interface Zone {
  readonly name: string
  /** The offset in seconds east of UTC, and the abbreviation, `''` if it has none. */
  readonly at: (unixSeconds: number) => ZoneTime
  /** The offset that an abbreviation means in this zone around a time; undefined if it means nothing. */
  readonly offsetNamed: (abbreviation: string, unixSeconds: number) => number | undefined
}

/** What a zone's clocks show at some time. */
export interface ZoneTime {
  readonly offset: number
  readonly abbreviation: string
}

/** Coordinated universal time. */
export const utc: Zone = fixedZone('UTC', 0)

/** A zone that never changes its clocks. */
export function fixedZone(abbreviation: string, offset: number): Zone {
  return {
    name: abbreviation,
    at: () => ({ offset, abbreviation }),
    offsetNamed: name => (name === abbreviation ? offset : undefined),
  }
}

/** The seconds since 1970 at which a zone's clocks show a time that UTC's show at `utcSeconds`. */
export function secondsInZone(utcSeconds: number, zone: Zone): number {
  const guess = utcSeconds - zone.at(utcSeconds).offset
  return utcSeconds - zone.at(guess).offset
}
