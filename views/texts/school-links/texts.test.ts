import { checkTexts } from "../../../test/support/text-checks.ts";
import { linkTexts } from "./texts.ts";

checkTexts(linkTexts, ["de .all"]);
