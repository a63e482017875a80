/** The part of the example that does the work. */
export function speak(words: string): void {
  speechSynthesis.speak(new SpeechSynthesisUtterance(words));
}
