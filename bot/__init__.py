"""The running program: command line, settings, assembly, clock, courier and health."""
