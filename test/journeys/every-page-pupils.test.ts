import { gallery } from "../support/gallery.ts";
import { checkPages } from "../support/page-checks.ts";

checkPages(Object.keys(gallery()));
