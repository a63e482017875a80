/** What a person calls the device in the list of where they are signed in. */
const BROWSERS: [RegExp, string][] = [
  [/\bEdgA?\//u, "Edge"],
  [/\bOPR\//u, "Opera"],
  [/\bSamsungBrowser\//u, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//u, "Firefox"],
  [/\b(?:Chrome|CriOS|Chromium)\//u, "Chrome"],
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
