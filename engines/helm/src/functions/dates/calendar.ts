/** A day of the Gregorian calendar, also before it was introduced. */
export interface Day {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
}

/** Days of 400 years, after which the calendar repeats. */
const cycleDays = 146_097

/** Days since 1970-01-01; months and days beyond their range carry over, as in Go's `time.Date`. */
export function daysFromDay({ year, month, day }: Day): number {
  const months = year * 12 + month - 1
  // Years that start in March have their leap day at the end.
  const march = Math.floor((months - 2) / 12)
  const monthOfYear = months - 2 - march * 12
  const cycle = Math.floor(march / 400)
  const yearOfCycle = march - cycle * 400
  const dayOfYear = Math.floor((153 * monthOfYear + 2) / 5) + day - 1
  const leapDays = Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100)
  return cycle * cycleDays + yearOfCycle * 365 + leapDays + dayOfYear - 719_468
}

/** The day that is so many days after 1970-01-01. */
export function dayFromDays(days: number): Day {
  const shifted = days + 719_468
  const cycle = Math.floor(shifted / cycleDays)
  const dayOfCycle = shifted - cycle * cycleDays
  const yearOfCycle = Math.floor(
    (dayOfCycle -
      Math.floor(dayOfCycle / 1460) +
      Math.floor(dayOfCycle / 36_524) -
      Math.floor(dayOfCycle / 146_096)) /
      365,
  )
  const dayOfYear =
    dayOfCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100))
  const march = Math.floor((5 * dayOfYear + 2) / 153)
  const month = march < 10 ? march + 3 : march - 9
  const year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0)
  return { year, month, day: dayOfYear - Math.floor((153 * march + 2) / 5) + 1 }
}

/** 0 is Sunday. */
export function weekdayOf(days: number): number {
  return (((days + 4) % 7) + 7) % 7
}

/** 1 is the first of January. */
export function dayOfYear(day: Day): number {
  return daysFromDay(day) - daysFromDay({ year: day.year, month: 1, day: 1 }) + 1
}

/** How many days a month has. */
export function daysInMonth(year: number, month: number): number {
  return daysFromDay({ year, month: month + 1, day: 1 }) - daysFromDay({ year, month, day: 1 })
}

/** From January. */
export const monthNames = words(
  'January February March April May June July August September October November December',
)
/** From Sunday. */
export const weekdayNames = words('Sunday Monday Tuesday Wednesday Thursday Friday Saturday')

function words(text: string): readonly string[] {
  return text.split(' ')
}
