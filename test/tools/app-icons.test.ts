/** The app's manifest and its icons: what is said of them, and what is there. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ICONS, pngOf, svg } from "../../tools/app-icons.ts";
import { ROOT } from "../../tools/run-command.ts";

interface Icon {
  src: string;
  sizes: string;
  type: string;
  purpose?: string;
}
interface Manifest {
  [member: string]: unknown;
  icons: Icon[];
  shortcuts: { url: string; icons: Icon[] }[];
}
const file = (path: string) => join(ROOT, "web", "static", path);
const manifest = (name: string) => JSON.parse(readFileSync(file(name), "utf8")) as Manifest;
const [en, ar] = [manifest("manifest.webmanifest"), manifest("manifest.ar.webmanifest")];

describe("R92: the manifest", () => {
  test("names each icon with the size that it has", () => {
    for (const { src, sizes, type } of [...en.icons, ...en.shortcuts.flatMap(({ icons }) => icons)]) {
      if (type === "image/svg+xml") expect(readFileSync(file(src), "utf8")).toBe(svg());
      else {
        const png = readFileSync(file(src));
        expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`, src).toBe(sizes);
      }
    }
  });

  test("has what an installation asks for: two sizes, for a mask too, and an address within its scope", () => {
    for (const purpose of ["any", "maskable"])
      expect(en.icons.filter((icon) => icon.purpose === purpose).map(({ sizes }) => sizes)).toEqual(
        expect.arrayContaining(["192x192", "512x512"]),
      );
    expect(en).toMatchObject({ id: "/", start_url: "/", scope: "/", display: "standalone" });
    for (const { url } of en.shortcuts) expect(url).toMatch(/^\/to\/[a-z]+$/u);
  });

  test("is the same app in both languages", () => {
    expect([ar["lang"], ar["dir"]]).toEqual(["ar", "rtl"]);
    for (const same of ["id", "start_url", "scope", "display", "icons", "share_target", "name"])
      expect(ar[same], same).toEqual(en[same]);
    expect(ar.shortcuts.map(({ url }) => url)).toEqual(en.shortcuts.map(({ url }) => url));
  });
});

test("the icons are those that tools/app-icons.ts draws, each under two kilobytes", () => {
  for (const icon of ICONS) {
    expect(existsSync(file(`icons/${icon.file}`)), icon.file).toBe(true);
    const drawn = pngOf(icon);
    expect(readFileSync(file(`icons/${icon.file}`)).equals(drawn), `${icon.file}: node tools/app-icons.ts`).toBe(true);
    expect(drawn.length).toBeLessThan(2_000);
  }
});

test("a mask leaves the whole mark: it stands within 40 % of the side around the middle", () => {
  for (const { file: name, side, tile, gap } of ICONS.filter(({ file: each }) => each.includes("maskable")))
    expect(Math.hypot(1, 1) * (3 * tile + 2 * gap), name).toBeLessThan(2 * 0.4 * side);
});
