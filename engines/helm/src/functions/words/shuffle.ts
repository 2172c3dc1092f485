/** The characters of a text in random order. */
export function shuffle(text: string, randomBytes: (count: number) => Uint8Array): string {
  const characters = [...text]
  const numbers = new Uint32Array(randomBytes(characters.length * 4).slice().buffer)
  for (let i = characters.length - 1; i > 0; i--) {
    const other = (numbers[i] ?? 0) % (i + 1)
    const character = characters[i] ?? ''
    characters[i] = characters[other] ?? ''
    characters[other] = character
  }
  return characters.join('')
}
