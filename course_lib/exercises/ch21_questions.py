"""Chapter 21: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "21.backward",
        "A dense network of many layers. The forward pass takes a million operations. How many does the "
        "backward pass take?",
        (
            Option(
                "About half a million: it only passes errors along",
                "Passing the error along is one product a layer already, and each weight wants its gradient.",
            ),
            Option(
                "About a million",
                "That is one of its two products: the one that sends the error to the layer below.",
            ),
            Option(
                "About two millions",
                "Two products a layer: one for the gradient of the weights, one for the layer below.",
                right=True,
            ),
            Option(
                "About a million for each parameter",
                "That would be finite differences. Reverse mode gives all gradients for twice the price.",
            ),
        ),
    ),
    Question(
        "21.feed",
        "A GPU does 67 million million operations a second and reads 3.35 million million bytes a second. "
        "You add two long float32 vectors. What share of its speed do you see?",
        (
            Option("All of it", "Each sum needs 12 bytes: two numbers in, one out. Can they come so fast?"),
            Option(
                "About half",
                "That would ask for ten operations for each byte. A sum has one for twelve bytes.",
            ),
            Option(
                "Less than one hundredth",
                "One operation for 12 bytes: the memory can feed 0.28 million million a second, 0.4%.",
                right=True,
            ),
        ),
    ),
    Question(
        "21.lost-update",
        "A weight is 1.0, kept in bfloat16. 1,000 updates add 0.001 each. What is the weight in the end?",
        (
            Option("2.0", "In float32 it nearly is. How far apart are the bfloat16 numbers around 1?"),
            Option("1.0", "The next number after 1 is 1.0078. Each update is rounded away.", right=True),
            Option("About 1.5", "Some updates would have to count and others not; here all are alike."),
            Option("inf", "bfloat16 reaches as far as float32. It is its steps that are coarse."),
        ),
    ),
    Question(
        "21.two-workers",
        "Two processes train one network. Each takes half of every batch, and their gradients are averaged. "
        "After 22 updates, how do the losses compare with those of one process with whole batches?",
        (
            Option(
                "The same but for rounding",
                "The mean over a batch is the mean of the means of its halves. It is the same algorithm.",
                right=True,
            ),
            Option(
                "Lower: two processes have taken twice as many steps",
                "They take every step together. 22 batches are 22 updates.",
            ),
            Option(
                "Higher: each has seen only half of the pictures",
                "Each has seen half, but each has stepped with the gradients of all.",
            ),
            Option(
                "Quite another curve: the processes draw other random numbers",
                "They begin with the same weights, since the first sends its own to the second.",
            ),
        ),
    ),
)

QUIZ = (
    Question(
        "21.clock",
        "You time a matrix product on a GPU with time.perf_counter() around it, and it takes 20 microseconds "
        "whatever the size. Why?",
        (
            Option(
                "The GPU is that fast", "Then a product a thousand times as large would still take longer."
            ),
            Option(
                "Python has only put it into a queue",
                "Calls return before the work is done. Wait with torch.cuda.synchronize() before each look.",
                right=True,
            ),
            Option(
                "The result of the first product is reused",
                "PyTorch keeps no results. It does hand over work and go on.",
            ),
        ),
    ),
    Question(
        "21.which-type",
        "Why does training in bfloat16 need no loss scaling, while float16 does?",
        (
            Option(
                "bfloat16 is more precise",
                "It is less precise: 8 bits of fraction against 11, with the hidden one.",
            ),
            Option(
                "bfloat16 has the exponent of float32: small gradients do not become 0",
                "It reaches down to 1e-38. float16 ends at 6e-8.",
                right=True,
            ),
            Option("bfloat16 takes more memory", "Both take two bytes."),
        ),
    ),
    Question(
        "21.where-memory",
        "A network of 100 million parameters is trained with Adam in float32. How much memory do weights, "
        "gradients and optimiser take?",
        (
            Option("0.4 GB", "That is the weights alone."),
            Option("0.8 GB", "Weights and gradients. Adam keeps two more numbers for each weight."),
            Option(
                "1.6 GB", "16 bytes a parameter: weight, gradient and two means, 4 bytes each.", right=True
            ),
        ),
    ),
    Question(
        "21.checkpointing",
        "What does activation checkpointing trade?",
        (
            Option(
                "Memory for time: activations are thrown away and computed again",
                "About one more forward pass, a third more work, for a much smaller store.",
                right=True,
            ),
            Option("Accuracy for memory", "The numbers are the same. Nothing is rounded."),
            Option("Disk for memory", "Nothing is written. The name is shared with weights saved in a file."),
        ),
    ),
    Question(
        "21.batchnorm",
        "Four micro-batches of 16 instead of one batch of 64: which layer makes the gradients differ?",
        (
            Option("Linear", "Its outputs depend on one example only, so sums can be cut anywhere."),
            Option("Conv2d", "It looks at one picture at a time."),
            Option(
                "BatchNorm2d",
                "It subtracts the mean of its batch, and 16 pictures have another mean than 64.",
                right=True,
            ),
            Option("LayerNorm", "It normalises each example by itself. That is why large models use it."),
        ),
    ),
    Question(
        "21.ring-cost",
        "n workers average gradients of G bytes around a ring. About how much does each send?",
        (
            Option("n · G", "That is each sending everything to everyone. The ring sends shares."),
            Option("2 · G, whatever n is", "Exactly 2·G·(n - 1)/n: two rounds of n - 1 shares.", right=True),
            Option("G / n", "One share is that large, but 2 (n - 1) of them are sent."),
        ),
    ),
    Question(
        "21.more-machines",
        "From 1 to 64 workers, with 64 times the batch. Which sentence is right?",
        (
            Option(
                "An epoch has 64 times fewer updates, so the learning rate must change",
                "Scaled up with the batch, after a warm-up, it often works; beyond some size it does not.",
                right=True,
            ),
            Option("Nothing changes but the time", "The mathematics is now that of a much larger batch."),
            Option(
                "The gradients have 64 times more noise",
                "Less: they are means over more examples.",
            ),
        ),
    ),
)
