/**
 * What `embed.js` gives a class page: one global, `Place`. Copy this file beside your scripts, or point TypeScript at
 * `https://<your PLACE>/embed.d.ts`.
 */

/** How a widget is put into a page; each can be an attribute of the tag too: `data-launcher`, `data-theme` … */
export interface PlaceOptions {
  /** Id of the widget, as Settings → Class site shows it. */
  channel: string;
  /** A button in the corner that opens a panel, instead of a place in the text. */
  launcher?: boolean;
  /** Left out: as light or dark as the page is, also when it changes. */
  theme?: "light" | "dark";
  /** A CSS colour; left out: the `accent-color` of the page, or PLACE's own. */
  accent?: string;
  /** `en` or `ar`; left out: the visitor's. */
  lang?: string;
  /** A CSS length of a widget in the text. 30rem. */
  height?: string;
  /** Words of the page can be asked about. */
  ask?: boolean;
}

export interface PlaceEvents {
  /** The conversation is there. */
  ready: { widget: string; channel: string };
  /** How many messages came since it was last seen. */
  unread: { widget: string; count: number };
  /** A message came in. Its words stay in the frame. `at`: ms since 1970. */
  message: { widget: string; seq: number; at: number };
}

export interface Place {
  /** Puts a widget into an element of the page, until `unmount`, or until the element leaves the page. */
  mount(element: Element, options: PlaceOptions): void;
  unmount(element: Element): void;
  /** Opens the panel of a launcher: of this widget, or of all. */
  open(widget?: string): void;
  close(widget?: string): void;
  /** From now on, for all widgets of the page. */
  theme(theme: "light" | "dark", accent?: string): void;
  /** Who reads the page: a JWT that the site's server signed with a key of the class. */
  identify(jwt: string): void;
  /** Returns the function that ends it. What was told before is told again to who listens later: `ready` and `unread`. */
  on<Name extends keyof PlaceEvents>(name: Name, listener: (event: PlaceEvents[Name]) => void): () => void;
}

declare global {
  interface Window {
    Place: Place;
  }
  var Place: Place;
}
