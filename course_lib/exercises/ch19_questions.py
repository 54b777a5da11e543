"""Chapter 19: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "19.half-shift",
        "A box lies exactly on a square object. You push it to the right by half its width. What is the "
        "intersection over union of the two?",
        (
            Option("1/2", "Half of each is shared, but the union is larger than one box: one and a half."),
            Option("1/3", "Shared: 1/2 of a box. Together they cover 3/2 of a box.", right=True),
            Option("1/4", "That is a box pushed by half its width and half its height, nearly: 1/7."),
            Option("0", "They still share half of their area."),
        ),
    ),
    Question(
        "19.two-objects",
        "A network has learned to give one box, from scenes with one object. Now it sees scenes with two. "
        "Where will its box mostly lie?",
        (
            Option(
                "On the larger object",
                "Nobody taught it to choose. Both objects drive the same four numbers.",
            ),
            Option("Around both of them", "It has only ever seen boxes as large as one object."),
            Option(
                "Between the two, on neither",
                "Both pull at the same four outputs, and the answer is a compromise that fits neither.",
                right=True,
            ),
            Option("On one of them, by chance", "So one would wish, but a sum of two pulls is no choice."),
        ),
    ),
    Question(
        "19.anchors",
        "A scene of 48×48 pixels has a grid of 12×12 places with 2 anchors each, and up to four objects. How "
        "many of the 288 anchors stand for an object, with an overlap of a half or more?",
        (
            Option("About half", "Objects cover less than half of the paper, and most anchors do not fit."),
            Option("About one in five", "Still too many: an anchor must fit in place and in size."),
            Option(
                "Fewer than one in ten",
                "A few round each object. Stage one sees ten times as much background as anything else.",
                right=True,
            ),
            Option("One for each object", "Neighbouring places overlap the same object nearly as well."),
        ),
    ),
    Question(
        "19.no-nms",
        "You leave out suppression after stage two and hand on every box. What happens to average precision?",
        (
            Option(
                "It rises: no good box gets lost", "Hardly one gets lost by it. But what comes in addition?"
            ),
            Option(
                "It falls: an object found twice is once right and once wrong",
                "Recall stays, precision falls. That is what the rule 'each object once' does.",
                right=True,
            ),
            Option("Nothing: double boxes are right as well", "Each object can be found once only."),
            Option("It becomes 0", "The first box on each object still counts as right."),
        ),
    ),
    Question(
        "19.few",
        "Crosses, rings, diamonds and moons: five labelled pictures of each. Which network names the most of "
        "several hundred new ones?",
        (
            Option("A new one, trained from nothing", "20 pictures are few for some 19,000 weights."),
            Option("The detector's frozen features and a new head", "Good, but one goes further still."),
            Option(
                "The detector's features and a new head, both trained on a little",
                "The features begin near something useful, and may still move towards the new shapes.",
                right=True,
            ),
            Option("A linear classifier on the pixels", "The shapes stand anywhere, in any colour."),
        ),
    ),
)

QUIZ = (
    Question(
        "19.q-tasks",
        "What must a detector give that a network for localisation need not?",
        (
            Option("A box", "Localisation gives a box as well: one."),
            Option("A class", "Both name what they see."),
            Option(
                "Any number of answers, each with a score",
                "How many objects there are is part of the answer, so scores are needed to choose.",
                right=True,
            ),
            Option("The pixels of the object", "That is segmentation."),
        ),
    ),
    Question(
        "19.q-rpn",
        "What does the first stage of Faster R-CNN know about the class of an object?",
        (
            Option(
                "Nothing: it says whether there is something, and where",
                "Which thing it is, only the second stage asks, for a few boxes.",
                right=True,
            ),
            Option("Everything: the second stage only corrects the box", "The second stage names it."),
            Option("It knows the two most probable ones", "It has one score an anchor."),
            Option("As much as its anchors: one class an anchor", "Anchors differ in size and shape only."),
        ),
    ),
    Question(
        "19.q-share",
        "Why is Faster R-CNN faster than running a classifier on each of 300 crops of the picture?",
        (
            Option("Its crops are smaller", "They are, but that is not where the time goes."),
            Option("It needs no suppression", "It suppresses twice."),
            Option("It looks at fewer boxes", "It may look at just as many."),
            Option(
                "The convolutions run once; all boxes cut from the same map",
                "The features are shared by all boxes, and by both stages.",
                right=True,
            ),
        ),
    ),
    Question(
        "19.q-nms",
        "Two people stand close together; their boxes overlap by 0.6. Suppression at 0.5. What is lost?",
        (
            Option("Nothing: each person keeps a box", "Boxes do not know whom they belong to."),
            Option(
                "The person with the lower score",
                "Suppression sees boxes, not people. A higher threshold keeps both, and more doubles too.",
                right=True,
            ),
            Option("Both", "The best box always stays."),
            Option("The smaller box", "It is the score that counts."),
        ),
    ),
    Question(
        "19.q-ap",
        "A hundred pictures hold a hundred objects. A detector gives one box in all, a right one. What is "
        "its average precision?",
        (
            Option("1", "Its precision is 1, but the area reaches only as far as recall does."),
            Option("0.5", "No mean of precision and recall is taken."),
            Option("0.01", "Precision 1 up to a recall of 1/100: the area is 0.01.", right=True),
            Option("0", "One object was found."),
        ),
    ),
    Question(
        "19.q-instance",
        "Two red circles overlap. What does semantic segmentation say, what instance segmentation?",
        (
            Option(
                "One region of circle pixels; two masks",
                "The first names pixels, the second objects.",
                right=True,
            ),
            Option("Two regions; two masks", "Pixels of one class carry one name, whoever owns them."),
            Option("Two boxes; one region", "Boxes are detection."),
            Option("The same, at another resolution", "They answer different questions."),
        ),
    ),
    Question(
        "19.q-transfer",
        "When does it pay least to begin with features that were trained on another set?",
        (
            Option("When there are few labels", "Then it pays most."),
            Option("When the two sets look alike", "Then the features fit."),
            Option(
                "When there are very many labels and the sets have little in common",
                "Then a network of its own learns better features than the borrowed ones.",
                right=True,
            ),
            Option("When the classes have other names", "The head is new anyway; names do not matter."),
        ),
    ),
)
