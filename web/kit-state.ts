/**
 * Stands in the browser's build for `devalue`, with which kit keeps what a page puts into the history (`page.state`, snapshots)
 * and reads what a server's `load` or remote function sent. This app has none of the latter, and what it would keep in the
 * history is JSON. plain-state.ts puts it there, and ends the build where that is no longer so.
 */
type Codecs = Record<string, unknown>;

function demandNone(codecs: Codecs | undefined): void {
  if (codecs !== undefined && Object.keys(codecs).length > 0) throw new Error("Only JSON is kept in the history here.");
}

/** @throws Error where the app transports types of its own */
export function stringify(value: unknown, codecs?: Codecs): string {
  demandNone(codecs);
  return JSON.stringify(value);
}

/** @throws Error where the app transports types of its own, or the text is no JSON */
export function parse(text: string, codecs?: Codecs): unknown {
  demandNone(codecs);
  return JSON.parse(text);
}

const ofTheServer = (): never => {
  throw new Error("This app takes no data from kit's server.");
};
export { ofTheServer as stringifyAsync, ofTheServer as unflatten, ofTheServer as uneval };
