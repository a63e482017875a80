/** Addresses in an export may carry a key that opens the file for whoever has it. It is not brought along. */

/** Slack's `token` and `t` hold a download token, Discord's `ex`, `is` and `hm` sign an address for a day. */
const FILE_KEYS =
  /^(?:token|t|pub_secret|ex|is|hm|sig|signature|access_token|auth|expires|key-pair-id|policy|x-(?:amz|goog)-.*)$/iu;
const FILE_HOSTS = /(?:^|\.)(?:slack\.com|slack-files\.com|slack-edge\.com|discordapp\.(?:com|net)|discord\.com)$/iu;
const SLACK_TOKEN = /^xox[a-z]-/iu;

/** The address of a file without what opens it; undefined for what is no web address. */
export function fileAddress(address: string): string | undefined {
  if (!URL.canParse(address) || !/^https?:/iu.test(address)) return undefined;
  const bare = withoutKeys(address, (name) => FILE_KEYS.test(name));
  return bare.length <= 2_000 && !/\s/u.test(bare) ? bare : undefined;
}

/** An address in somebody's text: only what is surely a key is taken out, and the rest is left letter for letter. */
export function addressInText(address: string): string {
  if (!URL.canParse(address)) return address;
  const { hostname } = new URL(address);
  return withoutKeys(
    address,
    (name, value) => SLACK_TOKEN.test(value) || (FILE_HOSTS.test(hostname) && FILE_KEYS.test(name)),
  );
}

/** All addresses that stand in a text. */
export function addressesInText(text: string): string {
  return text.replace(/https?:\/\/[^\s<>()[\]\0]+/giu, (address) => addressInText(address));
}

function withoutKeys(address: string, isKey: (name: string, value: string) => boolean): string {
  const url = new URL(address);
  const hadKeys =
    url.username !== "" || url.password !== "" || [...url.searchParams].some(([name, value]) => isKey(name, value));
  if (!hadKeys) return address;
  url.username = "";
  url.password = "";
  for (const [name, value] of [...url.searchParams]) if (isKey(name, value)) url.searchParams.delete(name);
  return url.href;
}
