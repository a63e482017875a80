/** The key belongs to whoever writes: a word of Chinese, Japanese or Korean is being chosen with it. */
export function isComposing(event: KeyboardEvent): boolean {
  // Safari ends the composition before the key event and marks that event with 229.
  return event.isComposing || event.keyCode === 229;
}
