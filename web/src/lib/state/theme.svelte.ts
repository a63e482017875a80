/** Light, dark, or as the system has it. `static/theme.js` applies the same choice before the first paint. */
const KEY = "place.theme";
export type Theme = "system" | "light" | "dark";

function stored(): Theme {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === "light" || theme === "dark" ? theme : "system";
  } catch {
    return "system";
  }
}

class ThemeChoice {
  #chosen = $state<Theme>(stored());

  get chosen(): Theme {
    return this.#chosen;
  }

  set chosen(theme: Theme) {
    this.#chosen = theme;
    this.apply();
    try {
      if (theme === "system") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, theme);
    } catch {
      // Private windows may refuse to store: the choice then lasts as long as the tab.
    }
  }

  apply(): void {
    const root = document.documentElement;
    if (this.#chosen === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = this.#chosen;
    // Set by theme.js before the style sheet was there.
    root.style.removeProperty("background-color");
  }
}

export const theme = new ThemeChoice();
