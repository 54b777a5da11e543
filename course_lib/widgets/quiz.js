import { button, h, keys, uid, widget } from "./shared.js";

// ---------------------------------------------------------------- pure: text, and what a check makes of a choice

// `code` between backticks, plain text around it: pieces for text nodes, never markup.
export function pieces(text) {
  const parts = String(text).split(/(`[^`\n]+`)/);
  return parts.filter(Boolean).map((part) => (/^`[^`\n]+`$/.test(part) ? { code: part.slice(1, -1) } : { text: part }));
}

const EMPTY = { picked: null, tried: [], revealed: false };

export const recordOf = (state, name) => ({ ...EMPTY, ...(state?.[name] ?? {}) });

export const isRight = (question, k) => Boolean(question.options[k]?.right);

// Done: a quiz question that was answered rightly, or a prediction that was committed.
export function isDone(question, record, kind) {
  if (kind === "prediction") return record.tried.length > 0;
  return record.tried.some((k) => isRight(question, k));
}

// The record after committing to the picked option; committing the same wrong option again counts once.
export function commit(question, record, kind) {
  const { picked, tried } = record;
  if (picked === null || isDone(question, record, kind) || tried.at(-1) === picked) return record;
  return { ...record, tried: [...tried, picked] };
}

export function progress(questions, state) {
  const records = questions.map((q) => [q, recordOf(state, q.name)]);
  const first = records.filter(([q, r]) => r.tried.length && isRight(q, r.tried[0])).length;
  const done = records.filter(([q, r]) => isDone(q, r, "quiz")).length;
  const open = questions.length - done;
  const rest = open === 0 ? "All answered." : `${open} still to answer.`;
  return `${first} of ${questions.length} right on the first try. ${rest}`;
}

export const letterOf = (k) => "abcdefgh"[k];

// ---------------------------------------------------------------- the page

const rich = (text) => pieces(text).map((piece) => (piece.code === undefined ? piece.text : h("code", {}, piece.code)));

function explained(option, k, tag = "div") {
  const mark = option.right ? "✔ Right" : "✘ Not right";
  const side = option.right ? "cl-quiz-right" : "cl-quiz-wrong";
  return h(tag, { class: `cl-quiz-why ${side}` }, h("span", { class: "cl-quiz-mark" }, `${mark}: `), h("span", {}, `${letterOf(k)}) `, rich(option.text)), h("div", {}, rich(option.why)));
}

function ask(ctx, question, number, quiz) {
  const group = uid("question");
  const kind = ctx.get("kind");
  const record = () => recordOf(ctx.get("_state"), question.name);
  const put = (next) => {
    const state = { ...ctx.get("_state"), [question.name]: next };
    ctx.model.set("_state", state);
    ctx.save("_state", state);
  };
  const inputs = question.options.map((_, k) => h("input", { type: "radio", name: group, value: k, onchange: ctx.guard(() => {
    put({ ...record(), picked: k });
    show();
  }) }));
  const rows = question.options.map((option, k) => h("label", { class: "cl-quiz-option" }, inputs[k], h("span", { class: "cl-quiz-letter" }, `${letterOf(k)})`), h("span", {}, rich(option.text))));
  const feedback = h("div", { hidden: true });
  const check = button(ctx, { name: "check", label: kind === "prediction" ? "Commit" : "Check", onclick: () => press() });
  const whys = button(ctx, { name: "whys", label: "Read all explanations", onclick: () => unfold() });
  const reveal = button(ctx, { name: "reveal", label: "Reveal", onclick: () => {
    put({ ...record(), revealed: true });
    show();
    ctx.say(feedback.textContent);
  } });
  const list = h("ul", { class: "cl-quiz-whys", hidden: true }, question.options.map((option, k) => explained(option, k, "li")));
  const node = h("fieldset", {}, h("legend", {}, ctx.get("questions").length > 1 ? `${number}. ` : null, rich(question.text)), rows,
    feedback, h("div", { class: "cl-quiz-actions" }, check, reveal, whys), list);

  function press() {
    const before = record();
    if (before.picked === null) {
      ctx.say("Choose an option first.");
      return say("Choose an option first.");
    }
    put(commit(question, before, kind));
    show();
    quiz.show();
    ctx.say(`${feedback.textContent} ${kind === "quiz" ? progress(ctx.get("questions"), ctx.get("_state")) : ""}`);
    if (check.hidden) (reveal.hidden ? whys : reveal).focus({ preventScroll: true });
  }
  const say = (...children) => {
    feedback.className = "cl-quiz-feedback";
    feedback.replaceChildren(...children.flat());
    feedback.hidden = false;
  };
  const unfold = () => {
    list.hidden = !list.hidden;
    whys.setAttribute("aria-expanded", String(!list.hidden));
    whys.lastChild.textContent = list.hidden ? "Read all explanations" : "Hide the explanations";
  };
  const judge = (k) => {
    const option = question.options[k];
    feedback.className = `cl-quiz-feedback ${option.right ? "cl-quiz-right" : "cl-quiz-wrong"}`;
    const again = option.right ? "" : " Choose another option and check again.";
    feedback.replaceChildren(h("span", { class: "cl-quiz-mark" }, option.right ? "✔ Right. " : "✘ Not right. "), h("span", {}, rich(option.why), again));
    feedback.hidden = false;
  };
  const predicted = (now) => {
    const k = now.tried[0];
    const right = question.options.findIndex((option) => option.right);
    const said = [h("b", {}, "You predicted: "), h("span", {}, `${letterOf(k)}) `, rich(question.options[k].text))];
    if (!now.revealed) return say(...said, h("p", {}, "Now run the next cell and compare. Reveal shows the reasons."));
    const verdict = k === right ? "✔ As you predicted." : `✘ It is ${letterOf(right)}).`;
    say(...said, h("p", { class: "cl-quiz-mark" }, verdict));
    feedback.classList.add(k === right ? "cl-quiz-right" : "cl-quiz-wrong");
  };
  function show() {
    const now = record();
    const done = isDone(question, now, kind);
    inputs.forEach((input, k) => {
      input.checked = now.picked === k;
      input.disabled = done;
    });
    check.hidden = done || ctx.hidden("check");
    reveal.hidden = kind !== "prediction" || !done || now.revealed || ctx.hidden("reveal");
    whys.hidden = kind !== "quiz" || !done || ctx.hidden("whys");
    if (kind === "prediction") {
      list.hidden = !now.revealed;
      if (done) predicted(now);
      else feedback.hidden = true;
      return;
    }
    const last = now.tried.at(-1);
    if (last !== undefined && (done || now.picked === last)) judge(last);
    else feedback.hidden = true;
    if (!done) list.hidden = true;
  }
  keys(ctx, node, { Enter: (e) => (e.target.type === "radio" && !check.hidden && !ctx.locked("check") ? press() : false) });
  whys.setAttribute("aria-expanded", "false");
  show();
  return { node, show };
}

export default {
  render: widget("Quiz", (ctx) => {
    const tally = h("p", { class: "cl-quiz-progress" });
    const quiz = { show: () => (tally.textContent = ctx.get("kind") === "quiz" ? progress(ctx.get("questions"), ctx.get("_state")) : "") };
    const build = () => {
      const parts = ctx.get("questions").map((question, i) => ask(ctx, question, i + 1, quiz));
      ctx.body.replaceChildren(h("div", { class: "cl-quiz" }, h("p", { class: "cl-quiz-title" }, ctx.get("title")), parts.map((p) => p.node), ctx.get("kind") === "quiz" && tally));
      quiz.parts = parts;
      quiz.show();
    };
    build();
    ctx.watch("_state", () => (quiz.parts.forEach((part) => part.show()), quiz.show()));
    ctx.watch(["questions", "title", "kind"], build);
  }),
};
