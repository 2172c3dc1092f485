/** Cuts every commit hash and digest in the text to its first eight digits. */
export function shortenDigests(text: string): string {
  return text.replace(/\b[a-f0-9]{40,128}\b/g, hex => hex.slice(0, 8))
}
