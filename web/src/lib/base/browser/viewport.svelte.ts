/** A question to the browser about the screen, whose readers hear of another answer. Svelte's own brings its maps along into the first load. */
class Screen {
  current = $state(false);

  constructor(query: string) {
    if (!("matchMedia" in globalThis)) return;
    const asked = matchMedia(query);
    this.current = asked.matches;
    asked.addEventListener("change", () => (this.current = asked.matches));
  }
}

/** One pane at a time. */
export const narrow = new Screen("(max-width: 767px)");
