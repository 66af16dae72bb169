/** A reader page's entry: bring its times and, where it has one, its thread to life. */

import { mount } from "./thread.js";
import { keepTimes } from "./times.js";

keepTimes(document);
mount(document, { base: location.origin });
