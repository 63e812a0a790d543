import { checkTexts } from "../../../test/support/text-checks.ts";
import { staffTexts } from "./texts.ts";

checkTexts(staffTexts, ["de .form.classes", "en .factors.passkey"]);
