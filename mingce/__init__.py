"""The command line and the nightly job: the only place that knows all stages."""
