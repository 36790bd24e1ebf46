//! `examples/mirror.rs`, where nobody has a terminal.

use std::process::Command;

use super::program::example;

#[test]
fn without_a_terminal_there_are_lines_and_no_bars() {
    let output = Command::new(example("mirror")).arg("3").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "3 pictures done\n");
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "3 pictures to do\nWARN picture 3.jpg is left out: it is broken\n"
    );
}
