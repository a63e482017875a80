/** What a person calls the device in the list of where they are signed in. */
const BROWSERS: [RegExp, string][] = [
  [/\bEdg(?:A|iOS|e)?\//u, "Edge"],
  [/\b(?:OPR|OPT|OPX|Opera)\//u, "Opera"],
  [/\bSamsungBrowser\//u, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//u, "Firefox"],
  // Before Chrome, which all of them claim to be too.
  [/\b(?:Chromium|HeadlessChrome)\//u, "Chromium"],
  [/\b(?:Chrome|CriOS)\//u, "Chrome"],
  [/\bSafari\//u, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/\biPhone\b/u, "iPhone"],
  [/\biPad\b/u, "iPad"],
  [/\bAndroid\b/u, "Android"],
  [/\bCrOS\b/u, "Chromebook"],
  [/\bWindows\b/u, "Windows"],
  [/\bMacintosh\b/u, "Mac"],
  [/\bLinux\b/u, "Linux"],
];
const first = (names: [RegExp, string][], text: string) => names.find(([mark]) => mark.test(text))?.[1];

/** From a User-Agent header, e.g. "Firefox on Windows". */
export function deviceName(userAgent: string): string {
  const browser = first(BROWSERS, userAgent);
  const system = first(SYSTEMS, userAgent);
  if (browser && system) return `${browser} on ${system}`;
  return browser ?? system ?? "A program";
}
