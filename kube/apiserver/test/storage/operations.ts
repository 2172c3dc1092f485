/** Random writes, the same for everybody who knows the seed. @module */

/** What is written to one of a few objects. */
export interface Operation {
  readonly name: string
  /** Undefined: deleted. */
  readonly value: string | undefined
}

/** The operation of a number: sizes vary, every fourth deletes. */
export function operationOf(seed: number, number: number): Operation {
  const random = mix(seed * 65_537 + number)
  const name = `o${random % 23}`
  return random % 4 === 0
    ? { name, value: undefined }
    : { name, value: `${number} ${'x'.repeat(random % 700)}` }
}

/** What is there after the first operations of a seed, given what was there before. */
export function stateAfter(
  before: ReadonlyMap<string, string>,
  { seed, count }: { readonly seed: number; readonly count: number },
): Map<string, string> {
  const state = new Map(before)
  for (let number = 0; number < count; number++) {
    const { name, value } = operationOf(seed, number)
    if (value === undefined) state.delete(name)
    else state.set(name, value)
  }
  return state
}

function mix(number: number): number {
  let mixed = Math.imul(number ^ (number >>> 15), 0x2c1b3c6d)
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
