//! Runs as bars of `indicatif` in a terminal.
