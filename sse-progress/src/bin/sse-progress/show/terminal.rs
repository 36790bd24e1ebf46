//! Whether `--progress auto` means `tty` or `plain`.

/// Whether stderr is a terminal in which bars can move.
pub(super) fn can_show_bars() -> bool {
    console::user_attended_stderr() && !console::is_dumb()
}
