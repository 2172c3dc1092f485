/**
 * What messages put before paths in a source. Nothing is unpacked, but whoever reads (or matches) messages expects a
 * folder like Flux's.
 */
export const shownRoot = '/tmp/helmchart-build/source'
