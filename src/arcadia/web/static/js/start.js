// @ts-check
import { wireAbove } from "arcadia/web/js/above.js";
import { wireForms } from "arcadia/web/js/forms.js";
import { readOffline } from "arcadia/web/js/offline.js";
import { wireThemeSwitch } from "arcadia/web/js/theme_switch.js";
import { showRelativeTimes } from "arcadia/web/js/times.js";

wireThemeSwitch();
wireForms();
wireAbove();
showRelativeTimes(document);
readOffline();
setInterval(() => showRelativeTimes(document), 30_000);
