// The colour of a number in a layer.
import { cividis, grey, signed } from "../shared.js";

export function colourOf({ how, top }, v, theme) {
  if (how === "grey") return grey(v);
  return how === "signed" ? signed(v / top, theme) : cividis(v / top);
}
