import { STATUS_CODES } from 'node:http'

/** `Not Found` for 404, as Go's `http.StatusText`. */
export function statusText(status: number): string {
  return STATUS_CODES[status] ?? ''
}
