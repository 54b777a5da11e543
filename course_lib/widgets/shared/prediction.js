// A prediction before the answer: until one is committed, the widget answers no touch and hides what gives it away.

import { h, uid } from "./elements.js";

// A widget marks what gives the answer away with the class "cl-answer"; where none is marked, its whole body waits.
export function withPrediction(ctx) {
  const asked = () => ctx.get("_predict") ?? {};
  const node = h("form", { class: "cl-predict", onsubmit: (e) => e.preventDefault() });
  ctx.root.insertBefore(node, ctx.body);
  const commit = (text) => {
    ctx.save("_prediction", text);
    ctx.flush();
    show();
    ctx.say("Your prediction is kept. Now try it.");
    node.querySelector("button")?.focus({ preventScroll: true });
  };
  const form = ({ ask, options = [] }) => {
    const group = uid("predict");
    const problem = h("span", { class: "cl-help", role: "status" });
    const words = options.length ? null : h("input", { type: "text", "aria-label": "Your prediction", maxlength: "300", autocomplete: "off" });
    const choices = options.map((text) => h("label", { class: "cl-toggle" }, h("input", { type: "radio", name: group, value: text }), h("span", {}, text)));
    const press = ctx.guard(() => {
      const text = words ? words.value.trim() : node.querySelector("input:checked")?.value;
      if (text) commit(text);
      else problem.textContent = words ? "Write what you expect first." : "Choose an answer first.";
    });
    words?.addEventListener("keydown", (e) => e.key === "Enter" && (e.preventDefault(), press()));
    return [h("fieldset", {}, h("legend", { class: "cl-heading" }, ask), h("div", { class: "cl-row" }, words ?? choices)),
      h("div", { class: "cl-row" }, h("button", { type: "button", class: "cl-button", onclick: press }, "Commit"), problem)];
  };
  function show() {
    const [{ ask }, answer] = [asked(), ctx.get("_prediction") ?? ""];
    const waiting = Boolean(ask) && !answer;
    node.hidden = !ask;
    ctx.body.inert = waiting;
    ctx.root.classList.toggle("cl-asking", waiting);
    if (!ask) return;
    if (waiting) return node.replaceChildren(...form(asked()));
    const again = h("button", { type: "button", class: "cl-link", onclick: ctx.guard(() => {
      ctx.save("_prediction", "");
      ctx.flush();
      show();
    }) }, "Predict again");
    node.replaceChildren(h("p", {}, h("b", {}, "You predicted: "), answer, " ", again));
  }
  ctx.watch(["_predict", "_prediction"], show);
  show();
}
