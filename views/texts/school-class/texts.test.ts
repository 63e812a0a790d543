import { checkTexts } from "../../../test/support/text-checks.ts";
import { classTexts } from "./texts.ts";

checkTexts(classTexts, ["en .stopShort"]);
