import { checkTexts } from "../../../test/support/text-checks.ts";
import { rosterTexts } from "./texts.ts";

checkTexts(rosterTexts, ["en .from", "de .upload.state"]);
