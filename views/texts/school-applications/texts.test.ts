import { checkTexts } from "../../../test/support/text-checks.ts";
import { applicationTexts } from "./texts.ts";

checkTexts(applicationTexts, ["de .state", "de .filters.all", "de .classes"]);
