-- Why someone allowed more removals is theirs, and goes when they are erased.
GRANT UPDATE (reason) ON breaker_allowances TO doorward_runtime;
