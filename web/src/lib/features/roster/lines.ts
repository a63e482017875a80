/** A list of names as people have it, pasted or out of a spreadsheet, as lines of a roster. What is wrong in it, the server says. */
import Papa from "papaparse";
import type { RosterLine } from "../../../../../protocol/roster.ts";
import { handleFrom } from "../../class/account/rules.ts";

type Column = "name" | "handle" | "role" | "email";
/** What columns are called in the lists of schools, in the languages of the page. */
const HEADINGS: Readonly<Record<Column, RegExp>> = {
  name: /^(?:full ?|display ?)?name$|^الاسم$|^اسم الطالب$/iu,
  handle: /^(?:handle|user ?name|login|account)$|^اسم المستخدم$/iu,
  role: /^role$|^الدور$/iu,
  email: /^e-?mail(?: ?address)?$|^البريد(?: الإلكتروني)?$/iu,
};
const COLUMNS = Object.keys(HEADINGS) as Column[];
const ROLE = /^(?:student|ta|teacher|owner)$/iu;

/**
 * The separator is the one that fits: a comma, a semicolon or a tab. With a heading its columns count; without one an address is the
 * e-mail, a role is the role, and of the rest the first is the name and the next the handle.
 */
export function linesOf(text: string): RosterLine[] {
  const { data } = Papa.parse<string[]>(
    text
      .replace(/^\uFEFF/u, "")
      .replace(/\r\n?/gu, "\n")
      .trim(),
    {
      delimitersToGuess: ["\t", ";", ","],
      skipEmptyLines: "greedy",
    },
  );
  const rows = data.map((row) => row.map((cell) => cell.trim()));
  const places = headingOf(rows[0] ?? []);
  return (places ? rows.slice(1) : rows).map((row) => lineOf(places ? byHeading(row, places) : byLooks(row)));
}

/** Undefined: the first line is somebody already. */
function headingOf(row: readonly string[]): Partial<Record<Column, number>> | undefined {
  const found = COLUMNS.flatMap((column) => {
    const at = row.findIndex((cell) => HEADINGS[column].test(cell));
    return at === -1 ? [] : [[column, at] as const];
  });
  return found.some(([column]) => column === "name") ? Object.fromEntries(found) : undefined;
}

function byHeading(row: readonly string[], places: Partial<Record<Column, number>>): Partial<Record<Column, string>> {
  return Object.fromEntries(COLUMNS.map((column) => [column, row[places[column] ?? -1] ?? ""]));
}

function byLooks(row: readonly string[]): Partial<Record<Column, string>> {
  const email = row.find((cell) => /^[^@\s]+@[^@\s]+$/u.test(cell)) ?? "";
  const role = row.slice(1).find((cell) => ROLE.test(cell)) ?? "";
  const [name = "", handle = "", more = ""] = row.filter((cell) => cell !== "" && cell !== email && cell !== role);
  // A role that there is none of is no student: the server says so.
  return { name, handle, role: role || more, email };
}

function lineOf({ name = "", handle = "", role = "", email = "" }: Partial<Record<Column, string>>): RosterLine {
  const own = handle.replace(/^@+/u, "");
  // Where the name leaves none, the part of the address before the @ may.
  const made = handleFrom(name) || handleFrom(email.split("@")[0] ?? "");
  return { name, handle: own === "" ? made : own, role, email };
}
