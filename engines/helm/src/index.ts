/**
 * Helm as functions: chart archives in, values merged, manifests out.
 * @module
 */
export {}
