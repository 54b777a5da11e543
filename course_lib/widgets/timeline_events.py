"""What the timeline opens on: the history of neural networks, with the papers where each step can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from course_lib.widgets.base import WidgetError

Event = dict[str, Any]
FIELDS = ("year", "title", "what", "why", "thread", "said", "source")
MOST_EVENTS, LONGEST = 60, 600
ERAS = ((1940, 1969, "cybernetics"), (1980, 1995, "connectionism"), (2006, 2025, "deep learning"))
IDEAS, LIMITS, TOOLS, RESULTS = "ideas", "limits", "machines and data", "results"


def _event(year: int, thread: str, title: str, what: str, why: str, source: str, said: str = "") -> Event:
    return dict(zip(FIELDS, (year, title, what, why, thread, said, source), strict=True))


HISTORY = (
    _event(1943, IDEAS, "A neuron as a switch",
           "McCulloch and Pitts describe a nerve cell as a unit that fires when enough of its inputs are on "
           "and none that inhibits.",
           "Nets of such units can compute any statement of logic. Thinking had a mechanism on paper, though "
           "no way to learn.",
           "W. S. McCulloch and W. Pitts, Bulletin of Mathematical Biophysics 5 (1943), 115–133"),
    _event(1949, IDEAS, "Learning changes connections",
           "Hebb proposes that a connection grows stronger when the cells on both sides are active together.",
           "Learning became a change of weights. Nearly everything since is a rule for that change.",
           "D. O. Hebb, The Organization of Behavior, Wiley (1949)"),
    _event(1958, RESULTS, "The perceptron",
           "Rosenblatt presents a unit whose weights a rule corrects after every mistake.",
           "A machine learned to tell patterns apart from examples alone. It could learn whatever a line can "
           "divide.",
           "F. Rosenblatt, Psychological Review 65 (1958), 386–408; a report in 1957, experiments in 1960",
           "One lecture dates it 1957 and 1960, another 1958: the report, the experiments, the paper."),
    _event(1960, IDEAS, "Downhill on squared error",
           "Widrow and Hoff train their unit, the Adaline, on its score instead of its yes or no.",
           "A smooth error has a slope to follow. The step sizes and gradients of today begin here.",
           "B. Widrow and M. E. Hoff, IRE WESCON Convention Record 4 (1960), 96–104"),
    _event(1962, IDEAS, "The rule converges",
           "Novikoff proves that the perceptron rule makes only so many mistakes where a line exists.",
           "The bound does not grow with the number of passes: the rule must stop.",
           "A. B. J. Novikoff, Symposium on the Mathematical Theory of Automata 12 (1962), 615–622"),
    _event(1969, LIMITS, "What one layer cannot do",
           "Minsky and Papert work out what a single trained layer can compute. XOR is beyond it.",
           "More layers can do it, but nobody had a widely known rule to train them. Interest and money went "
           "elsewhere.",
           "M. Minsky and S. Papert, Perceptrons, MIT Press (1969)",
           "The book pricked the balloon; the perceptron has a limit."),
    _event(1980, IDEAS, "Layers that look",
           "Fukushima's neocognitron reads handwritten characters with alternating layers that detect and "
           "pool, after Hubel and Wiesel's cells.",
           "The shape of the convolutional network is there. Only its way of learning is another.",
           "K. Fukushima, Biological Cybernetics 36 (1980), 193–202"),
    _event(1986, IDEAS, "Backpropagation",
           "Rumelhart, Hinton and Williams train hidden layers by sending the error backwards.",
           "Networks now made their own features, and XOR was solved by learning. Others had the idea "
           "before; this paper made it known.",
           "D. E. Rumelhart, G. E. Hinton and R. J. Williams, Nature 323 (1986), 533–536",
           "The multilayer perceptrons of the 1980s hardly differ from those of today, and more than three "
           "hidden layers seldom helped. The formula is the same; chapter 07 shows what had to change."),
    _event(1989, IDEAS, "One hidden layer is enough",
           "Cybenko, and Hornik with Stinchcombe and White, prove that one hidden layer can come as close as "
           "you like to any continuous function on a bounded region.",
           "The theorem says that such units exist, not how many it takes or how to find them.",
           "G. Cybenko, Mathematics of Control, Signals, and Systems 2 (1989), 303–314; K. Hornik et al., "
           "Neural Networks 2 (1989), 359–366",
           "One hidden layer is good enough, so why deep?"),
    _event(1989, RESULTS, "Networks read postcodes",
           "LeCun and colleagues train a convolutional network on handwritten digits from letters.",
           "A network learned from pixels, end to end, on a task that people paid for.",
           "Y. LeCun et al., Neural Computation 1 (1989), 541–551"),
    _event(1994, LIMITS, "Gradients vanish",
           "Bengio, Simard and Frasconi show why gradients shrink on a long way back through time, as "
           "Hochreiter had in his thesis of 1991.",
           "It explained why depth did not pay. Gates, better starts and shortcuts are answers to it.",
           "Y. Bengio, P. Simard and P. Frasconi, IEEE Transactions on Neural Networks 5 (1994), 157–166"),
    _event(1997, IDEAS, "A memory with gates",
           "Hochreiter and Schmidhuber give a recurrent network a cell that keeps its content.",
           "Errors survive long sequences. Chapter 15 opens its gates.",
           "S. Hochreiter and J. Schmidhuber, Neural Computation 9 (1997), 1735–1780"),
    _event(2006, IDEAS, "Deep networks get a start",
           "Hinton, Osindero and Teh train a deep network layer by layer, each as a restricted Boltzmann "
           "machine.",
           "Depth worked again and people returned to it. Better starting weights later made the detour "
           "unnecessary.",
           "G. E. Hinton, S. Osindero and Y.-W. Teh, Neural Computation 18 (2006), 1527–1554",
           "A breakthrough: initialisation by restricted Boltzmann machines."),
    _event(2009, TOOLS, "Graphics cards",
           "Raina, Madhavan and Ng train large networks on graphics processors, many times faster than on a "
           "processor of the day.",
           "Experiments of weeks became experiments of a day.",
           "R. Raina, A. Madhavan and A. Y. Ng, ICML (2009), 873–880",
           "2009: GPU."),
    _event(2009, TOOLS, "ImageNet",
           "Deng and colleagues collect millions of labelled photographs.",
           "Large networks had something to learn from, and a contest from 2010 on to compare them.",
           "J. Deng et al., CVPR (2009), 248–255"),
    _event(2011, RESULTS, "Speech",
           "Seide, Li and Yu transcribe telephone calls with a deep network: a third fewer wrong words.",
           "The first large, practical field changed its method within a few years.",
           "F. Seide, G. Li and D. Yu, Interspeech (2011), 437–440",
           "Deep networks begin to be popular in speech recognition."),
    _event(2012, RESULTS, "AlexNet wins ImageNet",
           "Krizhevsky, Sutskever and Hinton win the contest with 15.3 % top-5 error; the next best has "
           "26.2 %.",
           "Much data, graphics cards, rectified units and dropout came together. Computer vision turned to "
           "deep networks almost at once.",
           "A. Krizhevsky, I. Sutskever and G. E. Hinton, NIPS 25 (2012), 1097–1105",
           "A network wins the ILSVRC image competition."),
    _event(2015, IDEAS, "The review in Nature",
           "LeCun, Bengio and Hinton sum up in nine pages what deep learning is and can do.",
           "Still one of the best short introductions. The three received the Turing Award of 2018.",
           "Y. LeCun, Y. Bengio and G. Hinton, Deep learning, Nature 521 (2015), 436–444",
           "Cited beside a portrait of Geoffrey Hinton."),
    _event(2015, RESULTS, "152 layers",
           "He and colleagues add shortcuts around layers, and win ImageNet with 3.57 % top-5 error.",
           "With shortcuts, more layers help again. Chapter 18 trains both kinds.",
           "K. He et al., CVPR (2016), 770–778; on arXiv in 2015"),
    _event(2017, IDEAS, "Attention",
           "Vaswani and colleagues translate with attention alone, without recurrence: the transformer.",
           "The language models of today are built from it. Chapter 20 builds a small one.",
           "A. Vaswani et al., NIPS 30 (2017), 5998–6008"),
    _event(2024, RESULTS, "A Nobel Prize",
           "Hopfield and Hinton receive the Nobel Prize in Physics for work that made learning with neural "
           "networks possible.",
           "Sixty-six years after Rosenblatt's paper, the idea is part of physics and of daily life.",
           "The Royal Swedish Academy of Sciences, 8 October 2024"),
)  # fmt: skip
_HW, _BRAIN, _MODELS = "D. H. Hubel and T. N. Wiesel, ", "brain", "models"
CORTEX = (
    _event(1959, _BRAIN, "Cells that see edges",
           "Hubel and Wiesel record from a cat's visual cortex. Cells answer to bars and edges of one "
           "direction, in a small part of the visual field.",
           "The first cells of seeing are local filters.",
           f"{_HW}Journal of Physiology 148 (1959), 574–591"),
    _event(1962, _BRAIN, "Simple and complex cells",
           "Complex cells answer to the same bar over a larger region, wherever it lies in it.",
           "A proposal comes with them: complex cells listen to many simple ones.",
           f"{_HW}Journal of Physiology 160 (1962), 106–154",
           "They see a larger part, and do not mind small moves."),
    _event(1965, _BRAIN, "Hypercomplex cells",
           "Some cells answer only to a bar that ends within their field: to corners, tips, short lines.",
           "A third step in the hierarchy. Later the same was found among simple and complex cells.",
           f"{_HW}Journal of Neurophysiology 28 (1965), 229–289",
           "Higher levels answer to patterns in the cells below."),
    _event(1980, _MODELS, "Neocognitron",
           "Fukushima builds layers of S-cells and C-cells, which detect and pool.",
           "The hierarchy became a machine that reads characters.",
           "K. Fukushima, Biological Cybernetics 36 (1980), 193–202"),
    _event(1981, _BRAIN, "Nobel prize",
           "Hubel and Wiesel share the prize in physiology or medicine with Roger Sperry.",
           "It was given for how the visual system processes what the eye sends.",
           "The Nobel Assembly at the Karolinska Institute, 9 October 1981"),
    _event(1985, _MODELS, "Cells as formulas",
           "Daugman describes simple cells by Gabor functions; Adelson and Bergen build complex ones from "
           "the squares of two.",
           "A cell could now be computed, and compared with what was measured.",
           "J. G. Daugman, JOSA A 2 (1985), 1160–1169; E. H. Adelson and J. R. Bergen, JOSA A 2 (1985), "
           "284–299"),
    _event(1989, _MODELS, "Kernels that are learned",
           "LeCun and colleagues learn the kernels by backpropagation, to read postcodes.",
           "The hierarchy stays, the handwork goes.",
           "Y. LeCun et al., Neural Computation 1 (1989), 541–551"),
)  # fmt: skip

SETS: dict[str, tuple[Event, ...]] = {
    "history": HISTORY,
    "slide": tuple(e for e in HISTORY if e["said"]),
    "cortex": CORTEX,
}


def checked_events(events: Iterable[Mapping[str, Any]]) -> list[Event]:
    """The events in the order of their years, every field a text, or a sentence that says what is missing.

    Raises:
        WidgetError: for no event, too many, one without a year and a title, or a field that there is none of.
    """
    try:
        given = [dict(event) for event in events]
    except (TypeError, ValueError):
        raise WidgetError(f"events must be dicts with at least a year and a title, not {events!r}.") from None
    if not 1 <= len(given) <= MOST_EVENTS:
        raise WidgetError(f"a timeline holds 1 to {MOST_EVENTS} events, not {len(given)}.")
    return sorted((_checked(event, k) for k, event in enumerate(given)), key=lambda event: event["year"])


def _checked(event: Event, k: int) -> Event:
    odd = [name for name in event if name not in FIELDS]
    if odd:
        raise WidgetError(f"event {k} has a field {odd[0]!r}; an event has {', '.join(FIELDS)}.")
    year = event.get("year")
    if isinstance(year, bool) or not isinstance(year, int) or not -9999 <= year <= 9999:
        raise WidgetError(f"event {k} needs a year, a whole number such as 1958, not {year!r}.")
    texts = {name: " ".join(str(event.get(name, "")).split()) for name in FIELDS[1:]}
    if not texts["title"]:
        raise WidgetError(f"event {k}, of {year}, needs a title.")
    long = [name for name, text in texts.items() if len(text) > LONGEST]
    if long:
        raise WidgetError(f"event {k}, of {year}: {long[0]} has more than {LONGEST} characters.")
    return {"year": year, **texts, "thread": texts["thread"] or "events"}
