import { checkTexts } from "../../../test/support/text-checks.ts";
import { wizardTexts } from "./texts.ts";

checkTexts(wizardTexts);
