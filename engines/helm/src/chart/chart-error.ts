/** A chart, or values for it, that Helm would refuse; the message is Helm's. */
export class ChartError extends Error {
  override readonly name = 'ChartError'
}
