/**
 * Makes the pictures of docs/screens anew, from the pages of the test gallery: `node scripts/screens.ts`. It needs Chromium, as the tests
 * do. Each is made of at most 256 colours, so that the repository stays small.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";
import { z } from "zod";
import type { Browser } from "playwright-core";
import { openBrowser } from "../test/support/browser.ts";
import { startGallery } from "../test/support/gallery-server.ts";

const folder = new URL("../docs/screens/", import.meta.url);
const desk = { width: 1100, height: 760 };
const phone = { width: 360, height: 740 };
const screens = [
  { name: "start", path: "/school-start", viewport: desk },
  { name: "wizard", path: "/roster-plan", viewport: desk },
  { name: "activation-board", path: "/activation-usual", viewport: { ...desk, height: 900 } },
  { name: "application", path: "/application-confirm", viewport: desk },
  { name: "class-board", path: "/class-board", viewport: { ...phone, height: 1200 } },
];

/** Draws the picture in a page of the browser, which knows how to read it, and counts its colours there. */
const toPalette = `async (source) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const colours = [];
  const counts = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    colours.push(colour);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256).map(([colour]) => colour);
  const far = (a, b) => [16, 8, 0].reduce((sum, by) => sum + (((a >> by) & 255) - ((b >> by) & 255)) ** 2, 0);
  const nearest = new Map(palette.map((colour, index) => [colour, index]));
  for (const colour of counts.keys()) {
    if (nearest.has(colour)) continue;
    const best = palette.reduce((best, known, index) => far(known, colour) < far(palette[best], colour) ? index : best, 0);
    nearest.set(colour, best);
  }
  return { width, height, palette, pixels: colours.map((colour) => nearest.get(colour)) };
}`;
const Picture = z.object({
  width: z.number(),
  height: z.number(),
  palette: z.array(z.number()),
  pixels: z.array(z.number()),
});

/** An indexed PNG. */
function encode({ width, height, palette, pixels }: z.infer<typeof Picture>): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits for each pixel, by palette
  header.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1)
    rows.set(pixels.slice(row * width, (row + 1) * width), row * (width + 1) + 1);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

async function shoot(browser: Browser, address: string, viewport: typeof desk): Promise<Buffer> {
  const context = await browser.newContext({ locale: "nl-BE", viewport });
  const page = await context.newPage();
  await page.goto(address);
  const picture = await page.screenshot();
  // a page without a policy of its own may run what we give it
  await page.goto("about:blank");
  const drawn = await page.evaluate(`(${toPalette})("data:image/png;base64,${picture.toString("base64")}")`);
  await context.close();
  return encode(Picture.parse(drawn));
}

const gallery = await startGallery();
const browser = await openBrowser();
mkdirSync(folder, { recursive: true });
for (const { name, path, viewport } of screens) {
  const picture = await shoot(browser, `${gallery.origin}${path}`, viewport);
  writeFileSync(new URL(`${name}.png`, folder), picture);
  console.log(`docs/screens/${name}.png ${(picture.length / 1000).toFixed(0)} kB`);
}
await browser.close();
await gallery.close();
