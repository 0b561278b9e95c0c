// The hooks of the schedule points are static: one search at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
