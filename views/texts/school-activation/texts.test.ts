import { checkTexts } from "../../../test/support/text-checks.ts";
import { activationTexts } from "./texts.ts";

checkTexts(activationTexts, ["de .name", "fr .chooseClass", "fr .choosePupil"]);
