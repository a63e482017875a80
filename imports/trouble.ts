/**
 * What is wrong with an export, or with something in it: a closed list, as with the reasons (reasons.ts). A page says it in the language
 * of whoever looks (web/texts/<language>/import-troubles.json), a terminal in English.
 */
import { CannotImport } from "./cannot-import.ts";

/** `{name}`: a value. Clauses follow the name of a place, sentences stand alone. */
export const TROUBLES = {
  notJson: "it is not whole JSON",
  notLine: "it is no line of an archive",
  fieldWrong: 'its "{field}" is not what it should be',
  future: "its time lies in the future",
  unknownPerson: "it names somebody whom the archive does not have ({key})",
  unknownChannel: "it names a channel that the archive does not have ({key})",
  keyTwice: "its key stands in the archive twice ({key})",
  idTwice: "its id stands in its channel twice ({id})",
  strayThread: "it is a thread that hangs on no message of a channel before it",
  strayMessages: "it has messages of a channel that the archive does not name before",
  notUtf8: "it is not text in UTF-8",
  tooLong: "it is longer than any entry of an archive",
  flawChanged: "was changed",
  flawMissing: "is missing",
  flawAdded: "was added",
  flawMoved: "stands in another place",
  flawSeal: "does not end as its seal says",
  flawProof: "has a proof that cannot be read",
  flawUnreadable: "cannot be read",
  noArchive: "This is no archive of PLACE: it does not begin with its manifest.",
  newerArchive:
    "This archive is of version {version}, and this PLACE reads version {known}. Bring it into a newer PLACE.",
  manifestLacks: "The manifest of this archive lacks something that it has to say.",
  notWhole: "The archive is not whole: {why}.",
  wrongIn: "This archive is not brought in, since something in it is wrong.",
  changed: "This archive is not what it was when it was made.",
  unexpected: "It cannot be read: {why}.",
} as const;

export type TroubleCode = keyof typeof TROUBLES;
type NamesIn<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type ValuesOf<C extends TroubleCode> = [NamesIn<(typeof TROUBLES)[C]>] extends [never]
  ? []
  : [values: Record<NamesIn<(typeof TROUBLES)[C]>, string | number>];

export interface Trouble {
  code: TroubleCode;
  /** What stands in its sentence, by name: words of the export's own, and numbers. */
  values?: Readonly<Record<string, string | number>>;
}
/** Something that cannot be read, and where it stands. */
export interface Broken {
  place: string;
  why: Trouble;
}

export function trouble<C extends TroubleCode>(code: C, ...[values]: ValuesOf<C>): Trouble {
  return { code, ...(values && { values }) };
}

/** For a terminal. */
export const troubleInEnglish = ({ code, values = {} }: Trouble): string =>
  TROUBLES[code].replace(/\{(\w+)\}/gu, (whole, name: string) => String(values[name] ?? whole));

/** The export as a whole cannot be taken, and what is wrong is one of the list. */
export class CannotRead extends CannotImport {
  readonly trouble: Trouble;
  /** What it is about, where it is about something in it. */
  readonly broken: readonly Broken[];

  constructor(what: Trouble, broken: readonly Broken[] = []) {
    const shown = broken.map(({ place, why }) => `\n  ${place}: ${troubleInEnglish(why)}`);
    super(troubleInEnglish(what) + shown.join(""));
    this.trouble = what;
    this.broken = broken;
  }
}
