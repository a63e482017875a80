/** A page of docs/ as the build makes it: see web/docs.ts. */
export interface DocsPage {
  title: string;
  /** HTML: the title and what stands before the first heading or table. */
  opening: string;
  /** HTML: all that follows. */
  rest: string;
  /** What the page consists of, to jump to. Titles are plain text. */
  sections: { id: string; title: string }[];
}
