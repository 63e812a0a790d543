import { checkTexts } from "../../../test/support/text-checks.ts";
import { packageTexts } from "./texts.ts";

checkTexts(packageTexts);
