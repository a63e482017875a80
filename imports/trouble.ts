/**
 * What is wrong with an export, or with something in it: a closed list, as with the reasons (reasons.ts). A page says it in the language
 * of whoever looks (web/texts/<language>/import-troubles.json), a terminal in English.
 */
import { CannotImport } from "./cannot-import.ts";

/** `{name}`: a value. Clauses follow the name of a place, sentences stand alone. */
export const TROUBLES = {
  notObject: "it is not an object",
  notAsItShould: "it is not as it should be",
  fieldMissing: 'its "{field}" is missing',
  fieldWrong: 'its "{field}" is not what it should be',
  noAuthor: "it has no author",
  future: "its time lies in the future",
  timeNone: "its time is none",
  dateNone: "its date is none in this order of day and month",
  noDay: "no line before it says the day",
  noLineOf: "it is no line of {program}",
  messageTooLong: "it is longer than any message",
  unlistedChannel: "no list of the export names its channel, so nobody can say who may read it",
  untoldChannel: "no line of the export tells its channel, so nobody can say who may read it",
  notDiscordChannel: "it is not a channel of DiscordChatExporter",
  notList: "it is not a list",
  notMessageList: "it is not a list of messages",
  noMessages: "there are no messages in it",
  notThere: "it is not there",
  fileEmpty: "it is empty",
  fileTooLarge: "it is larger than {max} MB",
  locked: "it is locked with a password",
  unpacksTooMuch: "it unpacks to far more than text does",
  otherSize: "too many bytes, or too few, come of it: it says another size",
  cannotOpen: "it cannot be opened ({why})",
  other: "{why}",
  notJson: "it is not whole JSON",
  notJsonAt: "it is not whole JSON (line {line}, column {column})",
  notJsonNear: "it is not whole JSON (near line {line})",
  notJsonEnds: "it is not whole JSON (it breaks off)",
  notLine: "it is no line of an archive",
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
  flawFileChanged: "has a file whose bytes were changed ({name})",
  flawFileMissing: "has a file whose bytes are missing ({name})",
  flawSeal: "does not end as its seal says",
  flawProof: "has a proof that cannot be read",
  flawUnreadable: "cannot be read",
  noArchive: "This is no archive of PLACE: it does not begin with its manifest.",
  newerArchive:
    "This archive is of version {version}, and this PLACE reads version {known}. Bring it into a newer PLACE.",
  manifestLacks: "The manifest of this archive lacks something that it has to say.",
  courseLacks: "This is the course in one file, and it is not what it was when it was made.",
  notWhole: "The archive is not whole: {why}.",
  wrongIn: "This archive is not brought in, since something in it is wrong.",
  changed: "This archive is not what it was when it was made.",
  nothingChosen: "There is nothing in it.",
  emptyFile: "{path} is empty.",
  zipFiles: "{name} has more than {max} files in it, and is not read.",
  zipTotal: "{name} would unpack to more than {max} GB.",
  zipBroken: "{name} is a zip that cannot be read: {why}.",
  neededFile: "A file without which the export says nothing cannot be read.",
  noGrid: 'This is no Enterprise Grid export: there is no workspace "{team}" in it.',
  noSuchTeam: 'There is no workspace "{team}" in this Enterprise Grid export; it has {teams}.',
  noSuchChannel: 'There is no channel "{name}" in this export to keep private.',
  noConversation: "{name} looks like an export of {source}, but there is no conversation in it.",
  nothingIn: "There is nothing in {name}.",
  noneOfThem: "{name} is none of the exports that PLACE reads.",
  webPage:
    "{name} is a web page. Export again as JSON (DiscordChatExporter: --format Json; Telegram: machine-readable JSON).",
  slackFragment:
    "{name} is a part of a Slack export. Its messages do not say in which channel they stand or who may read them: give the whole export, the folder or the zip.",
  taken:
    "What can be imported is an export of Slack (or a dump of slackdump), of Discord by DiscordChatExporter as JSON, Discord's own package, an export of Mattermost, Zulip, Microsoft Teams, Matrix (Element), Telegram (JSON) or WhatsApp, logs of IRC, and PLACE's own archive: as a zip, a folder or a file.",
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

/** For a terminal: `general/2026-09-14.json, entry 3: its time lies in the future`. */
export const brokenInEnglish = ({ place, why }: Broken): string => `${place}: ${troubleInEnglish(why)}`;

/** A file of an export, or a list in it, that cannot be read; the others are. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
  readonly trouble: Trouble;

  constructor(what: Trouble) {
    super(troubleInEnglish(what));
    this.trouble = what;
  }
}

/** What is wrong, of anything that was thrown while a file was read. */
export const troubleOf = (error: unknown): Trouble =>
  error instanceof Unreadable
    ? error.trouble
    : trouble("other", { why: error instanceof Error ? error.message : String(error) });

/** The export as a whole cannot be taken, and what is wrong is one of the list. */
export class CannotRead extends CannotImport {
  /** Sentences, one behind the other. */
  readonly troubles: readonly Trouble[];
  /** What it is about, where it is about something in it. */
  readonly broken: readonly Broken[];

  constructor(what: Trouble | readonly Trouble[], broken: readonly Broken[] = []) {
    const troubles = Array.isArray(what) ? (what as readonly Trouble[]) : [what as Trouble];
    const shown = broken.map((each) => `\n  ${brokenInEnglish(each)}`);
    super(troubles.map(troubleInEnglish).join(" ") + shown.join(""));
    this.troubles = troubles;
    this.broken = broken;
  }
}
