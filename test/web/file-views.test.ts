/** What is shown of files in their message: tables, notebooks, and the lists of zips. */
import { describe, expect, test } from "vitest";
import { tableOf } from "#lib/features/files/csv.ts";
import { decoded } from "#lib/features/files/fetch-part.ts";
import { notebookOf, type Cell } from "#lib/features/files/notebook.ts";
import { viewOf } from "#lib/features/files/views.ts";
import { listOf, wouldFill } from "#lib/features/files/zip.ts";
import { zipOf } from "../support/zip.ts";

const whole = { isAll: true };

describe("a table", () => {
  test("has its cells as they were written: no number, no date, no truth is made of them", () => {
    const line = ["007", "1E3", "+4930123", "12345678901234567890", "0x1F", "TRUE", "2026-11-29T10:00:00Z", " a "];
    expect(tableOf(`${line.map((_, at) => `c${at}`).join(",")}\n${line.join(",")}\n`, whole).rows).toEqual([line]);
  });

  test.each([
    ["commas", "a,b\n1,2\n"],
    ["semicolons", "a;b\n1;2\n"],
    ["tabs", "a\tb\n1\t2\n"],
    ["the sign that Excel names", "sep=|\na|b\n1|2\n"],
    ["line ends of Windows", "a;b\r\n1;2\r\n"],
  ])("is separated by %s", (_what, text) => {
    expect(tableOf(text, whole)).toEqual({ heading: ["a", "b"], rows: [["1", "2"]], isCut: false });
  });

  test("has quotes, line ends and separators inside of cells, and two columns of one name", () => {
    const { heading, rows } = tableOf('a,a\n"one, ""two""","three\nfour"\n', whole);
    expect(heading).toEqual(["a", "a"]);
    expect(rows).toEqual([['one, "two"', "three\nfour"]]);
  });

  test("with rows of different lengths is as wide as the widest", () => {
    const { heading, rows } = tableOf("a,b\n1\n1,2,3\n", whole);
    expect(heading).toEqual(["a", "b", ""]);
    expect(rows).toEqual([
      ["1", "", ""],
      ["1", "2", "3"],
    ]);
  });

  test("is read in the encoding of its mark, and without one in UTF-8 or that of old Windows", () => {
    const name = "Größe";
    const utf16 = Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(name, "utf16le")]);
    for (const bytes of [Buffer.from(name), Buffer.from(`\uFEFF${name}`), utf16, Buffer.from(name, "latin1")])
      expect(decoded(new Uint8Array(bytes))).toBe(name);
    // The first bytes of a file may end in the middle of a letter.
    expect(decoded(new Uint8Array(Buffer.from(name).subarray(0, 4)))).toBe("Gr\u00f6");
  });

  test("that is cut shows no half row, and says that there is more", () => {
    expect(tableOf("a,b\n1,2\n3,4", { isAll: false })).toEqual({
      heading: ["a", "b"],
      rows: [["1", "2"]],
      isCut: true,
    });
    const long = `n\n${Array.from({ length: 5_000 }, (_, at) => at).join("\n")}\n`;
    expect(tableOf(long, whole)).toMatchObject({ isCut: true, rows: { length: 1_000 } });
    const wide = Array.from({ length: 300 }, (_, at) => at).join(",");
    expect(tableOf(`${wide}\n${wide}\n`, whole)).toMatchObject({ isCut: true, heading: { length: 100 } });
    expect(tableOf("n\n1\n2\n", { isAll: true, most: 2 }).isCut).toBe(false);
  });

  test("of nothing, or of quotes that never end, is no fault", () => {
    expect(tableOf("", whole)).toEqual({ heading: [], rows: [], isCut: false });
    expect(tableOf('a,b\n"1,2\n3,4', whole).rows).toHaveLength(1);
  });
});

describe("a notebook", () => {
  const v4 = (cells: object[], metadata = {}) =>
    notebookOf(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells }));
  const first = (cell: object): Cell | undefined => v4([{ metadata: {}, ...cell }])?.cells[0];
  const shown = (output: object) => {
    const cell = first({ cell_type: "code", source: ["x"], outputs: [output] });
    return cell?.kind === "code" ? cell.outputs[0] : undefined;
  };
  const data = (mime: object, metadata = {}) => shown({ output_type: "display_data", metadata, data: mime });

  test("has words, code with its number and language, and what came of it", () => {
    const read = v4(
      [
        { cell_type: "markdown", metadata: {}, source: ["# Week 7\n", "words"] },
        {
          cell_type: "code",
          metadata: {},
          execution_count: 3,
          source: "print(1)",
          outputs: [{ output_type: "stream", name: "stdout", text: ["1\n"] }],
        },
      ],
      { language_info: { name: "python" } },
    );
    expect(read).toEqual({
      language: "python",
      isCut: false,
      cells: [
        { kind: "markdown", text: "# Week 7\nwords", pictures: [] },
        {
          ...{ kind: "code", text: "print(1)", count: 3, isFolded: false, outputsFolded: false },
          outputs: [{ kind: "text", text: "1", isError: false }],
        },
      ],
    });
  });

  test("of format 3 is read too: sheets, headings, and outputs by their old names", () => {
    const cells = [
      { cell_type: "heading", level: 2, source: ["Old"] },
      {
        cell_type: "code",
        language: "python",
        input: ["1/0"],
        prompt_number: 1,
        outputs: [
          { output_type: "pyout", png: "AAAA", text: ["<fig>"] },
          { output_type: "pyerr", ename: "ZeroDivisionError", evalue: "division by zero", traceback: [] },
        ],
      },
    ];
    const read = notebookOf(JSON.stringify({ nbformat: 3, metadata: {}, worksheets: [{ cells }] }));
    expect(read?.cells).toEqual([
      { kind: "markdown", text: "## Old", pictures: [] },
      {
        ...{ kind: "code", text: "1/0", count: 1, isFolded: false, outputsFolded: false },
        outputs: [
          { kind: "picture", type: "image/png", data: "AAAA", name: "<fig>" },
          { kind: "text", text: "ZeroDivisionError: division by zero", isError: true },
        ],
      },
    ]);
  });

  test("shows a picture before words, WebP as well, in the size that its author gave it", () => {
    expect(data({ "text/html": "<b>h</b>", "image/png": "AA\nAA", "text/plain": "p" })).toMatchObject({
      kind: "picture",
      data: "AAAA",
    });
    expect(data({ "image/webp": "AAAA", "text/plain": "p" })).toMatchObject({ kind: "picture", type: "image/webp" });
    expect(data({ "image/png": "AAAA" }, { "image/png": { width: 10 } })).toMatchObject({ width: 10 });
  });

  test("runs nothing: drawings and scripts are no pictures, and a page is there for its words", () => {
    expect(data({ "image/svg+xml": "<svg onload=alert(1)>", "text/plain": "figure" })).toEqual({
      kind: "text",
      text: "figure",
      isError: false,
    });
    expect(data({ "application/javascript": "alert(1)" })).toBeUndefined();
    expect(data({ "text/html": "<table>1</table>", "text/plain": "1" })).toMatchObject({ kind: "text", text: "1" });
    expect(data({ "text/html": "<script>alert(1)</script>" })).toMatchObject({ kind: "html" });
    expect(data({ "image/png": '"><script>' })).toBeUndefined();
  });

  test("has the pictures that were pasted into its words, keeps formulas, and what was folded away is folded", () => {
    const source = ["![board](attachment:i.png)\n$$\na \\\\\nb\n$$"];
    expect(first({ cell_type: "markdown", source, attachments: { "i.png": { "image/png": "AAAA" } } })).toEqual({
      ...{ kind: "markdown", text: "board\n$$\na \\\\\nb\n$$" },
      pictures: [{ type: "image/png", data: "AAAA", name: "board" }],
    });
    const metadata = { jupyter: { source_hidden: true, outputs_hidden: true } };
    expect(first({ cell_type: "code", source: "x", metadata, outputs: [] })).toMatchObject({
      isFolded: true,
      outputsFolded: true,
    });
  });

  test("shows an error without a terminal's colours, and a line that was written over as it ended", () => {
    const traceback = ["\u001b[0;31mValueError\u001b[0m: no"];
    expect(shown({ output_type: "error", ename: "V", evalue: "no", traceback })).toMatchObject({
      text: "ValueError: no",
      isError: true,
    });
    expect(shown({ output_type: "stream", name: "stderr", text: "1 %\r50 %\r100 %\r\ndone\r\n" })).toMatchObject({
      text: "100 %\ndone",
      isError: true,
    });
  });

  test("is cut where it is long, and what is none is told apart", () => {
    const many = Array.from({ length: 400 }, () => ({ cell_type: "raw", source: "x" }));
    expect(v4(many)).toMatchObject({ isCut: true, cells: { length: 300 } });
    for (const json of ["", "[]", "null", "{", '{"nbformat":"4"}', '{"nbformat":4}', '{"cells":[]}'])
      expect(notebookOf(json)).toBeNull();
    for (const cell of [
      null,
      7,
      "x",
      { cell_type: "code", outputs: { a: 1 } },
      { cell_type: "code", source: { a: 1 }, outputs: [null, 7] },
    ])
      expect(notebookOf(JSON.stringify({ nbformat: 4, cells: [cell] }))?.cells).toHaveLength(1);
  });
});

/** Of one byte each. @param claims what each says that it becomes */
const zip = (names: (string | Buffer)[], claims?: number): Buffer =>
  Buffer.from(
    zipOf(
      names.map((name) => ({
        ...{ name: String(name), content: "x" },
        ...(typeof name !== "string" && { rawName: name }),
        ...(claims !== undefined && { claims }),
      })),
    ),
  );

describe("a zip", () => {
  const list = (bytes: Buffer, asked: [number, number][] = []) =>
    listOf(bytes.length, (from, length) => {
      asked.push([from, length]);
      return Promise.resolve(new Uint8Array(bytes.subarray(from, from + length)));
    });
  const names = async (bytes: Buffer) => (await list(bytes)).entries.map(({ name }) => name);

  test("tells its names in every encoding that they are written in", async () => {
    expect(await names(zip(["übung/", "übung/aufgabe 1.py"]))).toEqual(["übung/", "übung/aufgabe 1.py"]);
    // macOS writes letters and dots apart and does not say that it is UTF-8; old Windows writes code page 437.
    const mac = Buffer.from("übung.txt".normalize("NFD"));
    const windows = Buffer.concat([Buffer.of(0x81), Buffer.from("bung.txt")]);
    expect(await names(zip([mac, windows]))).toEqual(["übung.txt", "übung.txt"]);
  });

  test("that leads out of its folder, or turns its names around, does nothing and says so", async () => {
    const { entries } = await list(
      zip(["../../etc/passwd", "/abs", "C:\\x", "a/..\\b", "safe..txt", "evil\u202Efdp.exe"]),
    );
    expect(entries.map(({ leadsOut }) => leadsOut)).toEqual([true, true, true, true, false, false]);
    expect(entries.at(-1)?.name).toBe("evil\uFFFDfdp.exe");
  });

  test("is known by what it states, and is not unpacked: only its end is read", async () => {
    const bytes = zip(["bomb"], 4_000_000_000);
    const big = zip(
      Array.from({ length: 5 }, (_, at) => `f${at}`),
      4_000_000_000,
    );
    const read = await list(bytes);
    expect(read.size).toBe(4_000_000_000);
    expect(wouldFill(read, bytes.length)).toBe(true);
    expect(wouldFill(await list(zip(["a"])), 100)).toBe(false);
    expect((await list(big)).size).toBe(20_000_000_000);
  });

  test("with more names than anybody reads is cut", async () => {
    const many = await list(zip(Array.from({ length: 1_200 }, (_, at) => `n${at}`)));
    expect([many.entries.length, many.isCut]).toEqual([1_000, true]);
  });

  test("that is damaged, or says that its list is larger than any, is told so", async () => {
    await expect(list(Buffer.from("PK\x03\x04 and nothing else"))).rejects.toThrow();
    const lying = zip(["a"]);
    lying.writeUInt32LE(0xff_ff_ff_f0, lying.length - 10);
    await expect(list(lying)).rejects.toThrow();
    await expect(list(zip(["a"]).subarray(10))).resolves.toBeDefined();
  });
});

describe("what is shown", () => {
  test.each([
    ["points.csv", "text/plain", "CsvFile"],
    ["points.CSV", "application/octet-stream", "CsvFile"],
    ["points.csv", "application/zip", "ZipFile"],
    ["week7.ipynb", "text/plain", "NotebookFile"],
    ["main.py", "text/plain", "TextFile"],
    ["work.zip", "application/zip", "ZipFile"],
    ["letter.docx", "application/zip", null],
    ["week7.ipynb", "application/octet-stream", null],
    ["a.pdf", "application/pdf", null],
  ] as const)("of %s with the bytes of %s", (name, type, view) => {
    const load = viewOf({ id: "a", name, type, size: 10 } as never);
    expect(load?.toString() ?? null).toEqual(view === null ? null : expect.stringContaining(view));
  });
});
