import { staffGallery } from "../support/gallery-staff.ts";
import { checkPages } from "../support/page-checks.ts";

checkPages(Object.keys(staffGallery()));
