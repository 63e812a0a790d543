import { checkTexts } from "../../../test/support/text-checks.ts";
import { yearTexts } from "./texts.ts";

checkTexts(yearTexts);
