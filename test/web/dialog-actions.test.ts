/** The button that ends a dialog says what it does; "…" says that something is asked first, and was. */
import { expect, test } from "vitest";

const sources = import.meta.glob<string>("../../web/src/**/*.{svelte,ts}", {
  query: "?raw",
  import: "default",
  eager: true,
});
const catalogs = import.meta.glob<Record<string, string>>("../../web/texts/en/*.json", {
  import: "default",
  eager: true,
});

/** Words of `action={…t.key…}` and `action: t.key`, by the file that names them. */
function actionsIn(source: string): string[] {
  const imported = [...source.matchAll(/import \{ t(?: as (\w+))? \} from "#texts\/([\w-]+)"/gu)].map(
    ([, name = "t", file = ""]) => [name, catalogs[`../../web/texts/en/${file}.json`] ?? {}] as const,
  );
  const said = [...source.matchAll(/\baction(?:=\{([^}]*)\}|: ([\w.]+))/gu)].map(([, a, b]) => a ?? b ?? "");
  return imported.flatMap(([name, texts]) =>
    said.flatMap((words) =>
      [...words.matchAll(new RegExp(`\\b${name}\\.(\\w+)`, "gu"))].map(([, key = ""]) => texts[key] ?? ""),
    ),
  );
}

test("no dialog ends with a button that promises another one", () => {
  const all = Object.entries(sources).flatMap(([file, source]) => actionsIn(source).map((words) => [file, words]));
  expect(all.length).toBeGreaterThan(30);
  expect(all.filter(([, words]) => words?.endsWith("…"))).toEqual([]);
});
