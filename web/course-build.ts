/**
 * Bundles the reader of the course in one file (web/src/course) into `course-reader.json`: two programs and two sheets of styles as strings,
 * which imports/archive/course.ts puts into a page. The app fetches it when an owner asks for such a page, and the command line reads it.
 */
import { build } from "esbuild";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { catalogOf, languages } from "./texts.ts";

const SOURCES = fileURLToPath(new URL("src/course", import.meta.url));

/** @param into the folder in which it is put */
export async function buildCourseReader(into: string): Promise<void> {
  const texts = Object.fromEntries(languages().map((language) => [language, catalogOf(language)["course-file"]]));
  const { outputFiles } = await build({
    entryPoints: { reader: join(SOURCES, "main.ts"), extras: join(SOURCES, "extras.ts") },
    ...{ bundle: true, minify: true, write: false, format: "iife", target: "es2023", legalComments: "none" },
    outdir: into,
    // Whoever opens the file has no network: the fonts of formulas are in it, in the one form that every browser reads.
    loader: { ".woff2": "dataurl", ".woff": "empty", ".ttf": "empty" },
    define: { COURSE_TEXTS: JSON.stringify(texts) },
    logLevel: "error",
  });
  // `</script>` and `<!--` in a program's own strings would end the element that it stands in.
  const inert = (text: string) => text.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  const named = (name: string) => outputFiles.find(({ path }) => path.endsWith(name))?.text ?? "";
  const reader = {
    script: inert(named("reader.js")),
    style: named("reader.css"),
    extras: inert(named("extras.js")),
    extrasStyle: named("extras.css"),
  };
  await mkdir(into, { recursive: true });
  await writeFile(join(into, "course-reader.json"), JSON.stringify(reader));
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildCourseReader(process.argv[2] ?? fileURLToPath(new URL("../build", import.meta.url)));
