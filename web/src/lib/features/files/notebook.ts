/**
 * A notebook of Jupyter as cells, formats 3 and 4 (nbformat.readthedocs.io): what is shown of it, in the order in which Jupyter shows it.
 * Nothing of it runs: HTML and drawings that carry scripts come down to their words, and pictures are those of a closed list.
 */
interface Picture {
  type: string;
  /** Base64. */
  data: string;
  /** Pixels, where its author said so. */
  width?: number;
  name: string;
}
type Output =
  | { kind: "text"; text: string; isError: boolean }
  | ({ kind: "picture" } & Picture)
  /** As HTML: for its words. */
  | { kind: "html"; html: string };
export type Cell =
  | { kind: "markdown"; text: string; pictures: Picture[] }
  | { kind: "raw"; text: string }
  | { kind: "code"; text: string; count: number | null; outputs: Output[]; isFolded: boolean; outputsFolded: boolean };
export interface Notebook {
  /** As it is written in the file; empty: it does not say. */
  language: string;
  cells: Cell[];
  /** There are more cells than these. */
  isCut: boolean;
}

const CELLS_MAX = 300;
const TEXT_MAX_CHARS = 20_000;
const PICTURES = ["image/png", "image/jpeg", "image/webp", "image/gif"];
/** Format 3 names them by their endings. */
const OLD_NAMES: Record<string, string> = {
  png: "image/png",
  jpeg: "image/jpeg",
  text: "text/plain",
  html: "text/html",
  latex: "text/latex",
};

type Some = Record<string, unknown>;
const object = (value: unknown): Some => (typeof value === "object" && value !== null ? (value as Some) : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
/** Several lines stand as a list of them, each with its end. */
const words = (value: unknown): string =>
  typeof value === "string"
    ? value
    : list(value)
        .filter((line) => typeof line === "string")
        .join("");
const short = (text: string) => (text.length > TEXT_MAX_CHARS ? `${text.slice(0, TEXT_MAX_CHARS)}…` : text);

/** Null: it is no notebook. */
export function notebookOf(json: string): Notebook | null {
  let read: Some;
  try {
    read = object(JSON.parse(json));
  } catch {
    // No JSON: that is the answer.
    return null;
  }
  const sheets = list(read["worksheets"]).flatMap((sheet) => list(object(sheet)["cells"]));
  const cells = Array.isArray(read["cells"]) ? read["cells"] : sheets;
  if (typeof read["nbformat"] !== "number" || (cells.length === 0 && !("cells" in read) && !("worksheets" in read)))
    return null;
  const about = object(read["metadata"]);
  const language = words(object(about["language_info"])["name"]) || words(object(about["kernelspec"])["language"]);
  return {
    language: language || words(object(cells[0])["language"]),
    cells: cells.slice(0, CELLS_MAX).map((cell) => cellOf(object(cell))),
    isCut: cells.length > CELLS_MAX,
  };
}

function cellOf(cell: Some): Cell {
  const text = short(words(cell["source"] ?? cell["input"]));
  const about = object(cell["metadata"]);
  switch (cell["cell_type"]) {
    case "code": {
      const folds = object(about["jupyter"]);
      const count = cell["execution_count"] ?? cell["prompt_number"];
      return {
        ...{ kind: "code", text, count: typeof count === "number" ? count : null },
        outputs: list(cell["outputs"]).flatMap((output) => outputOf(object(output)) ?? []),
        isFolded: folds["source_hidden"] === true,
        outputsFolded: folds["outputs_hidden"] === true || about["collapsed"] === true,
      };
    }
    case "heading":
      return { kind: "markdown", text: `${"#".repeat(Number(cell["level"]) || 1)} ${text}`, pictures: [] };
    case "markdown":
      return { kind: "markdown", text: withoutAttached(text), pictures: attachedOf(object(cell["attachments"]), text) };
    default:
      return { kind: "raw", text };
  }
}

const ATTACHED = /!\[([^\]\n]*)\]\(attachment:([^)\n]+)\)/gu;
const withoutAttached = (text: string) => text.replace(ATTACHED, "$1");

/** Pictures that were pasted into words, in the order in which these name them. */
function attachedOf(attached: Some, text: string): Picture[] {
  return [...text.matchAll(ATTACHED)].flatMap(([, alt = "", name = ""]) => {
    const found = pictureIn(object(attached[name]), {});
    return found ? { ...found, name: alt || name } : [];
  });
}

function outputOf(output: Some): Output | null {
  switch (output["output_type"]) {
    case "stream":
      return {
        kind: "text",
        text: tidy(words(output["text"])),
        isError: (output["name"] ?? output["stream"]) === "stderr",
      };
    case "error":
    case "pyerr": {
      const told =
        list(output["traceback"]).map(words).join("\n") || `${words(output["ename"])}: ${words(output["evalue"])}`;
      return { kind: "text", text: tidy(told), isError: true };
    }
    case "display_data":
    case "execute_result":
    case "update_display_data":
    case "pyout":
      return shownOf(output);
    default:
      return null;
  }
}

/** One thing in several forms: the one that shows most, but for what could run. */
function shownOf(output: Some): Output | null {
  const data =
    "data" in output
      ? object(output["data"])
      : Object.fromEntries(Object.entries(output).map(([name, value]) => [OLD_NAMES[name] ?? name, value]));
  const picture = pictureIn(data, object(output["metadata"]));
  if (picture) return { kind: "picture", ...picture };
  const html = words(data["text/html"]);
  const plain = words(data["text/plain"]);
  // A table's own text is laid out already; of anything else the words of the page say more.
  if (html !== "" && plain === "") return { kind: "html", html: short(html) };
  const text = plain || words(data["text/markdown"]) || words(data["text/latex"]);
  return text === "" ? null : { kind: "text", text: tidy(text), isError: false };
}

function pictureIn(data: Some, about: Some): Picture | null {
  const type = PICTURES.find((each) => words(data[each]) !== "");
  if (type === undefined) return null;
  const base64 = words(data[type]).replaceAll(/\s/gu, "");
  if (!/^[A-Za-z0-9+/]+=*$/u.test(base64)) return null;
  const width = object(about[type])["width"] ?? about["width"];
  return {
    type,
    data: base64,
    name: words(data["text/plain"]),
    ...(typeof width === "number" && width > 0 && { width }),
  };
}

/** Without the colours of a terminal; of a line that was written over again and again, what stood there last. */
function tidy(text: string): string {
  const plain = text.replaceAll(/\u001B\[[0-?]*[ -/]*[@-~]/gu, "").replaceAll("\r\n", "\n");
  return short(plain.replaceAll(/[^\n]*\r(?=[^\n])/gu, "").trimEnd());
}
