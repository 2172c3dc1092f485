/** Sluice's version. */
export const sluiceVersion = '0.1.0'

/** The version of Flux whose resources, messages and commands Sluice speaks. */
export const fluxVersion = 'v2.9.4'
