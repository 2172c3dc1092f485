/**
 * Property tests draw the same values in every run, so that a green commit stays green. `SLUICE_SEED=random` draws
 * others, `SLUICE_SEED=N` those of a run that failed.
 * @module
 */
import fc from 'fast-check'

const wanted = process.env['SLUICE_SEED'] ?? '20261128'
if (wanted !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) })
