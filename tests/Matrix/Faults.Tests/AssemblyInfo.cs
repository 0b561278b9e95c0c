// One fault at a time: on a machine with two cores many processes would wait for each other more than for the engine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
