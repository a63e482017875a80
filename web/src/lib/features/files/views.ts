/** What is shown of a file in its message, beside its name: by its bytes, and among texts by what its name says that they are. */
import type { Component } from "svelte";
import { kindOfFile } from "../../../../../protocol/file-kinds.ts";
import type { StoredFile } from "./shown-files.ts";

type FileView = Component<{ file: StoredFile; address: string; tab: 0 | -1 }>;
type Load = () => Promise<{ default: FileView }>;

const csv: Load = () => import("./CsvFile.svelte");
const notebook: Load = () => import("./NotebookFile.svelte");
const text: Load = () => import("./TextFile.svelte");
const zip: Load = () => import("./ZipFile.svelte");

/** Documents of office programs are zips that nobody looks into. */
const DOCUMENT = /\.(?:docx|xlsx|pptx|od[tpsg]|epub|pages|numbers|key)$/iu;

/** Each comes with the first file of its kind. */
export function viewOf({ name, type, size = 0 }: StoredFile): Load | null {
  const kind = kindOfFile(type);
  // Excel writes UTF-16 and old code pages, which are no text by their bytes.
  if (/\.(?:csv|tsv)$/iu.test(name) && size > 0 && (kind === "text" || type === "application/octet-stream")) return csv;
  if (kind === "text") return /\.ipynb$/iu.test(name) ? notebook : text;
  return type === "application/zip" && !DOCUMENT.test(name) ? zip : null;
}
