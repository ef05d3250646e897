// What the worker bundles: every workflow by its registered name.
export {};
