/** Which channel of which network a log is of: its name and its folders say so, each program's in another way. */
import type { IrcProgram } from "./lines.ts";

export interface LogPlace {
  network: string;
  /** With its sign; without one, the person with whom one talked. */
  channel: string;
  /** `2026-09-14`, where the file's name says it. */
  day?: string;
  /** What the program or the server said, and nobody of a channel. */
  isServer: boolean;
}

/** @param exported the name of what was given: a folder may say the network */
export function placeOfLog(path: string, program: IrcProgram["name"], exported: string): LogPlace {
  const parts = path.split("/");
  const file = (parts.at(-1) ?? "").replace(/\.(?:log|weechatlog|txt)$/iu, "");
  const folders = [...exported.split(/[/\\]/u), ...parts.slice(0, -1)].filter((part) => part !== "" && part !== ".");
  if (program === "WeeChat") return ofWeeChat(file);
  if (program === "irssi") return of(folders.at(-1), file);
  return ofZnc(file, folders);
}

const of = (network = "irc", channel: string): LogPlace => ({
  network: network.replace(/\.zip$/iu, "").toLowerCase(),
  channel,
  isServer: channel === "status" || channel === "",
});

/** `irc.libera.#class.weechatlog`; `core` and `irc.server.libera` are the program's own. */
function ofWeeChat(file: string): LogPlace {
  const [, network, channel] = /^irc\.([^.]+)\.(.+)$/u.exec(file) ?? [];
  if (network === "server" || /^core\b/u.test(file))
    return { network: channel ?? "irc", channel: file, isServer: true };
  return of(network ?? "irc", channel ?? file);
}

/** `libera/#class/2026-09-14.log` below `log`, below `networks/libera/moddata/log`, or `libera_#class_20260914.log` of old. */
function ofZnc(file: string, folders: readonly string[]): LogPlace {
  const day = /^(\d{4})-?(\d\d)-?(\d\d)$/u.exec(file);
  if (day) {
    const channel = folders.at(-1) ?? "irc";
    const networks = folders.lastIndexOf("networks");
    const network = networks >= 0 ? folders[networks + 1] : folders.at(-2);
    return { ...of(network, channel), day: `${day[1]}-${day[2]}-${day[3]}` };
  }
  const [, network, channel, year, month, date] = /^(?:(.+?)_)?([^_]*.+?)_(\d{4})(\d\d)(\d\d)$/u.exec(file) ?? [];
  if (channel === undefined) return of(folders.at(-1), file);
  return { ...of(network ?? folders.at(-1), channel), day: `${year}-${month}-${date}` };
}
