import { loadAssets } from "../../src/http/assets.ts";
import { allowCamera, securityHeaders } from "../../src/http/headers.ts";
import { pages, showPage } from "../../src/http/pages.ts";
import { staffGallery } from "./gallery-staff.ts";
import { gallery } from "./gallery.ts";
import { startWeb, type TestWeb } from "./web.ts";

/** Every page in its states, to be looked at: each under its path of the gallery. */
export async function startGallery(): Promise<TestWeb & { paths: string[] }> {
  const views = { ...gallery(), ...staffGallery() };
  const web = await startWeb((issuer) => [
    securityHeaders({ issuer }),
    pages({ assets: loadAssets(), issuer }),
    loadAssets().middleware,
    (ctx) => {
      if (ctx.path === "/badge") allowCamera(ctx);
      const view = views[ctx.path];
      if (view) showPage(ctx, view);
    },
  ]);
  return { ...web, paths: Object.keys(views) };
}
