/** The one line that a teacher copies into the class site. */
export interface SnippetOptions {
  /** In the text of the page, or behind a button in its corner. */
  launcher: boolean;
  ask: boolean;
}

const HEIGHT = "30rem";

/** Holds its room from the first paint on, so that nothing of the page moves when the conversation comes. */
export function scriptLine(origin: string, widget: string, { launcher, ask }: SnippetOptions): string {
  const attributes = [
    "async",
    `src="${origin}/embed.js"`,
    `data-channel="${widget}"`,
    ...(launcher ? ["data-launcher"] : []),
    ...(ask ? ["data-ask"] : []),
    ...(launcher ? [] : [`style="display:block;height:${HEIGHT}"`]),
  ];
  return `<script ${attributes.join(" ")}></script>`;
}

/** Where a page takes no scripts. */
export const frameLine = (origin: string, widget: string, title: string): string =>
  `<iframe src="${origin}/widget/${widget}" title="${title.replaceAll('"', "&quot;")}" referrerpolicy="origin" style="width:100%;height:${HEIGHT};border:0"></iframe>`;
